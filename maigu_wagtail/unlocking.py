"""
Whether a request may have the members' content of a session.

THE policy: every door asks it, and none decides for itself. There is no password in
this version, so what is not public stays locked. Builds no response and knows no
template; may import nothing above ``models``.
"""

from django.http import HttpRequest

from maigu_wagtail.models import SessionPageMixin


def is_unlocked(request: HttpRequest, session: SessionPageMixin) -> bool:
    """Return whether ``request`` may have the members' content of ``session``."""
    return session.is_public
