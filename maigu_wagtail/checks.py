"""
What a site's settings have to fulfil, with an id and a hint for each finding.

Ids: W001 ``wagtail_modeladmin`` is missing, E001 a base template is named that is not
found. An id is never used for another finding.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Warning, register
from django.template import TemplateDoesNotExist
from django.template.loader import select_template

from maigu_wagtail.conf import conf


def register_checks() -> None:
    """Register all checks of this package; called once, when the app is ready."""
    register(check_modeladmin_installed)
    register(check_base_template)


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
