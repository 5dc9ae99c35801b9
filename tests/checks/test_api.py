import pytest
from django.apps import apps
from django.core.checks import run_checks

from maigu_wagtail.checks.api import check_api_cache, check_cors_headers, check_headless_preview


@pytest.fixture
def with_cors(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: True)


def found():
    return [message.id for message in check_cors_headers()]


def test_check_asks_nothing_of_a_site_without_corsheaders():
    assert found() == []


def test_check_warns_where_the_header_of_the_token_is_not_allowed(settings, with_cors):
    assert found() == ["maigu_wagtail.W009"]
    settings.CORS_ALLOW_HEADERS = ["content-type"]
    assert found() == ["maigu_wagtail.W009"]
    assert "maigu_wagtail.W009" in [message.id for message in run_checks(tags=["security"])]


def test_check_is_content_with_the_header_that_the_site_has_named(settings, with_cors):
    settings.CORS_ALLOW_HEADERS = ["content-type", "X-Maigu-Unlock"]
    assert found() == []

    settings.MAIGU_WAGTAIL_UNLOCK_HEADER = "X-Org-Unlock"

    assert found() == ["maigu_wagtail.W009"]


def test_check_warns_where_the_cache_for_answers_is_none(settings):
    assert check_api_cache() == []
    settings.MAIGU_WAGTAIL_API_CACHE = None
    assert check_api_cache() == []
    settings.MAIGU_WAGTAIL_API_CACHE = "nowhere"

    assert [message.id for message in check_api_cache()] == ["maigu_wagtail.W011"]
    assert "maigu_wagtail.W011" in [message.id for message in run_checks(tags=["caches"])]


def test_check_wants_the_package_that_previews_need(settings, monkeypatch):
    settings.MAIGU_WAGTAIL_HEADLESS_PREVIEW = True
    assert check_headless_preview() == []
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "wagtail_headless_preview")

    assert [message.id for message in check_headless_preview()] == ["maigu_wagtail.E020"]
    settings.MAIGU_WAGTAIL_HEADLESS_PREVIEW = False
    assert check_headless_preview() == []
