"""
Detects forms sent from another site's page.

The unlock form is on cacheable pages, so it has no CSRF token. Browsers say where a form comes
from, in ``Origin`` (RFC 6454) and ``Sec-Fetch-Site`` (W3C Fetch Metadata). Other clients send
neither, but they have no visitor's cookies to misuse.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import is_same_domain

from maigu_wagtail.conf import conf


def is_cross_site(request: HttpRequest, *, is_null_ours: bool = False) -> bool:
    """
    Return whether ``request`` comes from a page of another origin that the site does not trust.

    ``is_null_ours`` is for forms on a page with ``Referrer-Policy: no-referrer``: browsers send their
    origin as "null" (Fetch, section 3.2).
    """
    origin = request.headers.get("Origin", "")
    fetch_site = request.headers.get("Sec-Fetch-Site", "")
    if origin and origin != "null":
        # The scheme is not compared, because a proxy may have terminated TLS.
        return urlsplit_host(origin) != request.get_host().lower() and not _is_trusted(origin)
    if fetch_site:
        return fetch_site not in ("same-origin", "none")
    # Without a referrer policy, browsers send "null" only from places such as a sandboxed frame.
    return origin == "null" and not is_null_ours


def urlsplit_host(origin: str) -> str:
    """Return the host and port of ``origin``, or "" if it is not valid."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _is_trusted(origin: str) -> bool:
    host = urlsplit_host(origin)
    scheme = origin.partition("://")[0].lower()
    trusted = (trusted.partition("://") for trusted in conf.CSRF_TRUSTED_ORIGINS)
    return any(scheme == name and is_same_domain(host, pattern.lstrip("*")) for name, _sign, pattern in trusted)
