import pytest
from django.apps import apps
from django.core.checks import run_checks

from maigu_wagtail.checks.general import BOUNDS, check_modeladmin_installed
from maigu_wagtail.conf import Conf
from tests.checks.found import found, ids


def test_checks_are_clean_by_default(db):
    assert ids(run_checks(databases=["default"])) == []


def test_deployment_check_only_asks_how_recordings_are_sent(db):
    assert ids(run_checks(include_deployment_checks=True, databases=["default"])) == ["maigu_wagtail.W013"]


def test_checks_warn_when_modeladmin_is_missing(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "wagtail_modeladmin")

    assert ids(check_modeladmin_installed()) == ["maigu_wagtail.W001"]


@pytest.mark.parametrize(
    ("name", "value", "check_id"),
    [
        ("MAIGU_WAGTAIL_BASE_TEMPLATE", "nowhere/base.html", "E001"),
        ("MAIGU_WAGTAIL_ATTEMPTS_CACHE", "nowhere", "E002"),
        ("MAIGU_WAGTAIL_ATTEMPTS", 0, "E003"),
        ("USE_TZ", False, "E004"),
        ("MAIGU_WAGTAIL_ATTEMPTS_CACHE", "default", "W002"),
        ("MAIGU_WAGTAIL_RECORDINGS_STORAGE", "nowhere", "E005"),
        ("MAIGU_WAGTAIL_SENDFILE", "X-Nothing", "E018"),
        ("MAIGU_WAGTAIL_DIRECT_UPLOAD", True, "W008"),
    ],
)
def test_checks_are_registered(settings, name, value, check_id):
    setattr(settings, name, value)

    assert ids(run_checks()) == [f"maigu_wagtail.{check_id}"]


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
        ("MAIGU_WAGTAIL_RECORDING_MAX_SIZE", 0, "at least 1"),
        ("MAIGU_WAGTAIL_HANDOUT_MAX_SIZE", "100 MB", "at least 1"),
        ("MAIGU_WAGTAIL_FILE_LIFETIME", 604801, "from 1 to 604800"),
    ],
)
def test_checks_report_an_invalid_number(settings, name, value, bounds):
    setattr(settings, name, value)

    (message,) = found()

    assert message.id == "maigu_wagtail.E003"
    assert message.msg == f"{name} must be a whole number {'of ' if bounds.startswith('at') else ''}{bounds}."


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, bounds in BOUNDS.items() for value in bounds if value is not None],
)
def test_checks_accept_the_minimum_and_the_maximum(settings, name, value):
    setattr(settings, name, value)

    assert found() == []


def test_every_numeric_setting_is_checked():
    numbers = {name for name, value in vars(Conf).items() if value_type(value) == "int"}

    assert numbers == set(BOUNDS)


def value_type(value):
    annotation = getattr(value, "fget", None) and value.fget.__annotations__.get("return")
    return getattr(annotation, "__name__", annotation)
