"""From raw files to a searchable index: read, clean, split, embed, store."""
