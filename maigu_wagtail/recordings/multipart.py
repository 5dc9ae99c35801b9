"""
Uploads to S3 in parts, which a browser sends to signed addresses and can continue after an interruption.

S3 itself lists the parts that have arrived, so they are not recorded here. Nothing is at the key
until the upload is completed, and from then on its addresses accept nothing, so the file cannot
be changed after it was examined.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.views.decorators.debug import sensitive_variables

from . import s3

# S3 takes at most 10,000 parts, none below 5 MiB but the last.
PART_SIZE = 16 * 1024 * 1024
MOST_PARTS = 10_000


@dataclass(frozen=True)
class Part:
    """A part of a file: its number, from 1, and its size in bytes."""

    number: int
    size: int


def part_size(size: int) -> int:
    """Return the size of all parts but the last, for a file of ``size`` bytes."""
    return max(PART_SIZE, -(-size // MOST_PARTS))


def parts_of(size: int) -> list[Part]:
    """Return the parts of a file of ``size`` bytes."""
    step = part_size(size)
    return [Part(number, min(step, size - at)) for number, at in enumerate(range(0, size, step), start=1)]


def begin(storage: Any, key: str, *, content_type: str) -> str:
    """Begin an upload to ``key``, and return its id."""
    created = s3.client_of(storage).create_multipart_upload(
        **_target(storage, key), ContentType=content_type, **s3.stored_parameters(storage, key)
    )
    return created["UploadId"]


@sensitive_variables()
def part_address(storage: Any, key: str, upload_id: str, part: Part, *, lifetime: int) -> str:
    """Return a signed URL that accepts ``part``, of exactly its size, for ``lifetime`` seconds."""
    return s3.client_of(storage).generate_presigned_url(
        "upload_part",
        Params={
            **_target(storage, key),
            "UploadId": upload_id,
            "PartNumber": part.number,
            "ContentLength": part.size,
        },
        ExpiresIn=lifetime,
    )


def arrived_parts(storage: Any, key: str, upload_id: str) -> dict[Part, str] | None:
    """Return the parts that have arrived, with their entity tags; ``None`` if there is no such upload."""
    client = s3.client_of(storage)
    try:
        pages = client.get_paginator("list_parts").paginate(**_target(storage, key), UploadId=upload_id)
        return {
            Part(part["PartNumber"], part["Size"]): part["ETag"] for page in pages for part in page.get("Parts", ())
        }
    except client.exceptions.NoSuchUpload:
        return None


def complete(storage: Any, key: str, upload_id: str, tags: Iterable[tuple[Part, str]]) -> None:
    """Put the parts together as the file at ``key``. ``tags`` are the parts in order, with their entity tags."""
    parts = [{"PartNumber": part.number, "ETag": tag} for part, tag in tags]
    s3.client_of(storage).complete_multipart_upload(
        **_target(storage, key), UploadId=upload_id, MultipartUpload={"Parts": parts}
    )


def abort(storage: Any, key: str, upload_id: str) -> None:
    """End an upload that was not completed, and remove its parts; does nothing if it has ended already."""
    client = s3.client_of(storage)
    with suppress(client.exceptions.NoSuchUpload):
        client.abort_multipart_upload(**_target(storage, key), UploadId=upload_id)


def _target(storage: Any, key: str) -> dict[str, str]:
    return {"Bucket": storage.bucket_name, "Key": s3.full_key(storage, key)}
