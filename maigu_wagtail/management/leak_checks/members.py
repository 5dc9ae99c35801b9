"""
Asks as a member, in this process: proves that the search finds what it looks for, and fills the caches before strangers ask.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from maigu_wagtail.access import grants
from maigu_wagtail.access.models import SharedPassword

from .addresses import Address
from .asking import in_process, text_of
from .kinds import Kind, Secret
from .walking import Walk

# What watch pages show.
SHOWN = (Kind.TITLE, Kind.TEXT, Kind.EMBED, Kind.JOIN)
# The first addresses are those that differ most.
PUBLIC_ADDRESSES = 100


def ask_as_members(walk: Walk, host: str, addresses: Iterable[Address], now: datetime) -> str:
    """Ask the members' ``addresses`` and the first public ones, and return what that proves."""
    found: set[Secret] = set()
    chosen = [each for number, each in enumerate(addresses) if each.is_members or number < PUBLIC_ADDRESSES]
    chosen = [each for each in chosen if each.method == "GET"]
    left_out = max(len(chosen) - walk.most, 0)
    chosen = chosen[: walk.most]
    for cookie in _cookies(now):
        ask = in_process(host, token=cookie)
        # What is still locked may open with another cookie.
        locked = []
        for address in chosen:
            answer = ask(address)
            walk.check_headers(address, answer)
            found |= {match.secret for match in walk.index.matches(text_of(answer))}
            if answer.status == 403:
                locked.append(address)
        chosen = locked
    shown = [secret for secret in walk.index.secrets if secret.kind in SHOWN]
    number = sum(secret in found for secret in shown)
    rest = f" It did not open {left_out:,} more of these pages (--max-requests)." if left_out else ""
    return f"On the members’ own pages, it found {number:,} of the {len(shown):,} texts that they can show.{rest}"


def _cookies(now: datetime) -> Iterator[str]:
    """Yield cookies that together open everything, as if every password had been entered."""
    tokens = [
        grants.sign(grants.issue(password.pk, password.version, now))
        for password in SharedPassword.objects.accepted(now).only("pk", "version")
    ]
    for start in range(0, len(tokens), grants.MOST_GRANTS):
        yield grants.join(tokens[start : start + grants.MOST_GRANTS])
