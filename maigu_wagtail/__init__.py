"""
Member training libraries on Wagtail.

A section of recorded sessions that an organisation mounts in its own Wagtail
site: public pages, feed and calendar for everyone, members' content at an
address of its own.
"""

__version__ = "0.1.0"
