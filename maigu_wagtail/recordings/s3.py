"""
Signed URLs for files in S3, and signed forms for uploading to it.

All threads of a process share one client per configuration: django-storages creates one per thread,
which takes about 100 ms and 12 MB each. Signing makes no request to S3. This module can be imported
without boto3.
"""

import io
import os
import posixpath
import sys
import threading
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import Storage
from django.utils.encoding import filepath_to_uri
from django.views.decorators.debug import sensitive_variables

# The storage options that a client depends on.
CONFIGURATION = (
    *("access_key", "secret_key", "security_token", "session_profile"),
    *("region_name", "endpoint_url", "use_ssl", "verify", "client_config"),
)
# The ``object_parameters`` that a form must include, and their field names.
FIELDS = {
    "CacheControl": "Cache-Control",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
    "StorageClass": "x-amz-storage-class",
}
# The ``Cache-Control`` of S3's responses: caches must not store members' files.
KEEP_NOTHING = "private, no-store"
# How many bytes to fetch at once when reading a file.
PIECE = 64 * 1024


class _Clients:
    """The clients of this process, one for each configuration."""

    lock: threading.Lock
    made: dict[tuple[Any, ...], Any]

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Start empty; after a fork, a thread that no longer exists may have held the lock."""
        self.lock, self.made = threading.Lock(), {}

    @sensitive_variables("configuration")
    def of(self, storage: Any) -> Any:
        configuration = tuple(getattr(storage, name) for name in CONFIGURATION)
        # A client is thread-safe, but creating one is not.
        with self.lock:
            if configuration not in self.made:
                self.made[configuration] = storage.connection.meta.client
            return self.made[configuration]


_clients = _Clients()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_clients.reset)


def client_of(storage: Any) -> Any:
    """Return the process's client for ``storage``."""
    return _clients.of(storage)


def is_s3(storage: Storage) -> bool:
    """Return whether ``storage`` is django-storages' S3 storage."""
    # Not `type`: this is the configured storage's, whose module is imported now if it wasn't yet.
    kind = storage.__class__
    # If the module was never imported, no storage can be an instance of its class.
    module = sys.modules.get("storages.backends.s3")
    return module is not None and issubclass(kind, module.S3Storage)


@sensitive_variables()
def presigned_address(
    storage: Any, key: str, *, content_type: str, disposition: str, lifetime: int, is_head: bool = False
) -> str:
    """
    Return a signed URL of the file at ``key``, valid for ``lifetime`` seconds; for HEAD requests if ``is_head``.

    S3 responds with the given ``content_type`` and ``disposition``, whatever is stored with the
    file. The URL is signed even if the storage is configured to return unsigned ones.
    """
    overrides = {
        "ResponseContentType": content_type,
        "ResponseContentDisposition": disposition,
        "ResponseCacheControl": KEEP_NOTHING,
    }
    if storage.custom_domain and storage.cloudfront_signer:
        return _cloudfront_address(storage, key, overrides, lifetime)
    target = {"Bucket": storage.bucket_name, "Key": full_key(storage, key), **overrides}
    # A signature is valid for one method.
    operation = "head_object" if is_head else "get_object"
    return client_of(storage).generate_presigned_url(operation, Params=target, ExpiresIn=lifetime)


@sensitive_variables()
def presigned_post(storage: Any, key: str, *, content_type: str, most: int, lifetime: int) -> dict[str, Any]:
    """
    Return the ``url`` and ``fields`` of a form that uploads one file to ``key``, valid for ``lifetime`` seconds.

    S3 accepts no other key or content type, and only a size from 1 to ``most`` bytes. The form must
    end with the field ``file``.
    """
    fields = {
        "Content-Type": content_type,
        **{FIELDS[name]: value for name, value in stored_parameters(storage, key).items()},
    }
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", 1, most])
    return client_of(storage).generate_presigned_post(
        storage.bucket_name, full_key(storage, key), Fields=fields, Conditions=conditions, ExpiresIn=lifetime
    )


class RemoteFile(io.RawIOBase):
    """
    A file in S3 that only fetches the bytes that are read. ``size`` is in bytes.

    The storage's own ``open`` would download the whole file. Raises boto3's errors if there is no
    such file.
    """

    def __init__(self, storage: Any, key: str) -> None:
        self._client, self._at = client_of(storage), 0
        self._target = {"Bucket": storage.bucket_name, "Key": full_key(storage, key)}
        self.size = int(self._client.head_object(**self._target)["ContentLength"])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        last = min(self._at + len(buffer), self.size) - 1
        if last < self._at:
            return 0
        data = self._client.get_object(**self._target, Range=f"bytes={self._at}-{last}")["Body"].read()
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def opened(storage: Any, key: str) -> Any:
    """Return the file at ``key``, open for buffered reading in pieces of ``PIECE`` bytes."""
    return io.BufferedReader(RemoteFile(storage, key), PIECE)


def size_at(storage: Any, key: str) -> int | None:
    """Return the size of the file at ``key`` in bytes; ``None`` if there is no such file."""
    return RemoteFile(storage, key).size if storage.exists(key) else None


def copy(storage: Any, key: str, other_key: str, *, content_type: str) -> None:
    """Copy the file at ``key`` to ``other_key`` within S3, with ``content_type`` and the storage's parameters."""
    source = {"Bucket": storage.bucket_name, "Key": full_key(storage, key)}
    # Repeated because a large file is copied in parts, which do not keep these.
    extra = {"ContentType": content_type, "MetadataDirective": "REPLACE", **stored_parameters(storage, other_key)}
    client_of(storage).copy(
        source, storage.bucket_name, full_key(storage, other_key), ExtraArgs=extra, Config=storage.transfer_config
    )


def stored_parameters(storage: Any, key: str) -> dict[str, Any]:
    """Return the storage's parameters for stored files, such as encryption."""
    parameters = storage.get_object_parameters(key)
    return {name: parameters[name] for name in FIELDS if name in parameters}


def full_key(storage: Any, key: str) -> str:
    """Return the key in the bucket, including the storage's ``location``."""
    return posixpath.join(storage.location, key).lstrip("/")


def _cloudfront_address(storage: Any, key: str, overrides: dict[str, str], lifetime: int) -> str:
    # CloudFront forwards these if its cache policy allows it; the names are S3's.
    query = urlencode({f"response-{_dashed(name)}": value for name, value in overrides.items()})
    path = filepath_to_uri(full_key(storage, key))
    address = f"{storage.url_protocol}//{storage.custom_domain}/{path}?{query}"
    end = datetime.now(timezone.utc) + timedelta(seconds=lifetime)
    return storage.cloudfront_signer.generate_presigned_url(address, date_less_than=end)


def _dashed(name: str) -> str:
    """Return the name of a parameter as in URLs: ``ResponseContentType`` becomes ``content-type``."""
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.removeprefix("-response-")
