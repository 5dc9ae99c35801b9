"""
Checks of the storage for members' files, whatever its backend.

Those specific to S3 or a folder are in ``s3`` and ``folders``.
"""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, Storage, storages

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.s3 import is_s3
from maigu_wagtail.recordings.storage import configured_storage

from . import folders, s3

# The default alias. If it is missing from STORAGES, the private folder is used.
DEFAULT_ALIAS = "maigu_recordings"
PUBLIC_ALIASES = ("default", "staticfiles")
SENDFILE_HEADERS = ("X-Accel-Redirect", "X-Sendfile")
# What backends raise for wrong options or a missing package.
NOT_MADE = (ImproperlyConfigured, ImportError, OSError, TypeError, ValueError)


def check_storage(**kwargs: Any) -> list[CheckMessage]:
    alias = conf.MAIGU_WAGTAIL_RECORDINGS_STORAGE
    if alias not in conf.STORAGES and alias != DEFAULT_ALIAS:
        return [
            Error(
                f"MAIGU_WAGTAIL_RECORDINGS_STORAGE names {alias!r}, which is not in STORAGES.",
                hint="Name an alias in STORAGES, or remove the setting to use a private folder.",
                id="maigu_wagtail.E005",
            )
        ]
    try:
        storage = configured_storage()
    except NOT_MADE as error:
        return [
            Error(
                f"The storage {alias!r} for members’ files cannot be created: {error}",
                hint=f"Correct STORAGES[{alias!r}]. For S3, install “maigu-wagtail[s3]”.",
                id="maigu_wagtail.E006",
            )
        ]
    return [*_check_alias(alias), *_check_kind(alias, storage)]


def _check_alias(alias: str) -> list[CheckMessage]:
    if alias not in PUBLIC_ALIASES:
        return []
    return [
        Error(
            f"MAIGU_WAGTAIL_RECORDINGS_STORAGE names {alias!r}, which the site uses for public files.",
            hint="Add a separate alias to STORAGES for members’ files.",
            id="maigu_wagtail.E014",
        )
    ]


def _check_kind(alias: str, storage: Storage) -> list[CheckMessage]:
    others = _other_storages(alias)
    if is_s3(storage):
        return s3.check_s3(alias, storage, others)
    if isinstance(storage, FileSystemStorage):
        return folders.check_folder(alias, storage, others)
    return [
        Warning(
            f"The storage {alias!r} for members’ files is neither a folder nor S3, so we cannot tell who can read it.",
            hint="Run manage.py maigu_check_storage to prove that strangers cannot read it, then silence this warning.",
            id="maigu_wagtail.W007",
        )
    ]


def _other_storages(alias: str) -> dict[str, Storage]:
    others = {}
    for other in conf.STORAGES:
        if other != alias:
            try:
                others[other] = storages[other]
            except NOT_MADE:
                # Not ours to report.
                continue
    return others


def check_sendfile(**kwargs: Any) -> list[CheckMessage]:
    header = conf.MAIGU_WAGTAIL_SENDFILE
    if not header:
        return []
    if header not in SENDFILE_HEADERS:
        return [
            Error(
                f"MAIGU_WAGTAIL_SENDFILE is {header!r}, which is not a header that web servers send files by.",
                hint="Set it to “X-Accel-Redirect” (nginx) or “X-Sendfile” (Apache), or remove it.",
                id="maigu_wagtail.E018",
            )
        ]
    prefix = conf.MAIGU_WAGTAIL_SENDFILE_PREFIX
    if not (prefix.startswith("/") and prefix.endswith("/") and len(prefix) > 1):
        return [
            Error(
                f"MAIGU_WAGTAIL_SENDFILE_PREFIX is {prefix!r}, which is not an nginx location.",
                hint="Start and end it with a slash, such as “/maigu-private/”.",
                id="maigu_wagtail.E018",
            )
        ]
    return _check_sent_from_folder(header)


def _created_storage() -> Storage | None:
    """Return the storage for members' files; ``None`` if it cannot be created, which ``check_storage`` reports."""
    try:
        return configured_storage()
    except NOT_MADE:
        return None


def _check_sent_from_folder(header: str) -> list[CheckMessage]:
    storage = _created_storage()
    if storage is None or isinstance(storage, FileSystemStorage):
        return []
    return [
        Error(
            f"MAIGU_WAGTAIL_SENDFILE is {header!r}, but members’ files are not in a folder that a web server can send from.",
            hint="Remove MAIGU_WAGTAIL_SENDFILE, or store members’ files in a folder.",
            id="maigu_wagtail.E019",
        )
    ]


def check_recordings_sent_by_django(**kwargs: Any) -> list[CheckMessage]:
    if conf.MAIGU_WAGTAIL_SENDFILE:
        return []
    storage = _created_storage()
    if storage is None or is_s3(storage):
        return []
    return [
        Warning(
            "Django sends the recordings itself, so each viewer occupies a worker or a thread for as long as they watch.",
            hint=(
                "Let the web server send them (MAIGU_WAGTAIL_SENDFILE). If the site runs with enough threads "
                "(gunicorn --worker-class gthread --threads 32) or on ASGI, silence this warning."
            ),
            id="maigu_wagtail.W013",
        )
    ]


def check_direct_upload(**kwargs: Any) -> list[CheckMessage]:
    if not conf.MAIGU_WAGTAIL_DIRECT_UPLOAD:
        return []
    storage = _created_storage()
    if storage is None or is_s3(storage):
        return []
    return [
        Warning(
            "MAIGU_WAGTAIL_DIRECT_UPLOAD is on, but members’ files are not in S3, so they are uploaded through Django.",
            hint="Remove the setting, or store members’ files in S3.",
            id="maigu_wagtail.W008",
        )
    ]
