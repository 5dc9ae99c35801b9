"""Checks of installed apps, numbers and the time zone."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning

from maigu_wagtail.access.normalising import LONGEST_PASSWORD
from maigu_wagtail.conf import conf

TEN_YEARS = 315_360_000
SEVEN_DAYS = 604_800
# The valid range of each number, both ends inclusive.
BOUNDS = {
    "MAIGU_WAGTAIL_FEED_LENGTH": (0, None),
    "MAIGU_WAGTAIL_SPEAKER_CHOICES": (0, None),
    # Much longer, and adding it to a date could overflow.
    "MAIGU_WAGTAIL_UNLOCK_LIFETIME": (1, TEN_YEARS),
    "MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH": (1, LONGEST_PASSWORD),
    "MAIGU_WAGTAIL_ATTEMPTS": (1, None),
    "MAIGU_WAGTAIL_ATTEMPTS_WINDOW": (1, TEN_YEARS),
    "MAIGU_WAGTAIL_ALARM": (1, None),
    "MAIGU_WAGTAIL_TRUSTED_PROXIES": (0, None),
    "MAIGU_WAGTAIL_ACTIVITY_DAYS": (1, 3650),
    "MAIGU_WAGTAIL_REQUEST_DAYS": (0, 3650),
    "MAIGU_WAGTAIL_API_MAX_AGE": (0, TEN_YEARS),
    "MAIGU_WAGTAIL_PREVIEW_LIFETIME": (1, SEVEN_DAYS),
    "MAIGU_WAGTAIL_RECORDING_MAX_SIZE": (1, None),
    "MAIGU_WAGTAIL_HANDOUT_MAX_SIZE": (1, None),
    # S3 accepts no signed URL with a longer lifetime.
    "MAIGU_WAGTAIL_FILE_LIFETIME": (1, SEVEN_DAYS),
}


def check_modeladmin_installed(**kwargs: Any) -> list[CheckMessage]:
    if apps.is_installed("wagtail_modeladmin"):
        return []
    return [
        Warning(
            "wagtail_modeladmin is not installed, so the CMS has no menu for sessions and recordings, and no screen in which to add a password.",
            hint='Add "wagtail_modeladmin", to INSTALLED_APPS.',
            id="maigu_wagtail.W001",
        )
    ]


def check_numbers(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"{name} must be {_bounds_in_words(least, most)}.",
            hint="Change the number, or remove the setting.",
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


def check_time_zones(**kwargs: Any) -> list[CheckMessage]:
    if conf.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is off, so datetimes have no time zone and neither sessions nor unlocks can be timed.",
            hint="Set USE_TZ = True, the default of new Django projects.",
            id="maigu_wagtail.E004",
        )
    ]
