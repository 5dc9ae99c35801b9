import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from maigu_wagtail.access.policy import unlock
from maigu_wagtail.models import SharedPassword
from tests.checks.found import found, ids
from tests.doors import request_from

LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
REDIS = "django.core.cache.backends.redis.RedisCache"


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
def test_checks_report_a_cache_not_shared_by_all_workers(settings, backend, expected):
    settings.CACHES = {**settings.CACHES, "attempts": {"BACKEND": backend, "LOCATION": "x"}}
    assert found(tags=[Tags.security]) == []
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    messages = found(tags=[Tags.security])

    assert ids(messages) == expected
    assert ["'attempts'" in message.msg for message in messages] == [True] * len(expected)


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        (LOCMEM, ["maigu_wagtail.W021"]),
        ("django.core.cache.backends.dummy.DummyCache", ["maigu_wagtail.W021"]),
        ("django.core.cache.backends.db.DatabaseCache", []),
        (REDIS, []),
    ],
)
def test_checks_warn_when_workers_do_not_share_the_cache_of_watch_figures(settings, backend, expected):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": backend, "LOCATION": "x"}}
    assert found(tags=[Tags.caches], include_deployment_checks=True) == []
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True

    assert ids(found(tags=[Tags.caches], include_deployment_checks=True)) == expected
    assert found(tags=[Tags.caches]) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("USE_X_FORWARDED_HOST", True), ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"))],
)
def test_checks_warn_when_all_visitors_may_count_as_one(settings, name, value):
    setattr(settings, name, value)
    settings.MAIGU_WAGTAIL_SENDFILE = "X-Accel-Redirect"

    assert ids(run_checks(include_deployment_checks=True)) == ["maigu_wagtail.W005"]
    assert ids(run_checks()) == []
    settings.MAIGU_WAGTAIL_TRUSTED_PROXIES = 1
    assert ids(run_checks(include_deployment_checks=True)) == []


def test_checks_count_the_unreadable_passwords_in_use(section, settings):
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


@pytest.mark.parametrize("store", ["database", "cache"])
def test_checks_warn_when_visitors_have_no_address(section, settings, store):
    if store == "cache":
        settings.CACHES = {
            **settings.CACHES,
            "attempts": {"BACKEND": "tests.caches.ForgetsNothing", "LOCATION": "w012"},
        }
        settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"
    SharedPassword.objects.create_password(section, "a a")
    unlock(request_from("192.0.2.1"), section, "wrong")
    assert "maigu_wagtail.W012" not in ids(found(databases=["default"]))

    unlock(request_from(""), section, "wrong")

    assert "maigu_wagtail.W012" in ids(found(databases=["default"]))
    assert "maigu_wagtail.W012" not in ids(found())


def test_checks_that_migrate_runs_do_not_need_the_cache_of_attempts(section, settings):
    SharedPassword.objects.create_password(section, "a a")
    settings.CACHES = {**settings.CACHES, "attempts": {"BACKEND": "tests.caches.IsDown"}}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "attempts"

    assert "maigu_wagtail.W012" not in ids(found(databases=["default"]))


def test_checks_skip_a_database_without_tables(section, settings):
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


def test_check_command_reports_lock_checks(section, settings, capsys):
    SharedPassword.objects.create_password(section, "a a")
    settings.SECRET_KEY = "new key"

    call_command("check", databases=["default"])

    assert "maigu_wagtail.W004" in capsys.readouterr().err
