"""The client address of a request, as reported by the site's own proxies."""

import ipaddress
import logging
from functools import cache

from django.http import HttpRequest

from maigu_wagtail.conf import conf

logger = logging.getLogger("maigu_wagtail")

IPV6_NETWORK = 64


def client_address(request: HttpRequest) -> str:
    """
    Return the client's address as a string, or "" if it is not known.

    Each trusted proxy appends one address to ``X-Forwarded-For``. Anything further to the left came
    from the client and is ignored. An IPv6 address is reduced to its /64 network, which a household
    or phone usually has to itself (RFC 6177).
    """
    address = request.META.get("REMOTE_ADDR") or ""
    proxies = conf.MAIGU_WAGTAIL_TRUSTED_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        address = forwarded[-proxies]
    try:
        # Some proxies append the port: "192.0.2.1:80", "[2001:db8::1]:80".
        if address.startswith("["):
            address = address[1:].partition("]")[0]
        elif address.count(":") == 1:
            address = address.partition(":")[0]
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        _warn_of_unknown_clients()
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
    return str(parsed)


@cache
def _warn_of_unknown_clients() -> None:
    """Log, once per process, that the server does not report client addresses."""
    logger.warning(
        "The server does not say which address a request comes from (REMOTE_ADDR), so all visitors count as one client "
        "and ten wrong passwords lock everybody out. Behind a proxy on a Unix socket, have the proxy send X-Forwarded-For "
        "and set MAIGU_WAGTAIL_TRUSTED_PROXIES to 1."
    )
