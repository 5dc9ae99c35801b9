"""The link to join over the API: from a grant on, until the session ends."""

from datetime import date, datetime, time, timedelta, timezone

import pytest
import time_machine
from wagtail.rich_text import RichText

from tests.api.calls import CANARY
from tests.factories import make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]

LINK = {"url": f"https://meet.example.org/{CANARY}", "platform": "Zoom", "meeting_id": "987", "passcode": CANARY}
END = datetime(2099, 7, 1, 19, 30, tzinfo=timezone.utc)
OPENS = datetime(2099, 7, 1, 17, 45, tzinfo=timezone.utc)


@pytest.fixture
def live(section, password):
    content = [("text", RichText("<p>Notes</p>")), ("join_link", {**LINK, "dial_in": "+1 202 555 0123"})]
    day = {"date": date(2099, 7, 1), "start_time": time(14), "end_time": time(15, 30)}
    return make_session(section, members_content=content, **day)


def content_at(api, live, moment):
    with time_machine.travel(moment, tick=False):
        response = api.content(live, api.unlock(live).json()["token"])
    assert response.status_code == 200
    return {block["type"]: block["value"] for block in response.json()["blocks"]}


@pytest.mark.parametrize(
    "moment", [OPENS - timedelta(days=3), OPENS - timedelta(seconds=1), OPENS, END - timedelta(seconds=1)]
)
def test_link_is_given_with_its_times_until_the_last_second(api, live, moment):
    blocks = content_at(api, live, moment)

    assert blocks == {
        "text": "<p>Notes</p>",
        "join_link": {
            **LINK,
            "dial_in": "+1 202 555 0123",
            "opens_at": "2099-07-01T17:45:00Z",
            "closes_at": "2099-07-01T19:30:00Z",
        },
    }


@pytest.mark.parametrize("moment", [END, END + timedelta(days=7)])
def test_link_is_left_out_from_the_end_on(api, live, moment):
    assert content_at(api, live, moment) == {"text": "<p>Notes</p>"}


def test_link_needs_a_grant(api, live):
    with time_machine.travel(OPENS, tick=False):
        response = api.content(live)

    assert response.status_code == 401
    assert CANARY not in response.content.decode()


def test_unsafe_address_is_null(api, live):
    live.members_content = [("join_link", {**LINK, "url": "javascript:alert(1)"})]
    live.save()

    assert content_at(api, live, OPENS)["join_link"]["url"] is None


def test_link_in_a_session_without_a_date_is_left_out(api, live):
    type(live).objects.filter(pk=live.pk).update(date=None, starts_at=None, ends_at=None)

    assert content_at(api, live, OPENS) == {"text": "<p>Notes</p>"}


def test_everyone_can_see_until_the_end_that_members_get_a_link(api, live):
    facts = []
    for moment in (OPENS - timedelta(days=3), END - timedelta(seconds=1), END):
        with time_machine.travel(moment, tick=False):
            listed = api.client.get(api.root).json()["items"][0]
            detail = api.client.get(f"{api.root}{live.pk}/")
        assert CANARY not in detail.content.decode()
        assert listed["access"] == detail.json()["access"]
        facts.append(listed["access"]["has_join_link"])

    assert facts == [True, True, False]


def test_link_saved_in_code_without_an_address_has_every_property(api, live):
    live.members_content = [("join_link", {"url": None, "platform": None, "dial_in": None})]
    live.save()

    value = content_at(api, live, OPENS)["join_link"]

    assert value.pop("opens_at") < value.pop("closes_at")
    assert value == {"url": None, "platform": "", "meeting_id": "", "passcode": "", "dial_in": ""}
