"""The walk: asks one address after the other, searches each response, and goes on to what it leads to."""

from collections import Counter, deque
from collections.abc import Iterable

from maigu_wagtail.management.storage_proofs.asking import Answer

from .addresses import Address
from .asking import Ask, head_of, text_of, unread
from .files import LockedFiles
from .findings import LIMITED, NO_ANSWER, NOT_ALL_READ, Findings
from .following import QUERIES_OF_ONE_PATH, next_addresses, total_of
from .searching import Index

NO_STORE = "A members’ address does not forbid caches to store its response (Cache-Control: no-store)"
NO_INDEX = "A members’ address does not forbid search engines to index it (X-Robots-Tag: noindex)"
BROKEN = "The site answered with an error, so this address proves nothing"
# In a row.
MOST_REFUSALS = 5


class Walk:
    """Asks up to ``most`` addresses on ``hosts``; what it finds is in ``findings``."""

    def __init__(self, ask: Ask, index: Index, files: LockedFiles, hosts: set[str], most: int) -> None:
        self.ask, self.index, self.files, self.hosts, self.most = ask, index, files, hosts, most
        self.findings = Findings()
        # The paths that answered, and among them the lists of APIs, for the guesses.
        self.answered: set[str] = set()
        self.lists: list[str] = []
        self._seen: set[tuple[str, str]] = set()
        self._queries: Counter[str] = Counter()
        self._refusals = 0

    def run(self, addresses: Iterable[Address], *, follow: bool = True) -> None:
        """Ask ``addresses``, and whatever their responses lead to."""
        waiting = deque(address for address in addresses if self._is_new(address))
        while waiting:
            if self.is_over:
                self.findings.not_asked += len(waiting)
                return
            address = waiting.popleft()
            answer = self.look_at(address)
            self._note(address, answer)
            if follow:
                found = next_addresses(address, answer, self.hosts)
                waiting.extend(each for each in found if self._is_new(each) and self._is_wanted(each))

    @property
    def is_over(self) -> bool:
        """Whether no more addresses may be asked."""
        return bool(self.findings.stopped) or self.findings.requests >= self.most

    def _note(self, address: Address, answer: Answer) -> None:
        if answer.status == 200 and address.method == "GET" and "?" not in address.path:
            self.answered.add(address.path)
            if total_of(answer) is not None:
                self.lists.append(address.path)

    def look_at(self, address: Address, *, echoed: str = "") -> Answer:
        """Ask ``address``, search the response, and return it."""
        answer = self.ask(address)
        self.findings.requests += 1
        where = f"{address.method} {self.index.masked(address.path)}, status {answer.status}"
        self.findings.asked.append(where)
        for match in self.index.matches(text_of(answer), echoed=echoed or _query_of(address)):
            self.findings.add(match, f"{where}, {match.place}")
        for match in self.index.matches(head_of(answer), echoed=_query_of(address) + address.path):
            self.findings.add(match, f"{where}, in a header")
        if file := self.files.find(answer):
            self.findings.add_leak(file, f"{where}, the file itself")
        self.check_headers(address, answer)
        self._stop_if_refused(answer)
        return answer

    def _stop_if_refused(self, answer: Answer) -> None:
        self._refusals = self._refusals + 1 if answer.status in (0, 429) else 0
        if self._refusals == MOST_REFUSALS:
            why = (
                "with status 429 (too many requests). Ask more slowly, with --delay" if answer.status else answer.reason
            )
            self.findings.stopped = f"The site refused {MOST_REFUSALS} requests in a row, the last one {why}."

    def check_headers(self, address: Address, answer: Answer) -> None:
        """Warn if ``answer`` is an error, or may be stored though it is for members."""
        if not answer.status:
            self._warn(NO_ANSWER, address)
        elif answer.status == 429:
            self._warn(LIMITED, address)
        elif answer.status >= 500:
            self._warn(BROKEN, address)
        elif why := unread(answer):
            self._warn(f"{NOT_ALL_READ}. {why}", address)
        elif address.is_members and answer.status in (200, 403) and address.method == "GET":
            if "no-store" not in (answer.headers.get("Cache-Control") or ""):
                self._warn(NO_STORE, address)
            if "noindex" not in (answer.headers.get("X-Robots-Tag") or ""):
                self._warn(NO_INDEX, address)

    def _warn(self, warning: str, address: Address) -> None:
        self.findings.warn(warning, f"{address.method} {self.index.masked(address.path)}")

    def _is_new(self, address: Address) -> bool:
        key = (address.method, address.path)
        is_new = key not in self._seen
        self._seen.add(key)
        return is_new

    def _is_wanted(self, address: Address) -> bool:
        path, query, _rest = address.path.partition("?")
        if not query or "limit=" in query:
            return True
        self._queries[path] += 1
        is_wanted = self._queries[path] <= QUERIES_OF_ONE_PATH
        self.findings.queries_left_out += not is_wanted
        return is_wanted


def _query_of(address: Address) -> str:
    return address.path.partition("?")[2]
