"""Readers of file formats. They run in the sandbox's child process only; see ``ingest.sandbox``."""
