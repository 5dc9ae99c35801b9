"""What a client or a cache may keep of the public answers, and when it learns that they are old."""

from datetime import date, timedelta

import pytest
import time_machine
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site

from tests.api.calls import APIS
from tests.doors import make_page, queries_of
from tests.factories import make_recording, make_section, make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]
LIST = "/api/v2/sessions/"


@pytest.fixture
def session(section):
    photo = get_image_model().objects.create(title="Bea", file=get_test_image_file())
    content = [("recording", make_recording())]
    return make_session(section, speakers=[("speaker", {"name": "Bea", "photo": photo})], members_content=content)


def tag_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.headers["ETag"]


def is_known(client, address, tag):
    """Return whether the API says that what ``tag`` stands for is still right."""
    response = client.get(address, headers={"If-None-Match": tag})
    assert response.status_code in (200, 304)
    assert (response.content == b"") == (response.status_code == 304)
    return response.status_code == 304


@pytest.mark.parametrize("address", ["", "{pk}/", "?year=2023&fields=*"])
def test_public_response_is_cacheable_and_revalidated_with_one_query(client, settings, section, session, address):
    settings.MAIGU_WAGTAIL_API_MAX_AGE = 90
    address = f"{LIST}{address.format(pk=session.pk)}"

    response = client.get(address)

    assert response.headers["Cache-Control"] == "public, max-age=90"
    assert "Cookie" not in response.headers.get("Vary", "")
    known, queries = queries_of(lambda: is_known(client, address, response.headers["ETag"]))
    assert known
    assert queries == 1


def test_etag_differs_by_address(client, session):
    tag = tag_of(client, LIST)

    assert not is_known(client, f"{LIST}?year=2023", tag)
    assert client.get(f"{LIST}987654/", headers={"If-None-Match": tag}).status_code == 404
    assert not is_known(client, LIST, "*")
    assert is_known(client, LIST, f'"other", {tag}')


def change_title(session, home):
    session.title = "Another title"
    session.save_revision().publish()


def add_session(session, home):
    make_session(session.section)


def unpublish(session, home):
    make_session(session.section).unpublish()


def delete_session(session, home):
    make_session(session.section).delete()


def restrict_section(session, home):
    PageViewRestriction.objects.create(page_id=session.section.pk, restriction_type="login")


def restrict_home(session, home):
    PageViewRestriction.objects.create(page_id=home.pk, restriction_type="login")


def rename_section(session, home):
    section = session.section
    section.slug = "another-slug"
    section.save_revision().publish()


def move_section(session, home):
    session.section.move(make_page(home, "deeper"), pos="last-child")


def change_photo(session, home):
    image = get_image_model().objects.get()
    image.focal_point_x = 1
    image.save()


def add_captions(session, home):
    recording = session.members_content[0].value
    recording.captions.create(language="en", webvtt="WEBVTT")


def change_host(session, home):
    Site.objects.get().save()


@pytest.mark.parametrize(
    "change",
    [
        *(change_title, add_session, unpublish, delete_session, restrict_section, restrict_home, rename_section),
        *(move_section, change_photo, add_captions, change_host),
    ],
    ids=lambda change: change.__name__,
)
def test_response_is_stale_after_every_public_change(client, settings, home, section, session, change):
    section = type(section).objects.get(pk=section.pk)
    session = type(session).objects.get(pk=session.pk)
    before = client.get(LIST)
    tag = before.headers["ETag"]
    assert is_known(client, LIST, tag)

    change(session, home)

    assert not is_known(client, LIST, tag)
    kept = client.get(LIST).content
    settings.MAIGU_WAGTAIL_API_CACHE = None
    assert kept == client.get(LIST).content


def test_response_is_stale_once_a_session_has_ended(client, settings, section):
    settings.MAIGU_WAGTAIL_API_MAX_AGE = 3600
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        make_session(section, date=date(2026, 5, 4), start_time="07:00", end_time="08:10", time_zone="America/New_York")
        first = client.get(LIST)
        assert first.json()["items"][0]["status"] == "upcoming"
        assert first.headers["Cache-Control"] == "public, max-age=600"
        clock.shift(timedelta(seconds=599))
        assert is_known(client, LIST, first.headers["ETag"])
        clock.shift(timedelta(seconds=2))

        assert not is_known(client, LIST, first.headers["ETag"])
        second = client.get(LIST)
        assert second.json()["items"][0]["status"] == "recorded"
        assert second.headers["Cache-Control"] == "public, max-age=3600"


def test_new_section_makes_the_list_of_sections_stale(client, home, section):
    tag = tag_of(client, "/api/v2/sections/")

    make_section(home)

    assert not is_known(client, "/api/v2/sections/", tag)


@pytest.mark.parametrize("root", APIS)
def test_site_cache_keeps_visitors_separate(client, settings, section, session, root):
    from maigu_wagtail.models import SharedPassword
    from tests.api.calls import Caller

    update, fetch = (f"django.middleware.cache.{name}CacheMiddleware" for name in ("Update", "FetchFrom"))
    settings.MIDDLEWARE = [update, *settings.MIDDLEWARE, fetch]
    SharedPassword.objects.create_password(section, "correct horse battery")
    member, stranger = Caller(root), Caller(root)
    assert stranger.content(session).status_code == 401
    member.unlock(session, mode="cookie")

    for _time in range(2):
        assert member.content(session).status_code == 200
        assert stranger.content(session).status_code == 401
        assert member.client.get(root).content == stranger.client.get(root).content
