"""
Looks for members' content, passwords and private files in everything that a stranger can get from the site.

``check_site`` collects the secrets, proves that it would find one, and asks every address.
"""

import time
from dataclasses import dataclass
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from . import self_test
from .addresses import Address, file_addresses, seeds
from .asking import Ask, in_process, over_http
from .files import LockedFiles, same_size_addresses
from .findings import Findings
from .guessing import guesses, make_guesses
from .isolation import empty_caches, rolled_back
from .members import ask_as_members
from .page_texts import public_texts
from .searching import Index
from .secrets import live_sessions, open_texts, secrets_of_site
from .storages import look_into_storage
from .walking import Walk


@dataclass(frozen=True, slots=True)
class Options:
    """What to check: ``site``, in this process or at ``url``, with at most ``most`` requests."""

    site: Any
    url: str = ""
    most: int = 10_000
    delay: float = 0.1


def check_site(options: Options) -> Findings:
    """Check the site, and return what was found. Raises ``CannotCheck`` if the result would mean nothing."""
    started = time.monotonic()
    check = _Check(options)
    try:
        if options.url:
            check.run(over_http(options.url, options.delay), is_in_process=False)
        else:
            check.run(in_process(_host_of(options.site)), is_in_process=True)
    except KeyboardInterrupt:
        check.walk.findings.stopped = "You stopped it."
    check.walk.findings.seconds = time.monotonic() - started
    return check.walk.findings


class _Check:
    def __init__(self, options: Options) -> None:
        self.options, self.now = options, timezone.now()
        self.index = Index(secrets_of_site(self.now))
        self.public_words: set[str] = set()
        for text in chain(public_texts(), open_texts(self.now)):
            self.public_words |= self.index.allow(text)
        self.files = LockedFiles(self.now)

    def run(self, ask: Ask, *, is_in_process: bool) -> None:
        site = self.options.site
        hosts = {site.hostname, urlsplit(self.options.url).hostname or site.hostname}
        self.walk = Walk(ask, self.index, self.files, hosts, self.options.most)
        findings = self.walk.findings
        findings.secrets, findings.too_short = len(self.index.secrets), self.index.too_short
        page = self_test.public_session(site)
        if not is_in_process:
            findings.notes.append(self_test.find_title(ask, page))
            self._walk()
            # A firewall may have begun to refuse.
            if not findings.stopped and (wrong := self_test.still_finds_title(ask, page)):
                findings.stopped = f"At the end, the site no longer gave the page that it gave at first ({wrong}"
            return
        with empty_caches(), rolled_back():
            findings.notes.append(self_test.find_canary(ask, page))
        with empty_caches():
            addresses = list(seeds(site))
            captions = [each for each in file_addresses(self.files.files) if each.path.endswith(".vtt")]
            asked = [*addresses, *captions]
            findings.notes.append(ask_as_members(self.walk, _host_of(site), asked, self.now))
            self._walk(addresses)

    def _walk(self, addresses: list[Address] | None = None) -> None:
        addresses = addresses or list(seeds(self.options.site))
        more = chain(file_addresses(self.files.files), same_size_addresses(self.files))
        self.walk.run(chain(addresses, more))
        sections = dict.fromkeys(path for path in map(_path_of, addresses) if path.endswith("/feed/"))
        paths = [path.removesuffix("feed/") for path in sections]
        make_guesses(self.walk, guesses(live_sessions(), self.public_words, self.now), paths)
        look_into_storage(self.walk)


def _path_of(address: Address) -> str:
    return address.path.partition("?")[0]


def _host_of(site: Any) -> str:
    return site.hostname if site.port in (80, 443) else f"{site.hostname}:{site.port}"
