"""
Signed addresses of files that are kept in an S3 store, and signed forms with which browsers send files there.

One client for all threads of a process signs: django-storages makes one for each thread, which
takes some 100 ms and 12 MB each time. Nothing here asks the store anything, and nothing here needs
boto3 to be installed as long as no storage uses it.
"""

import io
import os
import sys
import threading
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from django.core.files.storage import Storage
from django.utils.encoding import filepath_to_uri
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

# All that makes two clients different.
CONFIGURATION = (
    *("access_key", "secret_key", "security_token", "session_profile"),
    *("region_name", "endpoint_url", "use_ssl", "verify", "client_config"),
)
# What of a storage's ``object_parameters`` a form has to send along, and the name it has there.
FIELDS = {
    "CacheControl": "Cache-Control",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
    "StorageClass": "x-amz-storage-class",
}
# A store keeps nothing that it is told to keep of these for longer than the browser that asked.
KEEP_NOTHING = "private, no-store"
# Bytes that are fetched at once of a file that is looked into.
PIECE = 64 * 1024


class _Clients:
    """The clients of this process, one for each configuration."""

    lock: threading.Lock
    made: dict[tuple[Any, ...], Any]

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all: in a forked process, where a thread that is not there may have held the lock."""
        self.lock, self.made = threading.Lock(), {}

    @sensitive_variables("configuration")
    def of(self, storage: Any) -> Any:
        configuration = tuple(getattr(storage, name) for name in CONFIGURATION)
        # A client may be used by many threads at once, but not made by two.
        with self.lock:
            if configuration not in self.made:
                self.made[configuration] = storage.connection.meta.client
            return self.made[configuration]


_clients = _Clients()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_clients.begin_anew)


def is_s3(storage: Storage) -> bool:
    """Return whether ``storage`` keeps its files in an S3 store, by way of django-storages."""
    # A storage that is looked up when it is first used only then says what it is.
    _found = storage.open
    # Where the module was never loaded, no storage is of its class.
    module = sys.modules.get("storages.backends.s3")
    return module is not None and isinstance(storage, module.S3Storage)


@sensitive_variables()
def presigned_address(
    storage: Any, key: str, *, content_type: str, disposition: str, lifetime: int, is_head: bool = False
) -> str:
    """
    Return a signed address of the file, valid for ``lifetime`` seconds; of its headers alone with ``is_head``.

    The store answers with the ``content_type`` and ``disposition`` given here, whatever it was told
    when the file came. Signed also where the storage is set to hand out unsigned addresses.
    """
    answer = {
        "ResponseContentType": content_type,
        "ResponseContentDisposition": disposition,
        "ResponseCacheControl": KEEP_NOTHING,
    }
    if storage.custom_domain and storage.cloudfront_signer:
        return _cloudfront_address(storage, key, answer, lifetime)
    target = {"Bucket": storage.bucket_name, "Key": full_key(storage, key), **answer}
    # A signature is valid for one method.
    operation = "head_object" if is_head else "get_object"
    return _clients.of(storage).generate_presigned_url(operation, Params=target, ExpiresIn=lifetime)


@sensitive_variables()
def presigned_post(
    storage: Any, key: str, *, content_type: str, most: int, lifetime: int, least: int = 1
) -> dict[str, Any]:
    """
    Return the address (``url``) and fields (``fields``) of a form that puts one file at ``key``.

    The store takes no other key or type, and from ``least`` to ``most`` bytes. The field ``file`` comes last.
    """
    fields = {"Content-Type": content_type, **{FIELDS[name]: value for name, value in _given(storage, key).items()}}
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", least, most])
    return _clients.of(storage).generate_presigned_post(
        storage.bucket_name, full_key(storage, key), Fields=fields, Conditions=conditions, ExpiresIn=lifetime
    )


class RemoteFile(io.RawIOBase):
    """
    A file in the store, of which only those bytes are fetched that are read. It has ``size`` bytes.

    The storage's own ``open`` would fetch all of it. Raises what boto3 raises where there is no such file.
    """

    def __init__(self, storage: Any, key: str) -> None:
        self._client, self._at = _clients.of(storage), 0
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
        found = self._client.get_object(**self._target, Range=f"bytes={self._at}-{last}")["Body"].read()
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)


def opened(storage: Any, key: str) -> Any:
    """Return the file at ``key``, opened for reading; fetched in pieces of ``PIECE`` bytes."""
    return io.BufferedReader(RemoteFile(storage, key), PIECE)


def copy(storage: Any, key: str, other_key: str, *, content_type: str) -> None:
    """Copy the file at ``key`` to ``other_key`` inside the store, as the alias says and with ``content_type``."""
    source = {"Bucket": storage.bucket_name, "Key": full_key(storage, key)}
    # Said again, because a large file is copied in parts, and parts bring nothing of it along.
    extra = {"ContentType": content_type, "MetadataDirective": "REPLACE", **_given(storage, other_key)}
    _clients.of(storage).copy(
        source, storage.bucket_name, full_key(storage, other_key), ExtraArgs=extra, Config=storage.transfer_config
    )


def _given(storage: Any, key: str) -> dict[str, Any]:
    """Return what the alias says of every file in the store: how it is encrypted, say."""
    given = storage.get_object_parameters(key)
    return {name: given[name] for name in FIELDS if name in given}


def full_key(storage: Any, key: str) -> str:
    """Return the key in the bucket: below the storage's ``location``."""
    return import_string("storages.utils.safe_join")(storage.location, key)


def _cloudfront_address(storage: Any, key: str, answer: dict[str, str], lifetime: int) -> str:
    # The distribution passes these on where its cache policy says so; the names are S3's own.
    query = urlencode({f"response-{_dashed(name)}": value for name, value in answer.items()})
    path = filepath_to_uri(full_key(storage, key))
    address = f"{storage.url_protocol}//{storage.custom_domain}/{path}?{query}"
    end = datetime.now(timezone.utc) + timedelta(seconds=lifetime)
    return storage.cloudfront_signer.generate_presigned_url(address, date_less_than=end)


def _dashed(name: str) -> str:
    """Return the name of a parameter as an address has it: ``ResponseContentType`` gives ``content-type``."""
    words = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.removeprefix("-response-")
