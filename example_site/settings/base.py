"""
Settings shared by every environment.

By default the site needs no other services: it uses an SQLite file and local folders below ``var/``.
Set ``DATABASE_URL`` and ``CACHE_URL`` to use PostgreSQL, MariaDB and Redis instead, and
``RECORDINGS_BUCKET`` to use an S3 store.
"""

import os
from pathlib import Path

import dj_database_url
from corsheaders.defaults import default_headers
from django.utils.translation import gettext_lazy as _

from .environment import caches, is_on, names, recordings_storage

SITE_DIR = Path(__file__).resolve().parent.parent
VAR = SITE_DIR.parent / "var" / "example"
ORGANISATION = "Mayors Against Illegal Guns"

INSTALLED_APPS = [
    "example_site.pages",
    "example_site.catalogue",
    "example_site.search",
    # After the site's own apps, so that their templates come first.
    "maigu_wagtail",
    "wagtail_modeladmin",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "corsheaders",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "example_site.urls"
WSGI_APPLICATION = "example_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR.mkdir(parents=True, exist_ok=True)
    # Readers and one writer at the same time; a second writer waits instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
    }
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    INSTALLED_APPS.append("django.contrib.postgres")  # Wagtail's search index needs it since Django 6.1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = caches(os.environ.get("CACHE_URL", ""))
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

TIME_ZONE = "America/New_York"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [SITE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [SITE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **recordings_storage(os.environ.get("RECORDINGS_BUCKET", "")),
}

# The privacy notice of a real site says so (docs/how-to/watch-figures.md).
MAIGU_WAGTAIL_WATCH_FIGURES = True
MAIGU_WAGTAIL_DIRECT_UPLOAD = is_on("RECORDINGS_DIRECT_UPLOAD")

WAGTAIL_SITE_NAME = ORGANISATION
WAGTAIL_I18N_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_BASE_URL = os.environ.get("ADMIN_BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False

# The API is the same for everybody, so it does not authenticate. Django REST
# framework's default would read the session and make every response vary by cookie.
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": []}
WAGTAILAPI_LIMIT_MAX = 50

# A front end on another origin (frontend/, docs/how-to/headless.md) sends the token in our header, without cookies.
CORS_ALLOWED_ORIGINS = names(os.environ.get("FRONTEND_ORIGINS", ""))
CORS_ALLOW_HEADERS = [*default_headers, "x-maigu-unlock"]
CORS_EXPOSE_HEADERS = ["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate"]
CORS_URLS_REGEX = r"^/(api|maigu)/"

# Do not send the email addresses of CMS users to another service.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
