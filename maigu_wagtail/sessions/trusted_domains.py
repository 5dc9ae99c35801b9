"""
The domains whose addresses a section answers at once.

Only plain addresses count, and only the same domain, letter by letter, as mail servers compare it: in
lower case, and internationalised names as ASCII (RFC 5890). Whatever merely looks like a domain is
another one.
"""

import re
from collections.abc import Iterable

# No quotes, and none of the signs with which some servers forward mail to another address.
LOCAL_PART = re.compile(r"[A-Za-z0-9._+'-]{1,64}")
# Letters, digits and hyphens, at least two labels (RFC 1123, section 2.1).
DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")
TOP_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
BELOW = "*."


def ascii_domain(text: str) -> str:
    """Return the domain ``text`` as ASCII in lower case, or "" if another text could mean the same domain."""
    if text.isascii():
        return text.lower()
    try:
        encoded = text.encode("idna").decode()
        is_plain = encoded.encode().decode("idna") == text
    except UnicodeError:
        return ""
    return encoded if is_plain else ""


def domain_of(address: str) -> str:
    """Return the domain of an email address as ASCII in lower case, or "" if the address is not a plain one."""
    local, _at, domain = address.rpartition("@")
    domain = ascii_domain(domain)
    return domain if LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(domain) else ""


def trusted_domain(line: str) -> str:
    """
    Return the entry ``line`` of a list as ASCII in lower case, or "" if it is none.

    ``example-city.org`` is this domain alone, ``*.gov`` any domain below ``gov``, but not ``gov`` itself.
    """
    is_below = line.startswith(BELOW)
    domain = ascii_domain(line.removeprefix(BELOW))
    is_valid = DOMAIN.fullmatch(domain) or (is_below and TOP_DOMAIN.fullmatch(domain))
    return f"{BELOW if is_below else ''}{domain}" if is_valid else ""


def is_trusted(address: str, lines: Iterable[str]) -> bool:
    """Return whether the email address ``address`` is at one of the domains that ``lines`` name."""
    domain = domain_of(address)
    entries = {trusted_domain(line) for line in lines} - {""}
    parents = domain.split(".")[1:]
    above = {BELOW + ".".join(parents[start:]) for start in range(len(parents))}
    return bool(domain) and not entries.isdisjoint({domain, *above})
