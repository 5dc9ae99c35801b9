"""
Signed addresses of files that are kept in an S3 store, and signed forms with which browsers send files there.

One client for all threads of a process signs: django-storages makes one for each thread, which
takes some 100 ms and 12 MB each time. Nothing here asks the store anything, and nothing here needs
boto3 to be installed as long as no storage uses it. May import nothing of this package.
"""

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
    Return an address at which whoever has it gets the file for ``lifetime`` seconds; its headers alone with ``is_head``.

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
    # A signature is good for one method.
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
    given = storage.get_object_parameters(key)
    fields = {"Content-Type": content_type, **{FIELDS[name]: given[name] for name in FIELDS if name in given}}
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", least, most])
    return _clients.of(storage).generate_presigned_post(
        storage.bucket_name, full_key(storage, key), Fields=fields, Conditions=conditions, ExpiresIn=lifetime
    )


def beginning(storage: Any, key: str, length: int) -> tuple[bytes, int]:
    """
    Return the first ``length`` bytes of the file at ``key``, and how many it has.

    The storage's own ``open`` would fetch all of it. Raises what boto3 raises where there is no such file.
    """
    wanted = {"Bucket": storage.bucket_name, "Key": full_key(storage, key), "Range": f"bytes=0-{length - 1}"}
    answer = _clients.of(storage).get_object(**wanted)
    return answer["Body"].read(), int(answer["ContentRange"].rpartition("/")[2])


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
