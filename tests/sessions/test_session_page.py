from datetime import date, time, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from tests.factories import make_session


@pytest.fixture
def get(client):
    def get(session):
        response = client.get(session.url)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return get


def text(soup, selector):
    return " ".join(soup.select_one(selector).get_text().split())


def next_week():
    return timezone.localdate() + timedelta(days=7)


def test_session_upcoming_says_when_it_is_and_how_to_attend(section, get):
    session = make_session(
        section,
        date=date(2099, 1, 15),
        start_time=time(14),
        end_time=time(15, 30),
        time_zone="America/New_York",
        registration_url="https://example.org/register",
    )

    soup = get(session)

    assert text(soup, ".maigu-kicker") == "Upcoming session"
    assert text(soup, ".maigu-facts") == "January 15, 2099, 2 p.m. – to 3:30 p.m. EST (New York time)"
    assert [time_element["datetime"] for time_element in soup.select(".maigu-facts time")] == [
        "2099-01-15T14:00:00-05:00",
        "2099-01-15T15:30:00-05:00",
    ]
    assert [a["href"] for a in soup.select(".maigu-panel .maigu-actions a")] == [
        "https://example.org/register",
        f"{session.url}calendar.ics",
    ]


def test_session_upcoming_without_registration_offers_only_the_calendar(section, get):
    soup = get(make_session(section, date=next_week()))

    assert [a.get_text(strip=True).partition(":")[0] for a in soup.select(".maigu-actions a")] == ["Add to calendar"]


def test_session_recorded_offers_no_registration(section, get):
    soup = get(make_session(section, registration_url="https://example.org/register"))

    assert text(soup, ".maigu-kicker") == "Recorded session"
    assert "https://example.org/register" not in str(soup)
    assert soup.select(".maigu-actions") == []


def test_session_in_a_zone_without_an_abbreviation_shows_its_offset(section, get):
    session = make_session(section, start_time=time(9), time_zone="America/Sao_Paulo")

    assert text(get(session), ".maigu-facts abbr") == "UTC−3"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail's renditions leave it open
def test_session_shows_known_details_of_speakers(section, get):
    photo = get_image_model().objects.create(title="Amara", file=get_test_image_file())
    session = make_session(
        section,
        speakers=[
            ("moderator", {"name": "Amara Cole", "photo": photo, "link": "https://example.org/amara"}),
            ("speaker", {"name": "Bea", "role": "Mayor", "organisation": "Riverton", "biography": "One.\n\nTwo."}),
        ],
    )

    first, second = get(session).select(".maigu-speaker")

    assert first.img["alt"] == ""
    assert first.a["href"] == "https://example.org/amara"
    assert text(first, "h3") == "Amara Cole Moderator"
    assert text(second, ".maigu-speaker__photo--none") == "B"
    assert text(second, ".maigu-speaker__role") == "Mayor, Riverton"
    assert [p.get_text() for p in second.select(".maigu-prose p")] == ["One.", "Two."]


def test_session_with_a_deleted_photo_shows_initials(section, get):
    photo = get_image_model().objects.create(title="Amara", file=get_test_image_file())
    session = make_session(section, speakers=[("speaker", {"name": "Amara Cole", "photo": photo})])
    photo.delete()

    assert text(get(session), ".maigu-speaker__photo--none") == "AC"


def test_session_links_to_its_public_neighbours(section, get):
    days = [date(2023, month, 1) for month in range(1, 6)]
    old, draft, middle, restricted, new = [make_session(section, date=day, live=day.month != 2) for day in days]
    PageViewRestriction.objects.create(page_id=restricted.pk, restriction_type="login")

    links = [(a["rel"], a["href"]) for a in get(middle).select(".maigu-neighbours a")]

    assert links == [(["prev"], old.url), (["next"], new.url)]
    assert draft.url not in str(get(middle))


def test_session_alone_has_no_neighbours(section, get):
    assert get(make_session(section)).select(".maigu-neighbours") == []


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({"date": date(2099, 1, 1)}, "Join this session"),
        ({}, "For members"),
        ({"members_content": [("text", RichText("<p>x</p>"))]}, "For members"),
        ({"members_content": [("text", RichText("<p>x</p>"))], "access": "own"}, "For members"),
        ({"members_content": [("text", RichText("<p>x</p>"))], "access": "public"}, "Open to everyone"),
    ],
    ids=["upcoming", "nothing yet", "locked", "own password", "public"],
)
def test_session_panel_says_how_it_opens(section, get, fields, heading):
    soup = get(make_session(section, **fields))

    assert text(soup, ".maigu-panel h2") == heading
    open_links = [
        a for a in soup.select("a.maigu-button") if a["href"].endswith("watch/") and not a.find_parent(hidden=True)
    ]
    assert bool(open_links) == (fields.get("access") == "public")


def test_session_escapes_what_editors_type(section, get):
    name = "<script>alert(1)</script>"
    session = make_session(
        section,
        title=f"{name} & more",
        description="<p>x</p>",
        speakers=[("speaker", {"name": name, "biography": name, "role": name})],
    )

    soup = get(session)

    assert soup.h1.get_text() == f"{name} & more"
    assert [script["type"] for script in soup.select("script:not([src])")] == ["application/ld+json"]
    assert len(soup.select("script[src]")) == 1


def test_session_has_a_canonical_address_a_language_and_a_description(section, get):
    soup = get(make_session(section, title="Civil litigation", description="<p>How cities sue.</p><p>And win.</p>"))

    head = {meta.get("name") or meta.get("property"): meta["content"] for meta in soup.select("meta[content]")}
    assert soup.html["lang"] == "en"
    assert (
        soup.select_one("link[rel=canonical]")["href"]
        == head["og:url"]
        == "http://localhost" + section.sessions()[0].url
    )
    assert head["description"] == head["og:description"] == "How cities sue. And win."
    assert (head["og:title"], head["og:type"], head["og:locale"]) == ("Civil litigation", "article", "en")


def test_session_is_the_same_for_every_visitor(client, admin_client, section):
    session = make_session(section, speakers=[("speaker", {"name": "Amara"})])

    stranger, editor = client.get(session.url), admin_client.get(session.url)

    assert stranger.content == editor.content
    assert not stranger.cookies
    assert "Cookie" not in stranger.headers.get("Vary", "")


def test_session_previews_show_both_sides(admin_user, section, rf):
    session = make_session(section, members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))])

    shown = {
        mode: session.make_preview_request(preview_mode=mode).render().content for mode, label in session.preview_modes
    }

    assert b"MEMBERS-CANARY" not in shown[""]
    assert b"MEMBERS-CANARY" in shown["members"]
    assert [str(label) for mode, label in session.preview_modes] == ["What visitors see", "What members see"]


def test_session_preview_shows_a_new_date_before_it_is_saved(admin_user, section):
    session = make_session(section)
    session.date = date(2099, 1, 1)

    content = session.make_preview_request().render().content

    assert b"Upcoming session" in content


def test_session_ending_after_midnight_is_upcoming_until_then_everywhere(section, client):
    times = {"start_time": time(22), "end_time": time(0, 30), "time_zone": "America/New_York"}
    session = make_session(section, date=date(2027, 2, 1), **times)
    pages = {}

    for name, moment in {"before": "2027-02-02T05:29:59Z", "after": "2027-02-02T05:30:00Z"}.items():
        with time_machine.travel(moment, tick=False):
            pages[name] = (
                BeautifulSoup(client.get(session.url).content, "html.parser"),
                client.get(f"/api/v2/sessions/{session.pk}/").json(),
                client.get(f"{session.url}calendar.ics").content,
            )

    for name, status in {"before": "upcoming", "after": "recorded"}.items():
        soup, told, calendar = pages[name]
        assert text(soup, ".maigu-kicker") == f"{status.capitalize()} session"
        assert [element["datetime"] for element in soup.select(".maigu-facts time")] == [
            "2027-02-01T22:00:00-05:00",
            "2027-02-02T00:30:00-05:00",
        ]
        assert "10 p.m. – to 12:30 a.m. EST" in text(soup, ".maigu-facts")
        assert (told["status"], told["end_time"], told["ends_at"]) == (status, "00:30:00", "2027-02-02T00:30:00-05:00")
        assert b"DTSTART:20270202T030000Z\r\nDTEND:20270202T053000Z" in calendar
    assert '"endDate":"2027-02-02T00:30:00-05:00"' in str(pages["before"][0])


@pytest.mark.skipif("org" not in apps.app_configs, reason="only a site with page types of its own has such methods")
def test_base_template_can_call_methods_of_the_sites_own_page_types(client, section, settings):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "org/base.html"
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = ["description"]
    session = make_session(section, description="<p>How cities sue.</p>")

    for path, status in [("", 200), ("watch/", 403)]:
        response = client.get(f"{session.url}{path}")

        tags = BeautifulSoup(response.content, "html.parser").select("meta[name=description]")
        assert response.status_code == status
        assert [tag["content"] for tag in tags] == ["How cities sue."]
    assert client.get(section.url).status_code == 200
