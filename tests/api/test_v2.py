from datetime import date

import pytest
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from tests.factories import make_session

LIST = "/api/v2/sessions/"


@pytest.fixture
def session(section):
    return make_session(
        section,
        title="Civil litigation",
        date=date(2023, 12, 14),
        audience="City attorneys",
        speakers=[("speaker", {"name": "Amara"})],
        members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))],
        access="public",
    )


def test_api_lists_public_sessions(client, section, session):
    make_session(section, live=False)
    hidden = make_session(section)
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")

    items = client.get(LIST).json()["items"]

    assert [item["title"] for item in items] == ["Civil litigation"]
    assert (items[0]["date"], items[0]["audience"]) == ("2023-12-14", "City attorneys")
    assert items[0]["meta"]["detail_url"] == f"http://localhost/api/v2/sessions/{session.pk}/"


def test_api_detail_gives_speakers(client, session):
    detail = client.get(f"{LIST}{session.pk}/").json()

    assert detail["speakers"][0]["name"] == "Amara"
    assert detail["date"] == "2023-12-14"


def test_api_finds_a_session_by_its_address(client, session):
    response = client.get(f"{LIST}find/", {"html_path": session.url})

    assert response.headers["Location"].rstrip("?") == f"http://localhost/api/v2/sessions/{session.pk}/"


@pytest.mark.parametrize(
    "query", [{"type": "wagtailcore.Page"}, {"members_content": "x"}, {"order": "members_content"}]
)
def test_api_refuses_what_it_does_not_offer(client, session, query):
    assert client.get(LIST, query).status_code == 400


def test_api_holds_no_members_content(client, session):
    assert b"MEMBERS-CANARY" in client.get(f"{session.url}watch/").content

    for address in (LIST, f"{LIST}{session.pk}/", "/api/v2/pages/", f"/api/v2/pages/{session.pk}/"):
        response = client.get(address, {"fields": "*"})

        assert response.status_code == 200
        assert b"CANARY" not in response.content
        assert b"members_content" not in response.content
