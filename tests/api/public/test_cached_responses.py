"""Public answers from the cache are as good as those that are made."""

import pytest
from django.core.cache import cache, caches

from maigu_wagtail.api.public import caching
from tests.api.calls import APIS
from tests.doors import queries_of
from tests.factories import make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]


@pytest.fixture(params=APIS)
def listed(request):
    """Return the address of a list of sessions."""
    return request.param


def cached_keys():
    return {key for key in cache._cache if "maigu_wagtail.api." in key}


@pytest.mark.parametrize("address", ["", "{pk}/", "?year=2023&order=title", "?fields=_,title"])
def test_cached_response_is_unchanged_and_needs_one_query(client, section, listed, address):
    address = f"{listed}{address.format(pk=make_session(section).pk)}"
    made, queries = queries_of(lambda: client.get(address))
    assert queries > 1

    kept, queries = queries_of(lambda: client.get(address))

    assert queries == 1
    assert (kept.status_code, kept.content) == (200, made.content)
    assert dict(kept.headers) == dict(made.headers)


def test_caching_can_be_switched_off(client, settings, section, listed):
    settings.MAIGU_WAGTAIL_API_CACHE = None
    client.get(listed)

    _response, queries = queries_of(lambda: client.get(listed))

    assert queries > 1
    assert not cached_keys()


@pytest.mark.parametrize("seconds", [60, 0])
def test_already_stale_response_is_not_cached(client, settings, section, listed, seconds):
    settings.MAIGU_WAGTAIL_API_MAX_AGE = seconds

    client.get(listed)

    assert bool(cached_keys()) == (seconds > 0)


def test_responses_are_cached_by_host_and_format(client, section, listed):
    make_session(section, title="Civil litigation")

    for host in ("testserver", "other.example.org"):
        for _time in range(2):
            assert b"Civil litigation" in client.get(listed, headers={"host": host}).content
    for _time in range(2):
        assert client.get(listed, headers={"accept": "application/json"}).headers["Content-Type"] == "application/json"
        other = client.get(listed, headers={"accept": "text/html"})
        assert other.headers["Content-Type"] != "application/json"


def test_varying_addresses_fill_only_the_cache_slots(client, monkeypatch, section, listed):
    monkeypatch.setattr(caching, "PLACES", 8)

    for number in range(40):
        assert client.get(listed, {"offset": number, "limit": number % 20}).status_code == 200
        assert client.get(listed, {"audience": f"nobody {number}"}).status_code == 200

    assert 1 < len(cached_keys()) <= 8


def test_errors_and_large_responses_are_not_cached(client, monkeypatch, section, listed):
    assert client.get(f"{listed}987654/").status_code == 404
    assert client.get(listed, {"year": "x"}).status_code == 400
    monkeypatch.setattr(caching, "LARGEST_ANSWER", 10)
    assert client.get(listed).status_code == 200

    assert not cached_keys()


def test_response_is_built_when_the_cache_fails(client, settings, section, listed, caplog):
    settings.CACHES = {**settings.CACHES, "broken": {"BACKEND": "tests.caches.IsDown"}}
    settings.MAIGU_WAGTAIL_API_CACHE = "broken"
    with pytest.raises(ConnectionError):
        caches["broken"].get("key")
    make_session(section, title="Civil litigation")

    assert b"Civil litigation" in client.get(listed).content
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
