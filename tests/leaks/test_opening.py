"""Members first, open later: everything of a session opens, and locks again, at the same second."""

from datetime import date, datetime, timedelta, timezone

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.api.calls import APIS, CANARY, PASSWORD, Caller
from tests.factories import make_recording, make_session
from tests.files import addresses, bytes_at_gate, make_screening
from tests.leaks.library import unlock

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]

# The tests' own time zone is New York's. Clocks change in the second and third on that day, in the last at its midnight.
DAYS = {
    "another zone": (date(2026, 5, 3), "Pacific/Auckland", "2026-05-02T12:00:00Z"),
    "forward": (date(2026, 3, 8), "America/New_York", "2026-03-08T05:00:00Z"),
    "back": (date(2026, 10, 25), "Europe/Paris", "2026-10-24T22:00:00Z"),
    "no midnight": (date(2026, 4, 24), "Africa/Cairo", "2026-04-23T22:00:00Z"),
}
LOCKED, OPEN = "For members:", "Open to everyone:"


@pytest.fixture(params=[False, True], ids=["no site cache", "site cache"])
def site_cache(request, settings):
    """What the site caches itself, for as long as the pages allow."""
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = settings.MAIGU_WAGTAIL_API_MAX_AGE = 3600
    if request.param:
        update, fetch = (f"django.middleware.cache.{name}CacheMiddleware" for name in ("Update", "FetchFrom"))
        settings.MIDDLEWARE = [update, *settings.MIDDLEWARE, fetch]


class Watched:
    """A session with files, and everything at which a visitor can tell whether it is open."""

    def __init__(self, section, day, zone):
        self.session, self.film, self.slides = make_screening(section, public_from=day, time_zone=zone)
        self.session.members_content = [*self.session.members_content.get_prep_value(), text_block()]
        self.session.save()
        self.section = section

    def seen_by(self, client):
        """Return whether each of the places is open to ``client``."""
        session = self.session
        seen = {"watch": CANARY in client.get(f"{session.url}watch/").content.decode()}
        for address, content in addresses(self.film, self.slides).items():
            seen[address] = bytes_at_gate(client, address) == content
        for root in APIS:
            seen[f"{root}content"] = CANARY in client.get(f"{root}{session.pk}/content/").content.decode()
        return seen

    def told(self):
        """Return whether each public place says that the session is open."""
        client, session = Client(), self.session
        page = client.get(session.url).content.decode()
        told = {"page": "No password needed" in page, "data": '"isAccessibleForFree":true' in page}
        for query in ("", "?q=session"):
            rows = BeautifulSoup(client.get(f"{self.section.url}{query}").content, "html.parser").select(".maigu-entry")
            (row,) = (row.get_text() for row in rows if session.title in row.get_text())
            assert (LOCKED in row) != (OPEN in row)
            told[f"list {query}"] = OPEN in row
        for root in APIS:
            answers = [client.get(f"{root}{session.pk}/").json(), *client.get(f"{root}?search=session").json()["items"]]
            for number, answer in enumerate(answer for answer in answers if answer["id"] == session.pk):
                assert answer["public_from"] == (session.public_from and session.public_from.isoformat())
                assert (answer["access"]["password"] is None) == (answer["access"]["locked"] is False)
                told[f"{root} {number}"] = not answer["access"]["locked"]
            told[f"{root} unlock"] = Caller(root).unlock(session, "x").status_code == 409
        return told


def text_block():
    return {"type": "text", "value": f"<p>{CANARY}</p>"}


@pytest.mark.usefixtures("site_cache", "private_folder")
@pytest.mark.parametrize(("day", "zone", "opening"), DAYS.values(), ids=DAYS)
def test_session_opens_and_locks_everywhere_at_the_same_second(section, day, zone, opening):
    opening = datetime.fromisoformat(opening.replace("Z", "+00:00"))
    with time_machine.travel(opening - timedelta(seconds=90), tick=False) as clock:
        SharedPassword.objects.create_password(section, PASSWORD)
        make_session(section, title="Another session", members_content=[("recording", make_recording())])
        watched = Watched(section, day, zone)
        member = Client()
        unlock(member, section, PASSWORD)
        assert set(watched.seen_by(member).values()) == {True}

        for seconds, is_open in ((-90, False), (-1, False), (0, True), (1, True)):
            clock.move_to(opening + timedelta(seconds=seconds))
            for _time in range(2):
                assert set(watched.seen_by(Client()).values()) == {is_open}, seconds
                assert set(watched.told().values()) == {is_open}, seconds
            assert set(watched.seen_by(member).values()) == {True}


@pytest.mark.usefixtures("private_folder")
@pytest.mark.parametrize("day", [None, date(2026, 5, 20)], ids=["no day", "later day"])
@pytest.mark.parametrize("is_published", [True, False], ids=["published", "in code"])
def test_session_is_locked_again_at_once(section, settings, day, is_published):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        watched = Watched(section, date(2026, 5, 3), "Asia/Tokyo")
        assert set(watched.seen_by(Client()).values()) == set(watched.told().values()) == {True}

        watched.session.public_from = day
        if is_published:
            watched.session.save_revision().publish()
        else:
            watched.session.save()

        for _time in range(2):
            assert set(watched.seen_by(Client()).values()) == set(watched.told().values()) == {False}
        clock.move_to("2026-05-19T14:59:59Z")
        assert set(watched.seen_by(Client()).values()) == set(watched.told().values()) == {False}
        clock.shift(timedelta(seconds=1))
        assert set(watched.seen_by(Client()).values()) == set(watched.told().values()) == {day is not None}


@pytest.mark.parametrize("seconds", [90, 1])
def test_public_answers_may_be_cached_until_the_next_opening(client, settings, section, seconds):
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = settings.MAIGU_WAGTAIL_API_MAX_AGE = 3600
    with time_machine.travel(
        datetime(2026, 5, 2, 12, tzinfo=timezone.utc) - timedelta(seconds=seconds), tick=False
    ) as clock:
        # Open already, or a draft: neither changes anything at its day.
        make_session(section, access="public")
        make_session(section, public_from=date(2026, 5, 2), time_zone="Pacific/Kiritimati", live=False)
        content = [("text", RichText("<p>Notes</p>"))]
        session = make_session(
            section, public_from=date(2026, 5, 3), time_zone="Pacific/Auckland", members_content=content
        )
        places = [
            section.url,
            f"{section.url}feed/",
            session.url,
            "/api/v2/sessions/",
            f"/api/v2/sessions/{session.pk}/",
        ]

        before = [client.get(address) for address in places]
        clock.shift(timedelta(seconds=seconds))
        after = [
            client.get(address, headers={"If-None-Match": known["ETag"]})
            for address, known in zip(places, before, strict=True)
        ]

    assert {response.headers["Cache-Control"] for response in before} == {f"public, max-age={seconds}"}
    assert {response.headers["Cache-Control"] for response in after} == {"public, max-age=3600"}
    # The feed says nothing of who may see the content.
    assert [response.status_code for response in after] == [200, 304, 200, 200, 200]


@pytest.mark.parametrize("query", ["quetzal", "open"])
def test_search_finds_no_members_content_of_an_open_session(client, section, query):
    content = [("text", RichText("<p>quetzalopen words</p>"))]
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False):
        session = make_session(section, public_from=date(2026, 5, 3), members_content=content)
        session.save_revision().publish()

        assert "quetzalopen" in client.get(f"{session.url}watch/").content.decode()
        assert "quetzalopen" not in client.get(section.url, {"q": query}).content.decode()
        assert client.get("/search/", {"q": f"{query} words"}).json()["count"] == 0
