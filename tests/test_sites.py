"""The site of a request is the one that Wagtail finds."""

import pytest
import swapper
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from maigu_wagtail.models.sites import site_of

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
