"""A site in two languages, whose pages are translated with wagtail-localize; English addresses have no prefix."""

from tests_sites.base import *  # noqa: F403 -- settings in layers
from tests_sites.base import INSTALLED_APPS, MIDDLEWARE

# It takes the place of Wagtail's own *Translate*.
INSTALLED_APPS = [
    *(app for app in INSTALLED_APPS if app != "wagtail.contrib.simple_translation"),
    "wagtail_localize",
    "wagtail_localize.locales",
]
MIDDLEWARE = [*MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
ROOT_URLCONF = "tests_sites.translated.urls"
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Spanish")]
