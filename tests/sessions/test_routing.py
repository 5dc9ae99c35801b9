"""The way from an address to a session, and what the hook on every page's serving learns from it."""

import pytest
import swapper
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail import hooks
from wagtail.models import Site

from maigu_wagtail.members.page_hook import require_unlock
from maigu_wagtail.models import SharedPassword
from tests.factories import make_section, make_session

PASSWORD = "correct horse battery"
LOCKED = 'name="password"'


def page_model():
    return swapper.load_model("wagtailcore", "Page")


def make_page(parent, slug="about"):
    return parent.add_child(instance=page_model()(title="About us", slug=slug))


def serve_by_hook(page):
    """Serve ``page`` as a site's own view may, without Wagtail's routing."""
    request = RequestFactory().get(page.get_url())
    serve = require_unlock(lambda page, request, args, kwargs: HttpResponse("served"))
    return serve(page, request, [], {})


@pytest.fixture
def section(home):
    section = make_section(home, slug="maig-u")
    SharedPassword.objects.create_password(section, PASSWORD)
    return section


@pytest.fixture(autouse=True)
def _template(monkeypatch):
    # A site's own base page need not have one.
    monkeypatch.setattr(page_model(), "template", "wagtailcore/page.html")


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_session_is_found_in_its_own_class_with_its_section(client, section):
    session = make_session(section)

    response = client.get(f"{session.url}watch/")

    page = response.context["page"]
    assert type(page) is type(session)
    assert page == session
    assert page.get_parent() == page.section == section


def test_draft_of_a_session_is_not_found(client, section):
    session = make_session(section)
    assert client.get(session.url).status_code == 200
    session.unpublish()

    assert client.get(session.url).status_code == 404
    assert client.get(f"{session.url}watch/").status_code == 404


def test_section_routes_take_precedence_over_a_session_of_that_name(client, section):
    # No editor can name a session so; an import might.
    page_model().objects.filter(pk=make_session(section).pk).update(slug="feed")

    response = client.get(f"{section.url}feed/")

    assert response.headers["Content-Type"].startswith("application/atom+xml")


def test_session_of_another_section_is_not_found(client, home, section):
    other = make_section(home, slug="other")
    session = make_session(other)

    assert client.get(session.url).status_code == 200
    assert client.get(f"{section.url}{session.slug}/").status_code == 404


@pytest.mark.parametrize("depth", [1, 3])
def test_page_outside_every_section_needs_no_query(client, home, section, monkeypatch, depth):
    page = home
    for number in range(depth):
        page = make_page(page, slug=f"page-{number}")
    with_hook = queries_of(client, page.url)
    others = [entry for entry in hooks._hooks["on_serve_page"] if entry[0] is not require_unlock]
    monkeypatch.setitem(hooks._hooks, "on_serve_page", others)

    without_hook = queries_of(client, page.url)

    assert with_hook == without_hook


@pytest.mark.parametrize("depth", [1, 3])
def test_page_below_a_section_is_locked_at_any_depth(client, section, depth):
    page = section
    for number in range(depth):
        page = make_page(page, slug=f"page-{number}")

    response = client.get(page.url)

    assert response.status_code == 403
    assert LOCKED in response.content.decode()


def test_page_is_locked_after_moving_below_a_section(client, home, section):
    folder = make_page(home)
    page = make_page(folder, slug="inner")
    address = page.url
    assert client.get(address).status_code == 200
    folder.move(section, pos="last-child")

    response = client.get(page_model().objects.get(pk=page.pk).url)

    assert response.status_code == 403


def test_page_is_locked_on_a_site_with_its_root_below_a_section(client, section):
    root = make_page(section, slug="root")
    make_page(root, slug="inner")
    Site.objects.create(hostname="inner.example", root_page_id=root.pk, site_name="Inner")

    assert client.get("/", headers={"host": "inner.example"}).status_code == 403
    assert client.get("/inner/", headers={"host": "inner.example"}).status_code == 403


def test_page_is_locked_without_routing(home, section):
    inside = make_page(section)
    outside = make_page(home)

    assert serve_by_hook(outside.specific).content == b"served"
    assert serve_by_hook(inside.specific).status_code == 403


def test_page_is_locked_for_any_class_of_its_parents(section):
    page = page_model().objects.get(pk=make_page(make_page(section), slug="inner").pk)
    page.get_parent().get_parent()

    assert serve_by_hook(page).status_code == 403


def test_page_is_locked_despite_a_wrong_cached_parent(home, section):
    page = page_model().objects.get(pk=make_page(section).pk)
    page._cached_parent_obj = make_page(home, slug="elsewhere")

    assert serve_by_hook(page).status_code == 403


@pytest.mark.django_db
def test_section_is_never_the_root_of_the_tree():
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")

    with pytest.raises(ValidationError, match="Create the section under another page"):
        section_model.add_root(instance=section_model(title="MAIG U", slug="root-section"))
