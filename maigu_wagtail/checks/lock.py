"""Checks of the lock: the caches that count, client addresses, and whether passwords can be decrypted."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError, router, transaction
from django.utils.module_loading import import_string

from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.throttle import has_unknown_clients
from maigu_wagtail.conf import conf

NOT_SHARED = (LocMemCache, DummyCache)


def check_attempts_cache(**kwargs: Any) -> list[CheckMessage]:
    alias = conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE
    if not alias:
        return []
    if alias not in conf.CACHES:
        return [
            Error(
                f"MAIGU_WAGTAIL_ATTEMPTS_CACHE names {alias!r}, which is not in CACHES, so nobody can unlock anything.",
                hint="Name an alias in CACHES, or remove the setting to count in the database.",
                id="maigu_wagtail.E002",
            )
        ]
    backend = _cache_class(alias)
    if issubclass(backend, NOT_SHARED):
        return [
            Warning(
                f"MAIGU_WAGTAIL_ATTEMPTS_CACHE names {alias!r}, a cache that workers do not share, so each of "
                "them counts by itself or not at all.",
                hint="Name a Redis or Memcached cache, or remove the setting to count in the database.",
                id="maigu_wagtail.W002",
            )
        ]
    if issubclass(backend, DatabaseCache | FileBasedCache):
        return [
            Warning(
                f"MAIGU_WAGTAIL_ATTEMPTS_CACHE names {alias!r}, a cache that does not increment atomically, so attempts at "
                "the same time can exceed the limit.",
                hint="Name a Redis or Memcached cache, or remove the setting to count in the database.",
                id="maigu_wagtail.W003",
            )
        ]
    return []


def check_watch_figures_cache(**kwargs: Any) -> list[CheckMessage]:
    if not conf.MAIGU_WAGTAIL_WATCH_FIGURES or not issubclass(_cache_class("default"), NOT_SHARED):
        return []
    return [
        Warning(
            "MAIGU_WAGTAIL_WATCH_FIGURES is on, but workers do not share the cache 'default', so the same device can "
            "count once in each of them, or nothing is counted.",
            hint="Name a Redis or Memcached cache as 'default' in CACHES, or switch the figures off.",
            id="maigu_wagtail.W021",
        )
    ]


def _cache_class(alias: str) -> type:
    try:
        return import_string(conf.CACHES[alias]["BACKEND"])
    except ImportError:
        # Django reports the error itself.
        return BaseCache


def check_client_addresses(**kwargs: Any) -> list[CheckMessage]:
    if not conf.IS_BEHIND_PROXY or conf.MAIGU_WAGTAIL_TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "The site is behind a proxy (USE_X_FORWARDED_HOST, SECURE_PROXY_SSL_HEADER), but "
            "MAIGU_WAGTAIL_TRUSTED_PROXIES is 0, so all visitors may count as one client and lock each other out.",
            hint="Set MAIGU_WAGTAIL_TRUSTED_PROXIES to the number of proxies that add to X-Forwarded-For. If your server sets "
            "REMOTE_ADDR to the visitor's own address, silence this warning.",
            id="maigu_wagtail.W005",
        )
    ]


def _ask(databases: Sequence[str] | None, question: Callable[[], int]) -> int:
    """Return what ``question`` finds in the database; 0 if that is not to be asked, or has no tables yet."""
    alias = router.db_for_read(SharedPassword)
    if alias not in (databases or ()):
        return 0
    try:
        with transaction.atomic(using=alias):
            return question()
    except DatabaseError:
        # `migrate` runs these checks before the first migration too.
        return 0


def check_passwords_readable(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    unreadable = _ask(
        databases, lambda: sum(not password.is_readable for password in SharedPassword.objects.accepted())
    )
    if not unreadable:
        return []
    return [
        Warning(
            f"Shared passwords that none of the site's keys can decrypt: {unreadable}. Nobody can unlock anything with them.",
            hint="Add the old SECRET_KEY to SECRET_KEY_FALLBACKS, or create new passwords.",
            id="maigu_wagtail.W004",
        )
    ]


def check_unknown_clients(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    locks = SharedPassword.objects.accepted().values_list("lock", flat=True)
    if not _ask(databases, lambda: has_unknown_clients(set(locks))):
        return []
    return [
        Warning(
            "Visitors without an address (REMOTE_ADDR is empty) have entered passwords, so all of "
            "them count as one client, and ten wrong passwords lock everyone out.",
            hint="Behind a proxy on a Unix socket, have the proxy send X-Forwarded-For and set "
            "MAIGU_WAGTAIL_TRUSTED_PROXIES to 1.",
            id="maigu_wagtail.W012",
        )
    ]
