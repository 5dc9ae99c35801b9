"""Proofs for the site itself, and for storages of an unknown kind: members' files are not at public URLs."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from maigu_wagtail.conf import conf

from .asking import ask
from .canary import Canary, Proof


def prove_site(canary: Canary, site_address: str) -> Iterator[Proof]:
    """Yield the proofs that ``site_address`` does not serve ``canary`` at public URLs or nginx's internal location."""
    if site_address:
        answer = ask(site_address)
        yield Proof("The site answers.", holds=0 < answer.status < 500, seen=answer.at(site_address))
    internal = {"MAIGU_WAGTAIL_SENDFILE_PREFIX": conf.MAIGU_WAGTAIL_SENDFILE_PREFIX}
    for name, root in {**conf.SERVED_ADDRESSES, **internal}.items():
        address = urljoin(site_address, f"{root.rstrip('/')}/{quote(canary.name)}")
        # If MEDIA_URL has a host of its own, no site address is needed.
        if urlsplit(address).netloc:
            yield _prove_not_served(f"Nothing is served below {name}.", canary, address)


def prove_own_address(storage: Any, canary: Canary) -> Iterator[Proof]:
    """Yield the proofs for a storage that is neither a folder nor S3."""
    with storage.open(canary.name) as file:
        yield Proof("The file can be read.", holds=file.read() == canary.content)
    claim = "The address that the storage gives opens nothing."
    try:
        address = storage.url(canary.name)
    except (ValueError, NotImplementedError):
        yield Proof(claim, holds=True, seen="it gives none")
        return
    if urlsplit(address).netloc:
        yield _prove_not_served(claim, canary, address.partition("?")[0])


def _prove_not_served(claim: str, canary: Canary, address: str) -> Proof:
    answer = ask(address)
    # A site may respond to any URL with a page of its own.
    return Proof(claim, holds=bool(answer.status) and not canary.is_in(answer.body), seen=answer.at(address))
