import pytest
from django.apps import apps
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from maigu_wagtail.checks import BOUNDS, check_base_template, check_modeladmin_installed
from maigu_wagtail.conf import Conf
from maigu_wagtail.models import SharedPassword

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
REDIS = "django.core.cache.backends.redis.RedisCache"


def ids(messages):
    return [message.id for message in messages if message.id.startswith("maigu_wagtail")]


def found(**kwargs):
    return [message for message in run_checks(**kwargs) if message.id.startswith("maigu_wagtail")]


def test_checks_are_clean_by_default(db):
    assert ids(run_checks(include_deployment_checks=True, databases=["default"])) == []


def test_checks_warn_where_modeladmin_is_missing(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "wagtail_modeladmin")

    assert ids(check_modeladmin_installed()) == ["maigu_wagtail.W001"]


def test_checks_name_a_base_template_that_is_missing(settings):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "nowhere/base.html"

    (message,) = check_base_template()

    assert message.id == "maigu_wagtail.E001"
    assert "nowhere/base.html" in message.msg


@pytest.mark.parametrize(
    ("name", "value", "check_id"),
    [
        ("MAIGU_WAGTAIL_BASE_TEMPLATE", "nowhere/base.html", "E001"),
        ("MAIGU_WAGTAIL_ATTEMPTS_CACHE", "nowhere", "E002"),
        ("MAIGU_WAGTAIL_ATTEMPTS", 0, "E003"),
        ("USE_TZ", False, "E004"),
        ("MAIGU_WAGTAIL_ATTEMPTS_CACHE", "default", "W002"),
    ],
)
def test_checks_are_registered(settings, name, value, check_id):
    setattr(settings, name, value)

    assert ids(run_checks()) == [f"maigu_wagtail.{check_id}"]


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        (LOCMEM, ["maigu_wagtail.W002"]),
        ("django.core.cache.backends.dummy.DummyCache", ["maigu_wagtail.W002"]),
        ("tests.caches.ForgetsNothing", ["maigu_wagtail.W002"]),
        ("django.core.cache.backends.db.DatabaseCache", ["maigu_wagtail.W003"]),
        ("django.core.cache.backends.filebased.FileBasedCache", ["maigu_wagtail.W003"]),
        (REDIS, []),
        ("django.core.cache.backends.memcached.PyMemcacheCache", []),
        ("nowhere.Cache", []),
    ],
)
def test_checks_name_a_cache_that_can_not_count_for_all_workers(settings, backend, expected):
    settings.CACHES = {**settings.CACHES, "attempts": {"BACKEND": backend, "LOCATION": "x"}}
    assert found(tags=[Tags.security]) == []
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    messages = found(tags=[Tags.security])

    assert ids(messages) == expected
    assert ["'attempts'" in message.msg for message in messages] == [True] * len(expected)


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("MAIGU_WAGTAIL_UNLOCK_LIFETIME", 0, "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_UNLOCK_LIFETIME", -1, "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_UNLOCK_LIFETIME", 10**12, "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_UNLOCK_LIFETIME", "a month", "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_UNLOCK_LIFETIME", None, "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_UNLOCK_LIFETIME", float("inf"), "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_ATTEMPTS", 0, "at least 1"),
        ("MAIGU_WAGTAIL_ATTEMPTS_WINDOW", 0, "from 1 to 315360000"),
        ("MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH", 0, "from 1 to 128"),
        ("MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH", 129, "from 1 to 128"),
        ("MAIGU_WAGTAIL_TRUSTED_PROXIES", -1, "at least 0"),
        ("MAIGU_WAGTAIL_ALARM", 0, "at least 1"),
        ("MAIGU_WAGTAIL_ACTIVITY_DAYS", 0, "from 1 to 3650"),
        ("MAIGU_WAGTAIL_FEED_LENGTH", -1, "at least 0"),
        ("MAIGU_WAGTAIL_SPEAKER_CHOICES", -1, "at least 0"),
    ],
)
def test_checks_name_a_number_that_makes_no_sense(settings, name, value, bounds):
    setattr(settings, name, value)

    (message,) = found()

    assert message.id == "maigu_wagtail.E003"
    assert message.msg == f"{name} has to be a whole number {'of ' if bounds.startswith('at') else ''}{bounds}."


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, bounds in BOUNDS.items() for value in bounds if value is not None],
)
def test_checks_take_the_least_and_the_most(settings, name, value):
    setattr(settings, name, value)

    assert found() == []


def test_every_number_among_the_settings_is_checked():
    numbers = {name for name, value in vars(Conf).items() if value_type(value) == "int"}

    assert numbers == set(BOUNDS)


def value_type(value):
    annotation = getattr(value, "fget", None) and value.fget.__annotations__.get("return")
    return getattr(annotation, "__name__", annotation)


@pytest.mark.parametrize(
    ("name", "value"),
    [("USE_X_FORWARDED_HOST", True), ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"))],
)
def test_checks_warn_where_all_visitors_may_count_as_one(settings, name, value):
    setattr(settings, name, value)

    assert ids(run_checks(include_deployment_checks=True)) == ["maigu_wagtail.W005"]
    assert ids(run_checks()) == []
    settings.MAIGU_WAGTAIL_TRUSTED_PROXIES = 1
    assert ids(run_checks(include_deployment_checks=True)) == []


def test_checks_count_the_passwords_in_use_that_no_key_opens(section, settings):
    for text in ("a a", "b b", "c c"):
        password = SharedPassword.objects.create_password(section, text)
    password.revoke()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", [settings.SECRET_KEY]
    SharedPassword.objects.create_password(section, "d d")
    assert found(databases=["default"]) == []

    settings.SECRET_KEY_FALLBACKS = []

    (message,) = found(databases=["default"])
    assert message.id == "maigu_wagtail.W004"
    assert ": 2." in message.msg
    assert found() == []


def test_checks_leave_a_database_alone_that_has_no_table_yet(section, settings):
    SharedPassword.objects.create_password(section, "a a")
    settings.SECRET_KEY = "new key"

    def no_table(run, sql, params, many, context):
        if "maigu_wagtail_sharedpassword" in sql:
            raise OperationalError("no such table")
        return run(sql, params, many, context)

    assert ids(found(databases=["default"])) == ["maigu_wagtail.W004"]
    with connection.execute_wrapper(no_table):
        assert found(databases=["default"]) == []
    assert SharedPassword.objects.get().created_at <= timezone.now()


def test_check_command_reports_them(section, settings, capsys):
    SharedPassword.objects.create_password(section, "a a")
    settings.SECRET_KEY = "new key"

    call_command("check", databases=["default"])

    assert "maigu_wagtail.W004" in capsys.readouterr().err
