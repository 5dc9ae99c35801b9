from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction

from tests.factories import make_section, make_session

SECTION_QUERIES = {
    "": 11,
    "?year=2023": 10,
    "?speaker=amara-1": 12,
    "?q=session": 12,
    "?year=2023&speaker=amara-1&q=session": 11,
    "feed/": 12,
    "calendar.ics": 7,
}
SESSION_QUERIES = {"": 18, "calendar.ics": 8}
# They and their languages; not asked where the section's figures say that nothing is to come.
QUERIES_FOR_UPCOMING = 2


@pytest.fixture(autouse=True)
def _uncached(settings):
    # What is cached takes fewer: tests/sessions/test_page_cache.py.
    settings.MAIGU_WAGTAIL_PAGE_CACHE = None


def make_photo(name):
    """Add a photo whose one size is there already, as it is from the second visitor on."""
    photo = get_image_model().objects.create(title=name, file=f"{name}.jpg", width=400, height=400)
    photo.renditions.create(filter_spec="fill-192x192", file=f"{name}.192.jpg", width=192, height=192)
    return photo


def make_sessions(section, number):
    """Add ``number`` sessions that are over and as many to come, each with a moderator and as many speakers."""
    pages = [section.get_parent(), section]
    description = "".join(f'<p>See <a linktype="page" id="{page.pk}">this</a>.</p>' for page in pages)
    people = [("moderator", {"name": "Bea", "photo": make_photo("Bea")})]
    people += [("speaker", {"name": f"Amara {n}", "photo": make_photo(f"Amara {n}")}) for n in range(1, number + 1)]
    fields = {"description": description, "speakers": people, "members_content": [("text", "<p>Notes.</p>")]}
    for position in range(number):
        days = timedelta(days=position)
        make_session(section, date=date(2023, 12, 14) - days, **fields)
        make_session(section, date=timezone.now().date() + timedelta(days=2) + days, **fields)


def restrict_pages(home, number):
    """Restrict ``number`` sessions of another section of the site."""
    elsewhere = make_section(home)
    for _ in range(number):
        PageViewRestriction.objects.create(page_id=make_session(elsewhere).pk, restriction_type="login")


def visit(client, address):
    """Return the answer of a second visit, and how many queries it took."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return response.content.decode(), len(queries)


@pytest.mark.parametrize(("number", "restrictions"), [(1, 0), (3, 3)], ids=["one", "three"])
@pytest.mark.parametrize(("address", "expected"), SECTION_QUERIES.items())
def test_section_needs_as_many_queries_for_one_session_as_for_three(
    client, home, section, address, expected, number, restrictions
):
    make_sessions(section, number)
    restrict_pages(home, restrictions)

    html, queries = visit(client, section.url + address)

    assert html.count("/maig-u/session-") >= number
    assert queries == expected


@pytest.mark.parametrize(("number", "restrictions"), [(1, 0), (3, 3)], ids=["one", "three"])
@pytest.mark.parametrize(("address", "expected"), SESSION_QUERIES.items())
def test_session_needs_as_many_queries_beside_one_session_as_beside_three(
    client, home, section, address, expected, number, restrictions
):
    make_sessions(section, number)
    restrict_pages(home, restrictions)
    session = section.sessions().recorded().last()

    html, queries = visit(client, session.url + address)

    assert session.title in html
    assert queries == expected


def test_session_shows_its_photos_without_a_query_for_each(client, section):
    make_sessions(section, 3)
    session = section.sessions().recorded().first()

    html, queries = visit(client, session.url)

    assert html.count('class="maigu-speaker__photo"') == 4
    assert queries == SESSION_QUERIES[""]


def test_section_queries_upcoming_sessions_only_when_there_are_any(client, section):
    make_session(section, description="<p>Over.</p>")

    html, queries = visit(client, section.url)

    assert "Over." in html
    assert queries == SECTION_QUERIES[""] - QUERIES_FOR_UPCOMING


@pytest.mark.parametrize("number", [1, 3], ids=["one", "three"])
@pytest.mark.parametrize("day", [date(2024, 5, 3), date(2124, 5, 3)], ids=["open", "to open"])
def test_sessions_that_open_to_everyone_need_no_more_queries(client, settings, section, number, day):
    make_sessions(section, number)
    for session in section.sessions():
        session.public_from = day
        session.save()

    html, queries = visit(client, section.url)
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = 60
    _html, with_lifetime = visit(client, section.url)

    assert html.count("Open to everyone:") == (number if day.year == 2024 else 0)
    # The lifetime takes one query, as it did before.
    assert (queries, with_lifetime) == (SECTION_QUERIES[""], SECTION_QUERIES[""] + 1)


def test_section_of_two_pages_needs_no_more_queries(client, section):
    section.sessions_per_page = 1
    section.save()
    make_sessions(section, 3)

    html, queries = visit(client, f"{section.url}?page=2")

    assert 'aria-current="page"' in html
    assert queries == SECTION_QUERIES[""]
