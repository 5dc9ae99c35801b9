from datetime import date, timedelta

import pytest
import swapper
from django.core.files.storage import InMemoryStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from tests.factories import make_section, make_session

QUERIES = {
    "": 10,
    "?year=2023": 10,
    "?speaker=amara-1": 11,
    "?q=session": 11,
    "?year=2023&speaker=amara-1&q=session": 11,
    "feed/": 7,
    "calendar.ics": 6,
}
SESSION_QUERIES = {"": 12, "calendar.ics": 6}


@pytest.fixture(autouse=True)
def _files_in_memory(settings):
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


def make_photo(title):
    return get_image_model().objects.create(title=title, file=get_test_image_file())


def make_sessions(section, number):
    """Add ``number`` sessions that are over and as many to come, with as many speakers each."""
    link = f'<p>See <a linktype="page" id="{section.pk}">the section</a>.</p>'
    link = link + f'<p>See <a linktype="page" id="{section.get_parent().pk}">home</a>.</p>'
    people = [("moderator", {"name": "Bea", "photo": make_photo("Bea")})]
    people += [("speaker", {"name": f"Amara {n}", "photo": make_photo(f"Amara {n}")}) for n in range(1, number + 1)]
    tomorrow = timezone.now().date() + timedelta(days=2)
    for position in range(number):
        days = timedelta(days=position)
        make_session(section, date=date(2023, 12, 14) - days, description=link, speakers=people, audience="All")
        make_session(section, date=tomorrow + days, description=link, speakers=people, audience="All")


def count(client, address):
    client.get(address)  # whatever is kept is kept now
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    for q in queries.captured_queries: print("   ", q["sql"][:3000])
    assert response.status_code == 200
    return len(queries), response.content.decode()

@pytest.mark.parametrize("number", [1,3])
def test_x(client, section, number):
    make_sessions(section, number)
    session = section.sessions().first()
    for a in QUERIES:
        print(a)
        print(count(client, section.url + a)[0])
    for a in SESSION_QUERIES:
        print("session", a)
        print(count(client, session.url + a)[0])
