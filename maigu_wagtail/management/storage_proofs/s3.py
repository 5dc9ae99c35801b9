"""Proofs for S3: a signed URL returns the file, and nothing else does."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from maigu_wagtail.recordings.s3 import full_key, presigned_address

from .asking import Answer, ask, without_query
from .canary import Canary, Proof

CONTENT_TYPE = "text/plain"
DISPOSITION = 'attachment; filename="canary.txt"'
MINUTE = 60
# Seconds to wait after a URL expires before testing it, as the server's clock may be behind.
GRACE = 2


def prove_s3(storage: Any, canary: Canary) -> Iterator[Proof]:
    """Yield the proofs for an S3 storage that contains ``canary``."""
    ends_soon = _signed(storage, canary, 1)
    signed_at = time.monotonic()
    address = _signed(storage, canary, MINUTE)
    yield from _prove_download(address, canary)
    yield from _prove_refused_without_signature(storage, canary, address)
    yield _prove_not_listed(storage, canary)
    yield _refused("A changed signature opens nothing.", _tampered(address))
    for method, data in (("PUT", b"overwritten"), ("DELETE", None)):
        claim = f"An address that was signed for reading allows no {method}."
        yield _refused(claim, address, ask(address, method, data=data))
    time.sleep(max(0.0, signed_at + 1 + GRACE - time.monotonic()))
    yield _refused("A signed address ends.", ends_soon)


def is_gone(storage: Any, canary: Canary) -> bool:
    """Return whether ``canary`` is no longer in the storage."""
    return ask(_signed(storage, canary, MINUTE)).status in {403, 404}


def _signed(storage: Any, canary: Canary, lifetime: int) -> str:
    return presigned_address(
        storage, canary.name, content_type=CONTENT_TYPE, disposition=DISPOSITION, lifetime=lifetime
    )


def _prove_download(address: str, canary: Canary) -> Iterator[Proof]:
    response = ask(address)
    yield Proof("A signed address gives the file.", holds=response.body == canary.content, seen=response.at(address))
    headers = (response.headers.get("Content-Type", "").split(";")[0], response.headers.get("Content-Disposition"))
    claim = "It is given with the type and the name that the site says."
    yield Proof(claim, holds=headers == (CONTENT_TYPE, DISPOSITION), seen=" and ".join(str(value) for value in headers))
    part = ask(address, headers={"Range": "bytes=100-199"})
    holds = part.status == 206 and part.body == canary.content[100:200]
    yield Proof("A player can ask for a part of it.", holds=holds, seen=part.at(address))


def _prove_refused_without_signature(storage: Any, canary: Canary, address: str) -> Iterator[Proof]:
    for bare in sorted({without_query(one) for one in (address, *_addresses(storage, canary))}):
        yield _refused("A stranger does not get it.", bare)
        yield _refused("A stranger does not learn that it is there.", bare, ask(bare, "HEAD"))
        yield _refused("A stranger can’t replace it.", bare, ask(bare, "PUT", data=b"a stranger's"))


def _addresses(storage: Any, canary: Canary) -> Iterator[str]:
    """Yield the canary's URL at S3 and at django-storages, which differ if there is a custom domain."""
    target = {"Bucket": storage.bucket_name, "Key": full_key(storage, canary.name)}
    yield storage.connection.meta.client.generate_presigned_url("get_object", Params=target)
    yield storage.url(canary.name)


def _prove_not_listed(storage: Any, canary: Canary) -> Proof:
    client = storage.connection.meta.client
    bucket = without_query(client.generate_presigned_url("list_objects_v2", Params={"Bucket": storage.bucket_name}))
    prefix = urlencode({"list-type": 2, "prefix": full_key(storage, canary.name)})
    return _refused("A stranger can’t list the bucket.", f"{bucket}?{prefix}")


def _refused(claim: str, address: str, answer: Answer | None = None) -> Proof:
    answer = answer or ask(address)
    return Proof(claim, holds=answer.is_refusal, seen=answer.at(address))


def _tampered(address: str) -> str:
    """Return ``address`` with one digit of its signature changed, for S3 or CloudFront."""
    parts = urlsplit(address)
    query = [
        (name, _with_other_digit(value) if name in {"X-Amz-Signature", "Signature"} else value)
        for name, value in parse_qsl(parts.query)
    ]
    return parts._replace(query=urlencode(query)).geturl()


def _with_other_digit(signature: str) -> str:
    middle = len(signature) // 2
    return signature[:middle] + ("0" if signature[middle] != "0" else "1") + signature[middle + 1 :]
