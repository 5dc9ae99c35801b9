"""
Sections of recorded training sessions for a Wagtail site.

An organisation adds a section to its own site. Its pages, feed and calendar are public; the
members' content of each session has its own URL, behind a shared password.
"""

__version__ = "0.1.0rc1"
