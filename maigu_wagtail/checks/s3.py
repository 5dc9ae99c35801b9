"""
Checks of an S3 storage for members' files, with django-storages.

They look at the storage object, because options that its alias leaves out come from global
``AWS_…`` settings, which are often meant for public files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.files.storage import Storage

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.s3 import is_s3

# Every other ACL lets in someone besides the bucket's owner.
PRIVATE_ACLS = {"", "private", "bucket-owner-read", "bucket-owner-full-control"}
PUBLIC_GROUPS = ("AllUsers", "AuthenticatedUsers")
PUBLIC_CACHING = ("public", "s-maxage")
GLOBAL_NAMES = {
    "querystring_auth": "AWS_QUERYSTRING_AUTH",
    "custom_domain": "AWS_S3_CUSTOM_DOMAIN",
    "default_acl": "AWS_DEFAULT_ACL",
    "signature_version": "AWS_S3_SIGNATURE_VERSION",
    "object_parameters": "AWS_S3_OBJECT_PARAMETERS",
    "file_overwrite": "AWS_S3_FILE_OVERWRITE",
    "region_name": "AWS_S3_REGION_NAME",
    "bucket_name": "AWS_STORAGE_BUCKET_NAME",
}


@dataclass(frozen=True)
class Trap:
    """An option that makes members' files public or loses them; ``cure`` is what to set instead."""

    id: str
    option: str
    is_sprung: Callable[[Any], bool]
    harm: str
    cure: str


def _has_bare_domain(storage: Any) -> bool:
    return bool(storage.custom_domain) and not storage.cloudfront_signer


def _has_open_acl(storage: Any) -> bool:
    return (storage.default_acl or "") not in PRIVATE_ACLS


def _has_old_signature(storage: Any) -> bool:
    # Not ``signature_version``, which a ``client_config`` overrides.
    return storage.client_config.signature_version != "s3v4"


def _has_open_parameters(storage: Any) -> bool:
    # Called as for an upload, because a subclass may compute them per file.
    parameters = storage.get_object_parameters("recording.mp4")
    grants = " ".join(str(value) for name, value in parameters.items() if name.startswith("Grant"))
    return (
        parameters.get("ACL", "") not in PRIVATE_ACLS
        or any(group in grants for group in PUBLIC_GROUPS)
        or any(word in str(parameters.get("CacheControl", "")).lower() for word in PUBLIC_CACHING)
    )


def _has_no_region(storage: Any) -> bool:
    return not (storage.region_name or storage.client_config.region_name)


TRAPS = (
    Trap(
        "maigu_wagtail.E007",
        "querystring_auth",
        lambda storage: not storage.querystring_auth,
        "so the addresses of its files are not signed",
        '"querystring_auth": True',
    ),
    Trap(
        "maigu_wagtail.E008",
        "custom_domain",
        _has_bare_domain,
        "a domain whose addresses are not signed",
        '"custom_domain": None, or "cloudfront_key_id" and "cloudfront_key" with it',
    ),
    Trap(
        "maigu_wagtail.E009",
        "default_acl",
        _has_open_acl,
        "so everyone can read each new file",
        '"default_acl": None',
    ),
    Trap(
        "maigu_wagtail.E010",
        "signature_version",
        _has_old_signature,
        "so its signed addresses never expire, and newer regions refuse them",
        '"signature_version": "s3v4" (or the same in its client_config)',
    ),
    Trap(
        "maigu_wagtail.E011",
        "object_parameters",
        _has_open_parameters,
        "so everyone can read each new file, or shared caches can keep it",
        '"object_parameters": {}',
    ),
    Trap(
        "maigu_wagtail.E012",
        "file_overwrite",
        lambda storage: bool(storage.file_overwrite),
        "so one file can overwrite another",
        '"file_overwrite": False',
    ),
    Trap(
        "maigu_wagtail.E013",
        "region_name",
        _has_no_region,
        "so its signed addresses do not work in every region",
        'the bucket’s "region_name"',
    ),
)


def check_s3(alias: str, storage: Storage, others: dict[str, Storage]) -> list[CheckMessage]:
    """Check the S3 storage of ``alias``; ``others`` maps the aliases of the site's other storages to them."""
    messages: list[CheckMessage] = [_report(trap, alias, storage) for trap in TRAPS if trap.is_sprung(storage)]
    return messages + [
        Error(
            f"The storage {alias!r} for members’ files uses the same bucket and location as {other!r}"
            f"{_origin(alias, 'bucket_name')}.",
            hint=f'Give STORAGES[{alias!r}] a "bucket_name" of its own.',
            id="maigu_wagtail.E014",
        )
        for other, public in others.items()
        if is_s3(public) and _shares_place(storage, public)
    ]


def _report(trap: Trap, alias: str, storage: Any) -> CheckMessage:
    return Error(
        f"The storage {alias!r} for members’ files has {trap.option} = {getattr(storage, trap.option)!r}"
        f"{_origin(alias, trap.option)}, {trap.harm}.",
        hint=f"In the OPTIONS of STORAGES[{alias!r}], set {trap.cure}.",
        id=trap.id,
    )


def _origin(alias: str, option: str) -> str:
    """Return the global setting that an option comes from, in brackets, or "" if the alias sets it."""
    name = GLOBAL_NAMES[option]
    is_own = option in conf.STORAGES[alias].get("OPTIONS", {})
    return "" if is_own or not conf.is_set(name) else f" (from {name})"


def _shares_place(storage: Any, public: Any) -> bool:
    if (storage.bucket_name, storage.endpoint_url) != (public.bucket_name, public.endpoint_url):
        return False
    own, their = storage.location.strip("/"), public.location.strip("/")
    if own == their:
        return True
    # Inside the other storage's location, which is harmless if that is private too.
    return (not their or own.startswith(f"{their}/")) and _is_public(public)


def _is_public(storage: Any) -> bool:
    return not storage.querystring_auth or _has_bare_domain(storage) or _has_open_acl(storage)
