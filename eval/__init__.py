"""Scores the assistant on written questions."""
