"""
Checks of an S3 store that keeps members' files, by way of django-storages.

Looks at the storage as it is, because an option that its alias leaves out comes from a global
``AWS_…`` setting, and those are often set for public files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.files.storage import Storage

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.s3 import is_s3

# Every other one lets in someone who is not the bucket's owner.
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
    """An option that makes members' files public, or loses them; ``cure`` is what the alias should say instead."""

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
    # Not its ``signature_version``: a ``client_config`` of the site's takes its place.
    return storage.client_config.signature_version != "s3v4"


def _has_open_parameters(storage: Any) -> bool:
    # As a subclass may work them out for each file.
    given = storage.get_object_parameters("recording.mp4")
    grants = " ".join(str(value) for name, value in given.items() if name.startswith("Grant"))
    return (
        given.get("ACL", "") not in PRIVATE_ACLS
        or any(group in grants for group in PUBLIC_GROUPS)
        or any(word in str(given.get("CacheControl", "")).lower() for word in PUBLIC_CACHING)
    )


def _has_no_region(storage: Any) -> bool:
    return not (storage.region_name or storage.client_config.region_name)


TRAPS = (
    Trap(
        "maigu_wagtail.E007",
        "querystring_auth",
        lambda storage: not storage.querystring_auth,
        "so the addresses of its files carry no signature",
        '"querystring_auth": True',
    ),
    Trap(
        "maigu_wagtail.E008",
        "custom_domain",
        _has_bare_domain,
        "a domain for which nothing is signed",
        '"custom_domain": None, or "cloudfront_key_id" and "cloudfront_key" with it',
    ),
    Trap(
        "maigu_wagtail.E009",
        "default_acl",
        _has_open_acl,
        "so the store gives each new file to everybody",
        '"default_acl": None',
    ),
    Trap(
        "maigu_wagtail.E010",
        "signature_version",
        _has_old_signature,
        "so its addresses are signed in a way that ends with no date and that newer regions refuse",
        '"signature_version": "s3v4" (or the same in its client_config)',
    ),
    Trap(
        "maigu_wagtail.E011",
        "object_parameters",
        _has_open_parameters,
        "so each new file is given to everybody, or to every cache on the way",
        '"object_parameters": {}',
    ),
    Trap(
        "maigu_wagtail.E012",
        "file_overwrite",
        lambda storage: bool(storage.file_overwrite),
        "so that one file may take the place of another",
        '"file_overwrite": False',
    ),
    Trap(
        "maigu_wagtail.E013",
        "region_name",
        _has_no_region,
        "without which no address is signed that every region takes",
        'the bucket’s "region_name"',
    ),
)


def check_s3(alias: str, storage: Storage, others: dict[str, Storage]) -> list[CheckMessage]:
    """Return what is wrong with the S3 store of ``alias``; ``others`` are the site's other storages by their aliases."""
    found: list[CheckMessage] = [_report(trap, alias, storage) for trap in TRAPS if trap.is_sprung(storage)]
    return found + [
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
    """Return in brackets the global setting from which an option comes that the alias itself leaves out."""
    name = GLOBAL_NAMES[option]
    is_own = option in conf.STORAGES[alias].get("OPTIONS", {})
    return "" if is_own or not conf.is_set(name) else f" (from {name})"


def _shares_place(storage: Any, public: Any) -> bool:
    if (storage.bucket_name, storage.endpoint_url) != (public.bucket_name, public.endpoint_url):
        return False
    own, their = storage.location.strip("/"), public.location.strip("/")
    if own == their:
        return True
    # Inside of where the other one's files are, which is harmless where those are private too.
    return (not their or own.startswith(f"{their}/")) and _is_public(public)


def _is_public(storage: Any) -> bool:
    return not storage.querystring_auth or _has_bare_domain(storage) or _has_open_acl(storage)
