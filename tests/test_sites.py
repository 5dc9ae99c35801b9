"""The site of a request is the one that Wagtail finds."""

import pytest
import swapper
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Site

from maigu_wagtail.sessions.sites import root_path_named, site_of

HOSTS = ["testserver", "one.example", "one.example:8001", "ONE.example", "two.example:8002", "unknown.example", "[::1]"]
SITES = {
    "default only": [],
    "one name": [("one.example", 80)],
    "one name at two ports": [("one.example", 8001), ("one.example", 8002)],
    "one name at three ports": [("one.example", 80), ("one.example", 8001), ("one.example", 8002)],
    "several names": [("one.example", 8001), ("two.example", 80), ("two.example", 8002)],
    "default's name at another port": [("localhost", 8001)],
}


def request_to(host):
    name, _colon, port = host.rpartition(":") if host.count(":") == 1 else (host, "", "80")
    return RequestFactory(SERVER_NAME=name, SERVER_PORT=port or "80", HTTP_HOST=host).get("/")


@pytest.mark.parametrize("others", SITES.values(), ids=SITES)
@pytest.mark.parametrize("has_default", [True, False], ids=["default", "no default"])
def test_site_is_the_one_that_wagtail_finds(home, others, has_default):
    Site.objects.update(is_default_site=has_default)
    for hostname, port in others:
        Site.objects.create(hostname=hostname, port=port, root_page_id=home.pk)

    for host in [*HOSTS, "localhost", "localhost:8001"]:
        request, expected = request_to(host), Site.find_for_request(request_to(host))
        assert (host, site_of(request)) == (host, expected)
        assert Site.find_for_request(request) == expected
        if expected:
            assert site_of(request).root_page == expected.root_page


@pytest.mark.parametrize("others", SITES.values(), ids=SITES)
@pytest.mark.parametrize("has_default", [True, False], ids=["default", "no default"])
def test_root_that_a_name_tells_is_that_of_the_site_that_wagtail_finds(home, others, has_default):
    page_model = swapper.load_model("wagtailcore", "Page")
    Site.objects.update(is_default_site=has_default)
    for position, (hostname, port) in enumerate(others):
        root = home.get_parent().add_child(instance=page_model(title="Other", slug=f"other-{position}"))
        Site.objects.create(hostname=hostname, port=port, root_page_id=root.pk)

    for host in [*HOSTS, "localhost", "localhost:8001", "localhost:9999", "one.example:9999", "example", ""]:
        named, site = root_path_named(request_to(host)), Site.find_for_request(request_to(host))
        if host in ("localhost", "localhost:9999") and "localhost" not in dict(others):
            assert named == home.url_path
        # What a name doesn't tell is left to whoever looks up the site.
        assert named in (None, site and site.root_page.url_path)


def test_name_with_capitals_or_a_dot_at_its_end_tells_the_root(home):
    Site.objects.update(hostname="one.example", port=443)

    for host in ("ONE.example", "one.example.", "one.example:443", "one.example:80"):
        assert root_path_named(request_to(host)) == home.url_path


def test_root_is_told_without_a_query_once_wagtail_keeps_the_addresses(home):
    Site.objects.update(hostname="testserver")
    Site.get_site_root_paths()
    request = request_to("testserver")

    with CaptureQueriesContext(connection) as queries:
        assert root_path_named(request) == home.url_path
        assert home._get_site_root_paths(request) is request._wagtail_cached_site_root_paths

    assert len(queries) == 0


def test_name_of_a_site_in_several_languages_tells_no_root(home, settings):
    Site.objects.update(hostname="testserver")
    settings.WAGTAIL_I18N_ENABLED = True
    home.copy_for_translation(Locale.objects.create(language_code="es"))

    assert root_path_named(request_to("testserver")) is None


def test_name_tells_no_root_where_the_site_is_found_in_another_way(home, monkeypatch):
    Site.objects.update(hostname="testserver")
    found = request_to("testserver")
    found._wagtail_site = Site.objects.get()

    assert root_path_named(request_to("testserver")) == home.url_path

    assert root_path_named(found) is None
    monkeypatch.setattr(Site, "find_for_request", staticmethod(lambda request: None))
    assert root_path_named(request_to("testserver")) is None


def test_site_is_looked_up_once(home):
    request = request_to("testserver")

    with CaptureQueriesContext(connection) as queries:
        site = site_of(request)
        assert site_of(request) is Site.find_for_request(request) is site
        assert site.root_page.pk == home.pk

    assert len(queries) == 1


def test_site_that_somebody_has_found_already_is_kept(home):
    other = Site.objects.create(hostname="other.example", root_page_id=home.pk)
    request = request_to("testserver")
    request._wagtail_site = other

    assert site_of(request) is other


def test_site_that_is_found_in_another_way_is_that_one(home, monkeypatch):
    page_model = swapper.load_model("wagtailcore", "Page")
    root = home.get_parent().add_child(instance=page_model(title="Other", slug="other"))
    other = Site.objects.create(hostname="other.example", root_page_id=root.pk)
    monkeypatch.setattr(Site, "find_for_request", staticmethod(lambda request: other))

    assert site_of(request_to("testserver")) is other


def test_request_without_a_port_is_left_to_wagtail(home):
    request = request_to("testserver")
    request.META["SERVER_PORT"] = ""
    theirs = request_to("testserver")
    theirs.META["SERVER_PORT"] = ""

    with pytest.raises(ValueError, match="expected a number"):
        Site.find_for_request(theirs)
    with pytest.raises(ValueError, match="expected a number"):
        site_of(request)
