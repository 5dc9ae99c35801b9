"""
What a site's settings have to fulfil, with an id and a hint for each finding.

Ids: E001 a base template is named that is not found, E002 a cache is named that is none,
E003 a number makes no sense, E004 moments have no time zone; W001 ``wagtail_modeladmin`` is
missing, W002 the cache is not shared by all workers, W003 it can't count, W004 shared passwords
can't be read, W005 every visitor may count as one. An id is never used for another finding.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, router, transaction
from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.module_loading import import_string

from maigu_wagtail.access.normalising import LONGEST_PASSWORD
from maigu_wagtail.conf import conf
from maigu_wagtail.models import SharedPassword

TEN_YEARS = 315_360_000
# The least and the most that each number may be, where another makes no sense.
BOUNDS = {
    "MAIGU_WAGTAIL_FEED_LENGTH": (0, None),
    "MAIGU_WAGTAIL_SPEAKER_CHOICES": (0, None),
    # Longer than ten years, and a date may not be written any more.
    "MAIGU_WAGTAIL_UNLOCK_LIFETIME": (1, TEN_YEARS),
    "MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH": (1, LONGEST_PASSWORD),
    "MAIGU_WAGTAIL_ATTEMPTS": (1, None),
    "MAIGU_WAGTAIL_ATTEMPTS_WINDOW": (1, TEN_YEARS),
    "MAIGU_WAGTAIL_ALARM": (1, None),
    "MAIGU_WAGTAIL_TRUSTED_PROXIES": (0, None),
    "MAIGU_WAGTAIL_ACTIVITY_DAYS": (1, 3650),
    "MAIGU_WAGTAIL_API_MAX_AGE": (0, TEN_YEARS),
}


def register_checks() -> None:
    """Register all checks of this package; called once, when the app is ready."""
    register(check_modeladmin_installed)
    register(check_base_template)
    register(check_numbers)
    register(check_time_zones)
    register(check_attempts_cache, Tags.security)
    register(check_client_addresses, Tags.security, deploy=True)
    register(check_passwords_readable, Tags.database)


def check_modeladmin_installed(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if apps.is_installed("wagtail_modeladmin"):
        return []
    return [
        Warning(
            "wagtail_modeladmin is not installed, so the CMS has no MAIG U menu.",
            hint='Add "wagtail_modeladmin" to INSTALLED_APPS.',
            id="maigu_wagtail.W001",
        )
    ]


def check_base_template(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    try:
        select_template(conf.MAIGU_WAGTAIL_BASE_TEMPLATE)
    except TemplateDoesNotExist:
        return [
            Error(
                f"MAIGU_WAGTAIL_BASE_TEMPLATE names {conf.MAIGU_WAGTAIL_BASE_TEMPLATE[0]!r}, which no template is.",
                hint="Name a template of your site that has a block “content”, or remove the setting.",
                id="maigu_wagtail.E001",
            )
        ]
    return []


def check_numbers(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{name} has to be {_bounds_in_words(least, most)}.",
            hint="Set such a number, or remove the setting.",
            id="maigu_wagtail.E003",
        )
        for name, (least, most) in BOUNDS.items()
        if not _is_within(name, least, most)
    ]


def _is_within(name: str, least: int, most: int | None) -> bool:
    try:
        number = getattr(conf, name)
    except (TypeError, ValueError, OverflowError):
        return False
    return least <= number and (most is None or number <= most)


def _bounds_in_words(least: int, most: int | None) -> str:
    return f"a whole number of at least {least}" if most is None else f"a whole number from {least} to {most}"


def check_time_zones(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if conf.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is off, so moments have no time zone, and neither sessions nor unlocks can be timed.",
            hint="Set USE_TZ = True, as new Django projects have it.",
            id="maigu_wagtail.E004",
        )
    ]


def check_attempts_cache(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    alias = conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE
    if not alias:
        return []
    if alias not in conf.CACHES:
        return [
            Error(
                f"MAIGU_WAGTAIL_ATTEMPTS_CACHE names {alias!r}, which is no alias in CACHES, so nobody can unlock anything.",
                hint="Name an alias that CACHES has, or remove the setting: the database counts then.",
                id="maigu_wagtail.E002",
            )
        ]
    backend = _cache_class(alias)
    if issubclass(backend, LocMemCache | DummyCache):
        return [
            Warning(
                f"MAIGU_WAGTAIL_ATTEMPTS_CACHE names {alias!r}, a cache that is not shared by all workers, so each of "
                "them counts for itself or not at all.",
                hint="Name a Redis or Memcached cache, or remove the setting: the database counts then.",
                id="maigu_wagtail.W002",
            )
        ]
    if issubclass(backend, DatabaseCache | FileBasedCache):
        return [
            Warning(
                f"MAIGU_WAGTAIL_ATTEMPTS_CACHE names {alias!r}, a cache that does not count in one step, so attempts at "
                "the same moment can exceed the limit.",
                hint="Name a Redis or Memcached cache, or remove the setting: the database counts then.",
                id="maigu_wagtail.W003",
            )
        ]
    return []


def _cache_class(alias: str) -> type:
    try:
        return import_string(conf.CACHES[alias]["BACKEND"])
    except ImportError:
        # Django itself says what is wrong with it.
        return BaseCache


def check_client_addresses(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if not conf.IS_BEHIND_PROXY or conf.MAIGU_WAGTAIL_TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "A proxy stands before the site (USE_X_FORWARDED_HOST, SECURE_PROXY_SSL_HEADER), and "
            "MAIGU_WAGTAIL_TRUSTED_PROXIES is 0, so that all visitors may count as one client and lock each other out.",
            hint="Set MAIGU_WAGTAIL_TRUSTED_PROXIES to how many proxies add to X-Forwarded-For. Where your server puts "
            "the visitor's own address into REMOTE_ADDR, silence this warning.",
            id="maigu_wagtail.W005",
        )
    ]


def check_passwords_readable(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    alias = router.db_for_read(SharedPassword)
    if alias not in (databases or ()):
        return []
    try:
        with transaction.atomic(using=alias):
            unreadable = sum(not password.is_readable for password in SharedPassword.objects.accepted())
    except DatabaseError:
        # Before the first migration there is no table; `migrate` runs this check too.
        return []
    if not unreadable:
        return []
    return [
        Warning(
            f"Shared passwords that none of the site's keys opens: {unreadable}. Nobody can unlock anything with them.",
            hint="Put the earlier SECRET_KEY into SECRET_KEY_FALLBACKS, or make new passwords.",
            id="maigu_wagtail.W004",
        )
    ]
