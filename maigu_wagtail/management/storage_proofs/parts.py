"""Proofs for uploads in parts, straight from an editor's browser to S3."""

from collections.abc import Iterator
from typing import Any

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings import multipart
from maigu_wagtail.recordings.storage import random_key

from .asking import ask
from .canary import Proof

CONTENT = b"canary of an upload in parts"
MINUTE = 60


def prove_parts(storage: Any) -> Iterator[Proof]:
    """Yield the proofs for uploads in parts to an S3 storage. Nothing is left there."""
    key, part = random_key(None, "canary.txt"), multipart.Part(1, len(CONTENT))
    upload_id = multipart.begin(storage, key, content_type="text/plain")
    try:
        address = multipart.part_address(storage, key, upload_id, part, lifetime=MINUTE)
        yield _prove_allowed(address)
        answer = ask(address, "PUT", data=CONTENT + b"more")
        yield Proof("A part of another size is refused.", holds=answer.is_refusal, seen=answer.at(address))
        answer = ask(address, "PUT", data=CONTENT)
        arrived = multipart.arrived_parts(storage, key, upload_id) or {}
        yield Proof("A part can be uploaded and is listed.", holds=part in arrived, seen=answer.at(address))
    finally:
        multipart.abort(storage, key, upload_id)
    answer = ask(address, "PUT", data=CONTENT)
    claim = "An upload that was ended takes no more parts."
    yield Proof(claim, holds=answer.status in {403, 404}, seen=answer.at(address))


def _prove_allowed(address: str) -> Proof:
    """Ask as a browser does before it sends a part from the CMS."""
    origin = "/".join(conf.WAGTAILADMIN_BASE_URL.split("/")[:3])
    answer = ask(address, "OPTIONS", headers={"Origin": origin, "Access-Control-Request-Method": "PUT"})
    holds = answer.status in {200, 204} and answer.headers.get("Access-Control-Allow-Origin") in {"*", origin}
    claim = "The bucket’s CORS rule lets the CMS upload parts."
    return Proof(claim, holds=holds, seen=f"{origin}: {answer.at(address)}")
