import pytest
from wagtail.rich_text import RichText

from maigu_wagtail.models import Access
from tests.factories import make_session


@pytest.fixture
def session(section):
    return make_session(section, members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))])


def test_watch_page_of_a_public_session_shows_the_content(client, session):
    session.access = Access.PUBLIC
    session.save()

    response = client.get(f"{session.url}watch/")

    assert response.status_code == 200
    assert b"MEMBERS-CANARY" in response.content


@pytest.mark.parametrize("access", [Access.SECTION, Access.OWN])
def test_watch_page_of_a_locked_session_is_refused_with_the_form(client, admin_client, section, session, access):
    section.contact_email = "office@example.org"
    section.save()
    session.access = access
    session.save()

    for visitor in (client, admin_client):
        response = visitor.get(f"{session.url}watch/")

        assert response.status_code == 403
        assert b"MEMBERS-CANARY" not in response.content
        assert b"mailto:office@example.org" in response.content


@pytest.mark.parametrize("access", Access.values)
def test_watch_page_is_never_cached_or_indexed(client, session, access):
    session.access = access
    session.save()

    response = client.get(f"{session.url}watch/")

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("path", ["watch/x.css", "watch/;a.js", "watch/more/", "x.css", "calendar.ics/", "watch.html"])
def test_watch_page_has_one_address(client, session, path):
    session.access = Access.PUBLIC
    session.save()

    assert client.get(f"{session.url}{path}", follow=True).status_code == 404


def test_watch_page_of_a_draft_is_not_found(client, section):
    draft = make_session(section, live=False, access=Access.PUBLIC)

    assert client.get(f"{section.url}{draft.slug}/watch/").status_code == 404
