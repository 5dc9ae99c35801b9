"""
What a site may set, with the value that holds when it sets nothing.

The only reader of Django's settings in this package. Nothing is kept: each
property reads the setting when it is asked for, so that a changed setting (in a
test, say) counts at once.
"""

from pathlib import Path
from typing import Any

from django.conf import settings


class Conf:
    """The settings of ``maigu_wagtail``; one typed property for each."""

    @property
    def MAIGU_WAGTAIL_BASE_TEMPLATE(self) -> list[str]:
        """
        The template that the public pages extend, as the names to try in turn.

        A site names one template. Unset: the site's own ``base.html`` where there is
        one, else ``maigu_wagtail/base.html``, a complete page of ours.
        """
        name = getattr(settings, "MAIGU_WAGTAIL_BASE_TEMPLATE", None)
        return [name] if name else ["base.html", "maigu_wagtail/base.html"]

    @property
    def MAIGU_WAGTAIL_FEED_LENGTH(self) -> int:
        """How many sessions a section's feed and calendar carry, the newest first."""
        return int(getattr(settings, "MAIGU_WAGTAIL_FEED_LENGTH", 50))

    @property
    def MAIGU_WAGTAIL_SPEAKER_CHOICES(self) -> int:
        """
        How many speakers a section's filter offers at most: those with most sessions.

        Everyone else is found with the search field and by the links on the sessions' pages.
        """
        return int(getattr(settings, "MAIGU_WAGTAIL_SPEAKER_CHOICES", 100))

    @property
    def MAIGU_WAGTAIL_UNLOCK_LIFETIME(self) -> int:
        """Seconds for which a device stays unlocked after the password was typed; a month of 30 days."""
        return int(getattr(settings, "MAIGU_WAGTAIL_UNLOCK_LIFETIME", 2592000))

    @property
    def MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH(self) -> int:
        """Characters that a password chosen by staff has at the least; a generated one is always longer."""
        return int(getattr(settings, "MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH", 8))

    @property
    def MAIGU_WAGTAIL_ATTEMPTS(self) -> int:
        """Wrong passwords that one client may type at one lock (a section's, a session's own) before it has to wait."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ATTEMPTS", 10))

    @property
    def MAIGU_WAGTAIL_ATTEMPTS_WINDOW(self) -> int:
        """Seconds after the first of its attempts at which a client's count starts again."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ATTEMPTS_WINDOW", 900))

    @property
    def MAIGU_WAGTAIL_ALARM(self) -> int:
        """
        Wrong passwords of all clients of a section, in this hour and the one before, at which staff are warned.

        From then on, a client that is not yet unlocked has three attempts instead of the usual number.
        """
        return int(getattr(settings, "MAIGU_WAGTAIL_ALARM", 100))

    @property
    def MAIGU_WAGTAIL_ATTEMPTS_CACHE(self) -> str | None:
        """The alias in ``CACHES`` that counts attempts, for a site that has a shared one; unset: the database."""
        return getattr(settings, "MAIGU_WAGTAIL_ATTEMPTS_CACHE", None)

    @property
    def MAIGU_WAGTAIL_TRUSTED_PROXIES(self) -> int:
        """
        How many proxies of the site's own stand before it, each adding to ``X-Forwarded-For``.

        0: none, so the header is ignored and the client is ``REMOTE_ADDR``.
        """
        return int(getattr(settings, "MAIGU_WAGTAIL_TRUSTED_PROXIES", 0))

    @property
    def MAIGU_WAGTAIL_ACTIVITY_DAYS(self) -> int:
        """Days for which the numbers of statistics and wrong passwords are kept."""
        return int(getattr(settings, "MAIGU_WAGTAIL_ACTIVITY_DAYS", 400))

    @property
    def MAIGU_WAGTAIL_UNLOCK_HEADER(self) -> str:
        """The name of the request header in which a client of the API sends the token that it was given."""
        return str(getattr(settings, "MAIGU_WAGTAIL_UNLOCK_HEADER", "X-Maigu-Unlock"))

    @property
    def MAIGU_WAGTAIL_API_MAX_AGE(self) -> int:
        """Seconds for which a browser or a cache may keep a public answer of the API before it asks again."""
        return int(getattr(settings, "MAIGU_WAGTAIL_API_MAX_AGE", 60))

    @property
    def MAIGU_WAGTAIL_API_CACHE(self) -> str | None:
        """The alias in ``CACHES`` where public API responses are cached; ``None``: no caching."""
        return getattr(settings, "MAIGU_WAGTAIL_API_CACHE", "default")

    @property
    def MAIGU_WAGTAIL_HEADLESS_PREVIEW(self) -> bool:
        """Whether the CMS shows drafts of sessions and sections in the front end that draws the site."""
        return bool(getattr(settings, "MAIGU_WAGTAIL_HEADLESS_PREVIEW", False))

    @property
    def MAIGU_WAGTAIL_PREVIEW_LIFETIME(self) -> int:
        """Seconds for which such a front end may ask for a draft."""
        return int(getattr(settings, "MAIGU_WAGTAIL_PREVIEW_LIFETIME", 3600))

    @property
    def MAIGU_WAGTAIL_RECORDINGS_STORAGE(self) -> str:
        """The alias in ``STORAGES`` that keeps members' files; without such an alias they are kept in a private folder."""
        return str(getattr(settings, "MAIGU_WAGTAIL_RECORDINGS_STORAGE", "maigu_recordings"))

    @property
    def MAIGU_WAGTAIL_RECORDINGS_FOLDER(self) -> str:
        """
        The private folder that keeps members' files where ``STORAGES`` has no alias for them, as a path.

        Unset: ``maigu_recordings`` beside ``MEDIA_ROOT``, never inside it. Empty where there is no ``MEDIA_ROOT`` either.
        """
        if folder := getattr(settings, "MAIGU_WAGTAIL_RECORDINGS_FOLDER", None):
            return str(folder)
        return str(Path(settings.MEDIA_ROOT).absolute().parent / "maigu_recordings") if settings.MEDIA_ROOT else ""

    @property
    def MAIGU_WAGTAIL_RECORDING_MAX_SIZE(self) -> int:
        """Bytes that a recording's file may have at the most; 2 GiB."""
        return int(getattr(settings, "MAIGU_WAGTAIL_RECORDING_MAX_SIZE", 2147483648))

    @property
    def MAIGU_WAGTAIL_HANDOUT_MAX_SIZE(self) -> int:
        """Bytes that a handout's file may have at the most; 100 MiB."""
        return int(getattr(settings, "MAIGU_WAGTAIL_HANDOUT_MAX_SIZE", 104857600))

    @property
    def MAIGU_WAGTAIL_FILE_LIFETIME(self) -> int:
        """Seconds for which a signed address of a members' file is good, ours and that of an S3 store; an hour."""
        return int(getattr(settings, "MAIGU_WAGTAIL_FILE_LIFETIME", 3600))

    @property
    def MAIGU_WAGTAIL_SENDFILE(self) -> str | None:
        """
        The header by which the web server in front is told to send a file of the local folder itself.

        ``"X-Accel-Redirect"`` for nginx, ``"X-Sendfile"`` for Apache and others; unset: Django sends it.
        """
        return getattr(settings, "MAIGU_WAGTAIL_SENDFILE", None)

    @property
    def MAIGU_WAGTAIL_SENDFILE_PREFIX(self) -> str:
        """The internal location that nginx has for the local folder, with a slash at both ends."""
        return str(getattr(settings, "MAIGU_WAGTAIL_SENDFILE_PREFIX", "/maigu-private/"))

    @property
    def MAIGU_WAGTAIL_DIRECT_UPLOAD(self) -> bool:
        """Whether the editor's browser sends files straight to an S3 store, whose CORS rules have to allow it."""
        return bool(getattr(settings, "MAIGU_WAGTAIL_DIRECT_UPLOAD", False))

    @property
    def STORAGES(self) -> dict[str, dict[str, Any]]:
        """Django's own ``STORAGES``."""
        return settings.STORAGES

    @property
    def SERVED_FOLDERS(self) -> dict[str, str]:
        """The folders that the site serves to everyone, by the names of Django's own settings."""
        found = {name: getattr(settings, name) for name in ("MEDIA_ROOT", "STATIC_ROOT")}
        for number, folder in enumerate(getattr(settings, "STATICFILES_DIRS", ())):
            # With a prefix for its addresses before it, it is a pair.
            found[f"STATICFILES_DIRS[{number}]"] = folder[1] if isinstance(folder, list | tuple) else folder
        return {name: str(folder) for name, folder in found.items() if folder}

    @property
    def SERVED_ADDRESSES(self) -> dict[str, str]:
        """Where the site serves files to everyone, by the names of Django's own settings; paths or whole addresses."""
        found = {name: getattr(settings, name) for name in ("MEDIA_URL", "STATIC_URL")}
        return {name: str(address) for name, address in found.items() if address}

    def is_set(self, name: str) -> bool:
        """Return whether the site sets ``name``; for settings of other packages, which are only reported."""
        return hasattr(settings, name)

    @property
    def SECRET_KEYS(self) -> tuple[str | bytes, ...]:
        """Django's own ``SECRET_KEY`` and ``SECRET_KEY_FALLBACKS``, the newest first."""
        return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)

    @property
    def AUTH_USER_MODEL(self) -> str:
        """Django's own ``AUTH_USER_MODEL``."""
        return settings.AUTH_USER_MODEL

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:
        """Django's own: whether the site's cookies are for HTTPS alone, also where a proxy hides that it is HTTPS."""
        return bool(settings.SESSION_COOKIE_SECURE)

    @property
    def CACHES(self) -> dict[str, dict[str, Any]]:
        """Django's own ``CACHES``."""
        return settings.CACHES

    @property
    def CSRF_TRUSTED_ORIGINS(self) -> list[str]:
        """Django's own ``CSRF_TRUSTED_ORIGINS``: other origins whose forms may post here."""
        return list(settings.CSRF_TRUSTED_ORIGINS)

    @property
    def CORS_ALLOW_HEADERS(self) -> list[str]:
        """That of ``django-cors-headers``: the headers that a page of another origin may send; unset: its own, none of ours."""
        return list(getattr(settings, "CORS_ALLOW_HEADERS", ()))

    @property
    def USE_TZ(self) -> bool:
        """Django's own ``USE_TZ``: whether moments have a time zone, without which an unlock can't be timed."""
        return bool(settings.USE_TZ)

    @property
    def IS_BEHIND_PROXY(self) -> bool:
        """Whether Django's own settings say that a proxy stands before the site."""
        return bool(settings.USE_X_FORWARDED_HOST or settings.SECURE_PROXY_SSL_HEADER)

    @property
    def WAGTAILAPI_SEARCH_ENABLED(self) -> bool:
        """Whether lists of the API can be searched."""
        return bool(getattr(settings, "WAGTAILAPI_SEARCH_ENABLED", True))

    @property
    def WAGTAIL_I18N_ENABLED(self) -> bool:
        """Wagtail's own: whether pages may have translations."""
        return bool(getattr(settings, "WAGTAIL_I18N_ENABLED", False))

    @property
    def TIME_ZONE(self) -> str:
        """Django's own ``TIME_ZONE``: the zone a new session is given, an IANA name."""
        return settings.TIME_ZONE


conf = Conf()
