"""What to ask next: the links of a response on the same site, and every field, page and filter of an API's list."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from maigu_wagtail.conf import conf
from maigu_wagtail.management.storage_proofs.asking import Answer

from .addresses import Address, is_cms
from .asking import text_of

# A quoted address, or one in an element of a sitemap or feed. Those of API descriptions have parameters in braces.
_LINK = re.compile(r"""["'>]\s*((?:https?:/)?/[^\s"'<>\\{]*|\?[^\s"'<>\\{]+)["'<\s]""")
# Calendars lead to ever more months, and filters to ever more combinations.
QUERIES_OF_ONE_PATH = 30
LIST_SIZE = 20
MEMBERS_FIELDS = ("members_content", "share_message", "search_words")


def next_addresses(address: Address, answer: Answer, hosts: set[str]) -> Iterator[Address]:
    """Yield what ``answer`` leads to. Other hosts than ``hosts`` are left out."""
    if address.method != "GET":
        return
    yield from _of_list(address, answer)
    text = text_of(answer)
    targets = [answer.headers.get("Location") or "", *_LINK.findall(text)]
    for target in dict.fromkeys(targets):
        path = _path_here(address.path, html.unescape(target), hosts)
        if path and not is_cms(path) and not _is_static(path):
            yield Address(path)


def _path_here(base: str, target: str, hosts: set[str]) -> str:
    if not target:
        return ""
    try:
        parts = urlsplit(urljoin(f"https://{min(hosts)}{base}", target))
    except ValueError:
        return ""
    if parts.hostname not in hosts:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_static(path: str) -> bool:
    static = conf.SERVED_ADDRESSES.get("STATIC_URL", "")
    return static.startswith("/") and path.startswith(static)


def _of_list(address: Address, answer: Answer) -> Iterator[Address]:
    """Yield the queries of the list of an API, if ``answer`` is the beginning of one."""
    total = total_of(answer)
    if total is None or "?" in address.path:
        return
    for offset in range(0, max(total, 1), LIST_SIZE):
        yield Address(f"{address.path}?fields=*&limit={LIST_SIZE}&offset={offset}")
    for name in MEMBERS_FIELDS:
        yield Address(f"{address.path}?fields=_,{name}")


def total_of(answer: Answer) -> int | None:
    """Return how many items the list in ``answer`` has, in Wagtail's API v2 or v3; ``None`` if it is no list."""
    if "json" not in (answer.headers.get("Content-Type") or ""):
        return None
    try:
        data: Any = json.loads(answer.body)
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    meta = data.get("meta")
    total = meta.get("total_count") if isinstance(meta, dict) else data.get("count")
    return total if isinstance(total, int) else len(data["items"])
