import pytest
from django.apps import apps
from django.core.checks import run_checks

from maigu_wagtail.checks.api import check_caches, check_cors_headers, check_headless_preview


@pytest.fixture
def with_cors(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda name: True)


def found():
    return [message.id for message in check_cors_headers()]


def test_check_passes_without_corsheaders():
    assert found() == []


def test_check_warns_when_the_token_header_is_not_allowed(settings, with_cors):
    assert found() == ["maigu_wagtail.W009"]
    settings.CORS_ALLOW_HEADERS = ["content-type"]
    assert found() == ["maigu_wagtail.W009"]
    assert "maigu_wagtail.W009" in [message.id for message in run_checks(tags=["security"])]


def test_check_accepts_the_header_named_by_the_site(settings, with_cors):
    settings.CORS_ALLOW_HEADERS = ["content-type", "X-Maigu-Unlock"]
    assert found() == []

    settings.MAIGU_WAGTAIL_UNLOCK_HEADER = "X-Org-Unlock"

    assert found() == ["maigu_wagtail.W009"]


@pytest.mark.parametrize("setting", ["MAIGU_WAGTAIL_API_CACHE", "MAIGU_WAGTAIL_PAGE_CACHE"])
def test_check_warns_when_the_response_cache_is_missing(settings, setting):
    assert check_caches() == []
    setattr(settings, setting, None)
    assert check_caches() == []
    setattr(settings, setting, "nowhere")

    assert [message.id for message in check_caches()] == ["maigu_wagtail.W011"]
    assert "maigu_wagtail.W011" in [message.id for message in run_checks(tags=["caches"])]


def test_check_requires_the_package_for_previews(settings, monkeypatch):
    settings.MAIGU_WAGTAIL_HEADLESS_PREVIEW = True
    assert check_headless_preview() == []
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "wagtail_headless_preview")

    assert [message.id for message in check_headless_preview()] == ["maigu_wagtail.E020"]
    settings.MAIGU_WAGTAIL_HEADLESS_PREVIEW = False
    assert check_headless_preview() == []
