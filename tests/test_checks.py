import pytest
from django.apps import apps
from django.core.checks import run_checks

from maigu_wagtail.checks import check_base_template, check_modeladmin_installed


def ids(messages):
    return [message.id for message in messages if message.id.startswith("maigu_wagtail")]


def test_checks_are_clean_by_default():
    assert ids(run_checks()) == []


def test_checks_warn_where_modeladmin_is_missing(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "wagtail_modeladmin")

    assert ids(check_modeladmin_installed()) == ["maigu_wagtail.W001"]


def test_checks_name_a_base_template_that_is_missing(settings):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "nowhere/base.html"

    (message,) = check_base_template()

    assert message.id == "maigu_wagtail.E001"
    assert "nowhere/base.html" in message.msg


@pytest.mark.parametrize(("name", "value"), [("MAIGU_WAGTAIL_BASE_TEMPLATE", "nowhere/base.html")])
def test_checks_are_registered(settings, name, value):
    setattr(settings, name, value)

    assert ids(run_checks()) == ["maigu_wagtail.E001"]
