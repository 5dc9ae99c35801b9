"""Formats of a site of its own: FORMAT_MODULE_PATH names this package."""
