"""Readers of the files that an import takes: they find sessions, and write nothing."""
