"""
Members' content on every public address there is; see "Public by construction" in the documentation.

The channels of the lock itself are tested where the lock is.
"""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from tests.factories import make_session

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


def test_members_content_is_not_even_read_for_a_list(client, section, session):
    for address in (section.url, f"{section.url}feed/", f"{section.url}calendar.ics"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)

        assert not [query["sql"] for query in queries if "members_content" in query["sql"]]
