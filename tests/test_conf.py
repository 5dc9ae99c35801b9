import pytest
from django.conf import settings

from maigu_wagtail.conf import Conf, conf

DEFAULTS = {
    "MAIGU_WAGTAIL_BASE_TEMPLATE": ["base.html", "maigu_wagtail/base.html"],
    "MAIGU_WAGTAIL_BASE_TEMPLATE_HAS": [],
    "MAIGU_WAGTAIL_MENU_LABEL": None,
    "MAIGU_WAGTAIL_FEED_LENGTH": 50,
    "MAIGU_WAGTAIL_SPEAKER_CHOICES": 100,
    "MAIGU_WAGTAIL_UNLOCK_LIFETIME": 30 * 24 * 3600,
    "MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH": 8,
    "MAIGU_WAGTAIL_FROM_EMAIL": "webmaster@localhost",
    "MAIGU_WAGTAIL_REQUEST_DAYS": 90,
    "MAIGU_WAGTAIL_REQUEST_CHECK": None,
    "MAIGU_WAGTAIL_ATTEMPTS": 10,
    "MAIGU_WAGTAIL_ATTEMPTS_WINDOW": 15 * 60,
    "MAIGU_WAGTAIL_ALARM": 100,
    "MAIGU_WAGTAIL_ATTEMPTS_CACHE": None,
    "MAIGU_WAGTAIL_TRUSTED_PROXIES": 0,
    "MAIGU_WAGTAIL_ACTIVITY_DAYS": 400,
    "MAIGU_WAGTAIL_WATCH_FIGURES": False,
    "MAIGU_WAGTAIL_RECORDINGS_STORAGE": "maigu_recordings",
    "MAIGU_WAGTAIL_RECORDINGS_FOLDER": str(settings.MEDIA_ROOT.parent / "maigu_recordings"),
    "MAIGU_WAGTAIL_RECORDING_MAX_SIZE": 2 * 1024**3,
    "MAIGU_WAGTAIL_HANDOUT_MAX_SIZE": 100 * 1024**2,
    "MAIGU_WAGTAIL_FILE_LIFETIME": 3600,
    "MAIGU_WAGTAIL_SENDFILE": None,
    "MAIGU_WAGTAIL_SENDFILE_PREFIX": "/maigu-private/",
    "MAIGU_WAGTAIL_DIRECT_UPLOAD": False,
    "MAIGU_WAGTAIL_UNLOCK_HEADER": "X-Maigu-Unlock",
    "MAIGU_WAGTAIL_API_MAX_AGE": 60,
    "MAIGU_WAGTAIL_API_CACHE": "default",
    "MAIGU_WAGTAIL_PAGE_CACHE": "default",
    "MAIGU_WAGTAIL_PAGE_MAX_AGE": None,
    "MAIGU_WAGTAIL_HEADLESS_PREVIEW": False,
    "MAIGU_WAGTAIL_PREVIEW_LIFETIME": 3600,
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_conf_has_a_safe_default(name):
    assert getattr(conf, name) == DEFAULTS[name]


def test_every_setting_has_its_default_tested():
    assert {name for name in vars(Conf) if name.startswith("MAIGU_WAGTAIL_")} == set(DEFAULTS)


@pytest.mark.parametrize("name", [name for name, value in DEFAULTS.items() if type(value) is int])
def test_conf_follows_a_changed_number(settings, name):
    setattr(settings, name, 3)
    assert getattr(conf, name) == 3
    setattr(settings, name, "4")
    assert getattr(conf, name) == 4


def test_conf_follows_a_changed_name(settings):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "site.html"
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "shared"

    assert conf.MAIGU_WAGTAIL_BASE_TEMPLATE == ["site.html"]
    assert conf.MAIGU_WAGTAIL_ATTEMPTS_CACHE == "shared"


def test_conf_returns_django_and_wagtail_settings_unchanged(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old", b"older"]
    settings.CSRF_TRUSTED_ORIGINS = ("https://example.org",)

    assert conf.SECRET_KEYS == ("new", "old", b"older")
    assert conf.CSRF_TRUSTED_ORIGINS == ["https://example.org"]
    assert conf.AUTH_USER_MODEL == "auth.User"
    assert conf.CACHES is settings.CACHES
    assert (conf.WAGTAIL_I18N_ENABLED, conf.USE_TZ, conf.IS_BEHIND_PROXY) == (False, True, False)
    assert (conf.TIME_ZONE, conf.LANGUAGE_CODE) == ("America/New_York", "en")
