"""
Members' content on every public address there is; see "Public by construction" in the documentation.

The channels of the lock itself are tested where the lock is.
"""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from tests.factories import make_section, make_session

CANARY = "quetzalcanary"


@pytest.fixture
def session(section):
    return make_session(
        section,
        title="Civil litigation",
        description="<p>Public words</p>",
        members_content=[("text", RichText(f"<p>{CANARY}</p>"))],
        access="public",
    )


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize(
    "address",
    [
        "{section}",
        "{section}?q=" + CANARY,
        "{section}?q=civil",
        "{section}feed/",
        "{section}calendar.ics",
        "{session}",
        "{session}calendar.ics",
        "{session}?preview=members",
        "/sitemap.xml",
        "/api/v2/sessions/?fields=*",
        "/api/v2/pages/?fields=*",
    ],
)
def test_members_content_is_on_no_public_address(client, section, session, method, address):
    assert CANARY in client.get(f"{session.url}watch/").content.decode()

    response = getattr(client, method)(address.format(section=section.url, session=session.url))

    content = response.content.decode().replace(f'value="{CANARY}"', "").replace(f"<bdi>{CANARY}</bdi>", "")
    assert CANARY not in content
    assert CANARY not in json.dumps(dict(response.headers))


def test_members_content_is_not_loaded_for_a_list(client, section, session):
    for address in (section.url, f"{section.url}feed/", f"{section.url}calendar.ics"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)

        assert not [query["sql"] for query in queries if "members_content" in query["sql"]]


@pytest.mark.parametrize(
    "path", ["", "feed/", "calendar.ics", "{session}/", "{session}/calendar.ics", "{session}/watch/"]
)
def test_section_with_a_login_shows_visitors_nothing(client, admin_client, section, session, path):
    PageViewRestriction.objects.create(page_id=section.pk, restriction_type="login")
    address = section.url + path.format(session=session.slug)

    assert admin_client.get(address).status_code == 200
    stranger = client.get(address)

    assert stranger.status_code == 302
    assert "Civil litigation" not in stranger.content.decode()
    assert "Civil litigation" not in client.get("/api/v2/sessions/").content.decode()


def test_structured_data_names_no_draft_ancestor(client, home, section, session):
    between = make_section(home, title="Secret plan")
    session.move(between, pos="last-child")
    between.unpublish()
    session = type(session).objects.get()

    content = client.get(session.url).content.decode()

    assert "Civil litigation" in content
    assert "Secret plan" not in content.partition("</script>")[0].partition("BreadcrumbList")[2]
