"""The settings of this package, with their defaults. Nothing else reads Django's settings; each is read when used."""

from pathlib import Path
from typing import Any

from django.conf import settings


class Conf:
    """The settings of this package, and those of Django and other packages that it uses."""

    @property
    def MAIGU_WAGTAIL_BASE_TEMPLATE(self) -> list[str]:
        """
        The names of base templates to try in turn, for the public pages. A site sets a single name.

        The default is the site's own ``base.html`` or, without one, ``maigu_wagtail/base.html``, a complete page,
        which also replaces a template that Django's engine does not have (``sessions.base_template``).
        """
        name = getattr(settings, "MAIGU_WAGTAIL_BASE_TEMPLATE", None)
        return [name] if name else ["base.html", "maigu_wagtail/base.html"]

    @property
    def MAIGU_WAGTAIL_BASE_TEMPLATE_HAS(self) -> list[str]:
        """The groups of tags (``checks.templates.GROUPS``) that the site's base template has itself. None by default."""
        return list(getattr(settings, "MAIGU_WAGTAIL_BASE_TEMPLATE_HAS", ()))

    @property
    def MAIGU_WAGTAIL_MENU_LABEL(self) -> str | None:
        """The label of the CMS menu. ``None`` (the default): the only section's title, otherwise "Sessions"."""
        return getattr(settings, "MAIGU_WAGTAIL_MENU_LABEL", None)

    @property
    def MAIGU_WAGTAIL_FEED_LENGTH(self) -> int:
        """How many sessions a section's feed and calendar contain, newest first. 50 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_FEED_LENGTH", 50))

    @property
    def MAIGU_WAGTAIL_SPEAKER_CHOICES(self) -> int:
        """The maximum number of speakers in a section's filter: those with the most sessions. 100 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_SPEAKER_CHOICES", 100))

    @property
    def MAIGU_WAGTAIL_UNLOCK_LIFETIME(self) -> int:
        """How long a device stays unlocked, in seconds. 30 days by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_UNLOCK_LIFETIME", 2592000))

    @property
    def MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH(self) -> int:
        """The minimum length of a password that staff choose, in characters. 8 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH", 8))

    @property
    def MAIGU_WAGTAIL_ATTEMPTS(self) -> int:
        """How many passwords a client may enter at one lock before it has to wait. 10 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ATTEMPTS", 10))

    @property
    def MAIGU_WAGTAIL_ATTEMPTS_WINDOW(self) -> int:
        """How long after its first attempt a client's count is reset, in seconds. 15 minutes by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ATTEMPTS_WINDOW", 900))

    @property
    def MAIGU_WAGTAIL_ALARM(self) -> int:
        """How many wrong passwords in a section within an hour or two raise an alarm (``access.throttle``). 100 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ALARM", 100))

    @property
    def MAIGU_WAGTAIL_ATTEMPTS_CACHE(self) -> str | None:
        """The alias in ``CACHES`` that counts attempts. ``None`` (the default) counts them in the database."""
        return getattr(settings, "MAIGU_WAGTAIL_ATTEMPTS_CACHE", None)

    @property
    def MAIGU_WAGTAIL_TRUSTED_PROXIES(self) -> int:
        """How many of the site's own proxies add to ``X-Forwarded-For``. 0 by default: the header is ignored."""
        return int(getattr(settings, "MAIGU_WAGTAIL_TRUSTED_PROXIES", 0))

    @property
    def MAIGU_WAGTAIL_ACTIVITY_DAYS(self) -> int:
        """How long the counters of unlocks and of watch figures are kept, in days. 400 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ACTIVITY_DAYS", 400))

    @property
    def MAIGU_WAGTAIL_WATCH_FIGURES(self) -> bool:
        """Whether plays of recordings and downloads by members are counted. ``False`` by default."""
        return bool(getattr(settings, "MAIGU_WAGTAIL_WATCH_FIGURES", False))

    @property
    def MAIGU_WAGTAIL_UNLOCK_HEADER(self) -> str:
        """The name of the request header in which API clients send their token. ``X-Maigu-Unlock`` by default."""
        return str(getattr(settings, "MAIGU_WAGTAIL_UNLOCK_HEADER", "X-Maigu-Unlock"))

    @property
    def MAIGU_WAGTAIL_API_MAX_AGE(self) -> int:
        """How long browsers and caches may reuse a public API response, in seconds. 60 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_API_MAX_AGE", 60))

    @property
    def MAIGU_WAGTAIL_API_CACHE(self) -> str | None:
        """The alias in ``CACHES`` for public API responses. ``default`` by default; ``None`` turns caching off."""
        return getattr(settings, "MAIGU_WAGTAIL_API_CACHE", "default")

    @property
    def MAIGU_WAGTAIL_PAGE_CACHE(self) -> str | None:
        """The alias in ``CACHES`` where parts of public pages are cached; ``None``: no caching."""
        return getattr(settings, "MAIGU_WAGTAIL_PAGE_CACHE", "default")

    @property
    def MAIGU_WAGTAIL_PAGE_MAX_AGE(self) -> int | None:
        """Seconds for which browsers and proxies may cache a public page, feed or calendar; ``None``: not said."""
        seconds = getattr(settings, "MAIGU_WAGTAIL_PAGE_MAX_AGE", None)
        return None if seconds is None else int(seconds)

    @property
    def MAIGU_WAGTAIL_HEADLESS_PREVIEW(self) -> bool:
        """Whether the CMS previews sessions and sections in a headless front end."""
        return bool(getattr(settings, "MAIGU_WAGTAIL_HEADLESS_PREVIEW", False))

    @property
    def MAIGU_WAGTAIL_PREVIEW_LIFETIME(self) -> int:
        """How long a headless front end can fetch a draft, in seconds. An hour by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_PREVIEW_LIFETIME", 3600))

    @property
    def MAIGU_WAGTAIL_RECORDINGS_STORAGE(self) -> str:
        """The alias in ``STORAGES`` for members' files. If it does not exist, they are stored in a private folder."""
        return str(getattr(settings, "MAIGU_WAGTAIL_RECORDINGS_STORAGE", "maigu_recordings"))

    @property
    def MAIGU_WAGTAIL_RECORDINGS_FOLDER(self) -> str:
        """
        The path of the private folder for members' files, used if ``STORAGES`` has no alias for them.

        The default is ``maigu_recordings`` next to ``MEDIA_ROOT``, never inside it; "" if
        ``MEDIA_ROOT`` is not set either.
        """
        if folder := getattr(settings, "MAIGU_WAGTAIL_RECORDINGS_FOLDER", None):
            return str(folder)
        return str(Path(settings.MEDIA_ROOT).absolute().parent / "maigu_recordings") if settings.MEDIA_ROOT else ""

    @property
    def IS_RECORDINGS_FOLDER_SET(self) -> bool:
        """Whether the site sets ``MAIGU_WAGTAIL_RECORDINGS_FOLDER``."""
        return bool(getattr(settings, "MAIGU_WAGTAIL_RECORDINGS_FOLDER", None))

    @property
    def MAIGU_WAGTAIL_RECORDING_MAX_SIZE(self) -> int:
        """The maximum size of a recording's file, in bytes. 2 GiB by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_RECORDING_MAX_SIZE", 2147483648))

    @property
    def MAIGU_WAGTAIL_HANDOUT_MAX_SIZE(self) -> int:
        """The maximum size of a handout's file, in bytes. 100 MiB by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_HANDOUT_MAX_SIZE", 104857600))

    @property
    def MAIGU_WAGTAIL_FILE_LIFETIME(self) -> int:
        """How long the signed URL of a members' file is valid, ours or S3's, in seconds. An hour by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_FILE_LIFETIME", 3600))

    @property
    def MAIGU_WAGTAIL_SENDFILE(self) -> str | None:
        """The header that makes the web server send private files, ``"X-Accel-Redirect"`` say; ``None``: Django does."""
        return getattr(settings, "MAIGU_WAGTAIL_SENDFILE", None)

    @property
    def MAIGU_WAGTAIL_SENDFILE_PREFIX(self) -> str:
        """The internal nginx location of the private folder, with a slash at both ends."""
        return str(getattr(settings, "MAIGU_WAGTAIL_SENDFILE_PREFIX", "/maigu-private/"))

    @property
    def MAIGU_WAGTAIL_DIRECT_UPLOAD(self) -> bool:
        """Whether editors' browsers upload recordings straight to S3. The bucket's CORS rules must allow it."""
        return bool(getattr(settings, "MAIGU_WAGTAIL_DIRECT_UPLOAD", False))

    @property
    def MAIGU_WAGTAIL_FROM_EMAIL(self) -> str:
        """The sender of our emails. Django's ``DEFAULT_FROM_EMAIL`` by default."""
        return str(getattr(settings, "MAIGU_WAGTAIL_FROM_EMAIL", None) or settings.DEFAULT_FROM_EMAIL)

    @property
    def MAIGU_WAGTAIL_REQUEST_DAYS(self) -> int:
        """How long a request for the password is kept after it was closed, in days. 90 by default."""
        return int(getattr(settings, "MAIGU_WAGTAIL_REQUEST_DAYS", 90))

    @property
    def MAIGU_WAGTAIL_REQUEST_CHECK(self) -> str | None:
        """The dotted path of a site's own check of requests for the password, such as a captcha."""
        return getattr(settings, "MAIGU_WAGTAIL_REQUEST_CHECK", None)

    @property
    def STORAGES(self) -> dict[str, dict[str, Any]]:
        """Django's ``STORAGES``."""
        return settings.STORAGES

    @property
    def SERVED_FOLDERS(self) -> dict[str, str]:
        """The folders that the site serves publicly, by the name of the Django setting."""
        folders = {name: getattr(settings, name) for name in ("MEDIA_ROOT", "STATIC_ROOT")}
        for number, folder in enumerate(getattr(settings, "STATICFILES_DIRS", ())):
            # An entry with a URL prefix is a pair.
            folders[f"STATICFILES_DIRS[{number}]"] = folder[1] if isinstance(folder, list | tuple) else folder
        return {name: str(folder) for name, folder in folders.items() if folder}

    @property
    def SERVED_ADDRESSES(self) -> dict[str, str]:
        """The URLs or paths at which the site serves public files, by the name of the Django setting."""
        urls = {name: getattr(settings, name) for name in ("MEDIA_URL", "STATIC_URL")}
        return {name: str(url) for name, url in urls.items() if url}

    def is_set(self, name: str) -> bool:
        """Return whether the site sets ``name``, a setting of another package."""
        return hasattr(settings, name)

    @property
    def SECRET_KEYS(self) -> tuple[str | bytes, ...]:
        """Django's ``SECRET_KEY`` and ``SECRET_KEY_FALLBACKS``, newest first."""
        return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)

    @property
    def AUTH_USER_MODEL(self) -> str:
        """Django's ``AUTH_USER_MODEL``."""
        return settings.AUTH_USER_MODEL

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:
        """Django's ``SESSION_COOKIE_SECURE``. Applies to our cookies too, even if a proxy hides HTTPS."""
        return bool(settings.SESSION_COOKIE_SECURE)

    @property
    def CACHES(self) -> dict[str, dict[str, Any]]:
        """Django's ``CACHES``."""
        return settings.CACHES

    @property
    def CSRF_TRUSTED_ORIGINS(self) -> list[str]:
        """Django's ``CSRF_TRUSTED_ORIGINS``: other origins whose forms may post here."""
        return list(settings.CSRF_TRUSTED_ORIGINS)

    @property
    def CORS_ALLOW_HEADERS(self) -> list[str]:
        """The ``CORS_ALLOW_HEADERS`` of ``django-cors-headers``; empty if unset, as no default is ours."""
        return list(getattr(settings, "CORS_ALLOW_HEADERS", ()))

    @property
    def ROOT_URLCONF(self) -> str:
        """Django's own ``ROOT_URLCONF``: the module whose addresses are checked; empty where a script sets none."""
        return str(getattr(settings, "ROOT_URLCONF", ""))

    @property
    def USE_TZ(self) -> bool:
        """Django's ``USE_TZ``. Unlocks need datetimes with a time zone."""
        return bool(settings.USE_TZ)

    @property
    def IS_BEHIND_PROXY(self) -> bool:
        """Whether Django's settings suggest that the site is behind a proxy."""
        return bool(settings.USE_X_FORWARDED_HOST or settings.SECURE_PROXY_SSL_HEADER)

    @property
    def WAGTAILADMIN_BASE_URL(self) -> str:
        """Wagtail's ``WAGTAILADMIN_BASE_URL``, without a slash at the end; "" if the site does not set it."""
        return str(getattr(settings, "WAGTAILADMIN_BASE_URL", None) or "").rstrip("/")

    @property
    def WAGTAILAPI_SEARCH_ENABLED(self) -> bool:
        """Wagtail's ``WAGTAILAPI_SEARCH_ENABLED``: whether API lists can be searched."""
        return bool(getattr(settings, "WAGTAILAPI_SEARCH_ENABLED", True))

    @property
    def HAS_FRONTEND_CACHE(self) -> bool:
        """Whether Wagtail's ``WAGTAILFRONTENDCACHE`` names a cache, or its older setting does."""
        names = ("WAGTAILFRONTENDCACHE", "WAGTAILFRONTENDCACHE_LOCATION")
        return any(getattr(settings, name, None) for name in names)

    @property
    def WAGTAIL_I18N_ENABLED(self) -> bool:
        """Wagtail's ``WAGTAIL_I18N_ENABLED``: whether pages can have translations."""
        return bool(getattr(settings, "WAGTAIL_I18N_ENABLED", False))

    @property
    def SESSION_COOKIE_NAME(self) -> str:
        """Django's own ``SESSION_COOKIE_NAME``."""
        return settings.SESSION_COOKIE_NAME

    @property
    def LANGUAGE_CODE(self) -> str:
        """Django's ``LANGUAGE_CODE``: whether an import reads the day or the month first in 03/04/2023."""
        return settings.LANGUAGE_CODE

    @property
    def TIME_ZONE(self) -> str:
        """Django's ``TIME_ZONE``, an IANA name: the default time zone of a new session."""
        return settings.TIME_ZONE


conf = Conf()
