"""
Whether a form was sent from a page of another site.

The unlock form is part of pages that are the same for everyone and may be cached, so it
carries no CSRF token. Browsers say themselves where a form comes from, in ``Origin``
(RFC 6454) and ``Sec-Fetch-Site`` (W3C Fetch Metadata); a program that is no browser says
neither, and has no visitor's cookies to misuse.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import is_same_domain

from maigu_wagtail.conf import conf


def is_cross_site(request: HttpRequest) -> bool:
    """Return whether ``request`` was sent by a page of another origin that the site does not trust."""
    origin = request.headers.get("Origin", "")
    fetch_site = request.headers.get("Sec-Fetch-Site", "")
    if origin and origin != "null":
        # A proxy may have taken https away, so the scheme is not compared: the host says whose page it was.
        return urlsplit_host(origin) != request.get_host().lower() and not _is_trusted(origin)
    if fetch_site:
        return fetch_site not in ("same-origin", "none")
    # A page without a referrer policy of its own sends "null" only from places such as a sandbox.
    return origin == "null"


def urlsplit_host(origin: str) -> str:
    """Return host and port of ``origin``; empty where it is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_trusted(origin: str) -> bool:
    host = urlsplit_host(origin)
    scheme = origin.partition("://")[0].lower()
    trusted = (trusted.partition("://") for trusted in conf.CSRF_TRUSTED_ORIGINS)
    return any(scheme == name and is_same_domain(host, pattern.lstrip("*")) for name, _sign, pattern in trusted)
