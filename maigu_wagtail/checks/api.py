"""Checks of the API: CORS headers, headless previews and the cache."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Warning

from maigu_wagtail.conf import conf


def check_cors_headers(**kwargs: Any) -> list[CheckMessage]:
    header = conf.MAIGU_WAGTAIL_UNLOCK_HEADER
    if not apps.is_installed("corsheaders") or header.lower() in {name.lower() for name in conf.CORS_ALLOW_HEADERS}:
        return []
    return [
        Warning(
            f"CORS_ALLOW_HEADERS does not include {header.lower()!r}, so a front end on another origin cannot send its token.",
            hint=f'Set CORS_ALLOW_HEADERS = [*corsheaders.defaults.default_headers, "{header.lower()}"]. Silence this '
            "warning where all front ends are on the origin of the site.",
            id="maigu_wagtail.W009",
        )
    ]


def check_headless_preview(**kwargs: Any) -> list[CheckMessage]:
    if not conf.MAIGU_WAGTAIL_HEADLESS_PREVIEW or apps.is_installed("wagtail_headless_preview"):
        return []
    return [
        Error(
            "MAIGU_WAGTAIL_HEADLESS_PREVIEW is on, but wagtail_headless_preview is not installed, so previews cannot be shown.",
            hint="Install maigu_wagtail[headless], and add wagtail_headless_preview to INSTALLED_APPS.",
            id="maigu_wagtail.E020",
        )
    ]


def check_caches(**kwargs: Any) -> list[CheckMessage]:
    named = {"MAIGU_WAGTAIL_API_CACHE": "API responses", "MAIGU_WAGTAIL_PAGE_CACHE": "public pages"}
    return [
        Warning(
            f"{setting} names {alias!r}, which is not in CACHES, so {what} are not cached.",
            hint="Name an alias in CACHES, or set it to None.",
            id="maigu_wagtail.W011",
        )
        for setting, what in named.items()
        if (alias := getattr(conf, setting)) and alias not in conf.CACHES
    ]
