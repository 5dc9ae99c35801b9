"""A site whose own pages are written for Jinja2, with a base template for Django's engine beside them."""

from tests_sites.base import *  # noqa: F403 -- settings in layers
from tests_sites.base import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = ["tests_sites.jinja", *INSTALLED_APPS]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"extensions": ["wagtail.jinja2tags.core", "wagtail.images.jinja2tags.images"]},
    },
    *TEMPLATES,
]
MAIGU_WAGTAIL_BASE_TEMPLATE = "maigu_base.html"
