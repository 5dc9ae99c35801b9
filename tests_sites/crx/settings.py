"""
A site as Wagtail CRX (coderedcms) makes it.

Its base template with blocks of other names, its middleware in its order with wagtail-cache first and
last, and no translations. CRX itself needs Wagtail < 8.
"""

from django import VERSION as DJANGO_VERSION

from tests_sites.base import *  # noqa: F403 -- settings in layers
from tests_sites.base import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = ["tests_sites.crx", *INSTALLED_APPS, "wagtail.contrib.forms", "wagtail.contrib.table_block"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
# wagtail-cache 3.0 cannot be imported with Django 6.1.
if DJANGO_VERSION < (6, 1):
    INSTALLED_APPS += ["wagtailcache"]
    MIDDLEWARE = [
        "wagtailcache.cache.UpdateCacheMiddleware",
        *MIDDLEWARE,
        "wagtailcache.cache.FetchFromCacheMiddleware",
    ]
TEMPLATES = [
    {
        **TEMPLATES[0],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                *TEMPLATES[0]["OPTIONS"]["context_processors"],
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]
LANGUAGE_CODE = "en-us"
USE_I18N = False
LOGIN_URL = "wagtailadmin_login"
TAGGIT_CASE_INSENSITIVE = True
# The page with navigation and footer, but without a title of its own.
MAIGU_WAGTAIL_BASE_TEMPLATE = "coderedcms/pages/web_page_notitle.html"
# Its blocks are called otherwise, and its title is in none: it says itself what our layout would say in its head.
EXPECTED_CHECKS = ["maigu_wagtail.W018"]
