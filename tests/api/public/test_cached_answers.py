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
def test_kept_answer_is_the_one_that_was_made_and_takes_one_query(client, section, listed, address):
    address = f"{listed}{address.format(pk=make_session(section).pk)}"
    made, queries = queries_of(lambda: client.get(address))
    assert queries > 1

    kept, queries = queries_of(lambda: client.get(address))

    assert queries == 1
    assert (kept.status_code, kept.content) == (200, made.content)
    assert dict(kept.headers) == dict(made.headers)


def test_nothing_is_kept_where_the_site_does_not_want_it(client, settings, section, listed):
    settings.MAIGU_WAGTAIL_API_CACHE = None
    client.get(listed)

    _response, queries = queries_of(lambda: client.get(listed))

    assert queries > 1
    assert not cached_keys()


@pytest.mark.parametrize("seconds", [60, 0])
def test_nothing_is_kept_that_is_old_at_once(client, settings, section, listed, seconds):
    settings.MAIGU_WAGTAIL_API_MAX_AGE = seconds

    client.get(listed)

    assert bool(cached_keys()) == (seconds > 0)


def test_answers_of_two_hosts_and_two_formats_are_told_apart(client, section, listed):
    make_session(section, title="Civil litigation")

    for host in ("testserver", "other.example.org"):
        for _time in range(2):
            assert b"Civil litigation" in client.get(listed, headers={"host": host}).content
    for _time in range(2):
        assert client.get(listed, headers={"accept": "application/json"}).headers["Content-Type"] == "application/json"
        other = client.get(listed, headers={"accept": "text/html"})
        assert other.headers["Content-Type"] != "application/json"


def test_ever_other_addresses_fill_no_more_than_the_places_there_are(client, monkeypatch, section, listed):
    monkeypatch.setattr(caching, "PLACES", 8)

    for number in range(40):
        assert client.get(listed, {"offset": number, "limit": number % 20}).status_code == 200
        assert client.get(listed, {"audience": f"nobody {number}"}).status_code == 200

    assert 1 < len(cached_keys()) <= 8


def test_what_is_missing_refused_or_too_large_is_not_kept(client, monkeypatch, section, listed):
    assert client.get(f"{listed}987654/").status_code == 404
    assert client.get(listed, {"year": "x"}).status_code == 400
    monkeypatch.setattr(caching, "LARGEST_ANSWER", 10)
    assert client.get(listed).status_code == 200

    assert not cached_keys()


def test_answer_is_made_where_the_cache_fails(client, settings, section, listed, caplog):
    settings.CACHES = {**settings.CACHES, "broken": {"BACKEND": "tests.caches.IsDown"}}
    settings.MAIGU_WAGTAIL_API_CACHE = "broken"
    with pytest.raises(ConnectionError):
        caches["broken"].get("key")
    make_session(section, title="Civil litigation")

    assert b"Civil litigation" in client.get(listed).content
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
