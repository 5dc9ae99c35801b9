"""What browsers and proxies may keep of public pages, once the site allows it."""

from datetime import datetime, time, timezone

import pytest
import time_machine
from django.test import Client

from maigu_wagtail.models import SharedPassword
from tests.doors import type_password
from tests.factories import make_session

pytestmark = pytest.mark.django_db
ADDRESSES = ["{section}", "{section}feed/", "{section}calendar.ics", "{session}", "{session}calendar.ics"]


@pytest.fixture
def session(section):
    return make_session(section)


@pytest.fixture(params=ADDRESSES)
def address(request, section, session):
    return request.param.format(section=section.url, session=session.url)


def test_page_has_no_caching_headers_by_default(client, address):
    response = client.get(address)

    assert "Cache-Control" not in response.headers
    assert "ETag" not in response.headers


def test_page_is_cacheable_and_not_sent_again_unchanged(client, settings, session, address):
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = 300
    first = client.get(address)
    known = {"If-None-Match": first.headers["ETag"]}

    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    session.title = "Another title"
    session.save_revision().publish()
    assert client.get(address, headers=known).status_code == 200


def test_page_is_cacheable_until_the_next_session_ends(client, settings, section):
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = 3600
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=timezone.utc), tick=False):
        day = datetime(2026, 5, 4, tzinfo=timezone.utc).date()
        session = make_session(section, date=day, start_time=time(11), end_time=time(12, 10), time_zone="UTC")

        for address in (section.url, session.url, f"{section.url}feed/"):
            assert client.get(address).headers["Cache-Control"] == "public, max-age=600"


def test_public_page_of_a_member_is_cacheable_but_not_the_content(client, settings, section, session, address):
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = 300
    SharedPassword.objects.create_password(section, "correct horse battery")
    type_password(client, section, "correct horse battery")

    member, stranger = client.get(address), Client().get(address)

    assert member.headers["Cache-Control"] == stranger.headers["Cache-Control"] == "public, max-age=300"
    assert member.headers["ETag"] == stranger.headers["ETag"]
    assert "no-store" in client.get(f"{session.url}watch/").headers["Cache-Control"]


def test_page_of_a_signed_in_user_has_no_caching_headers(admin_client, settings, section):
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = 300

    assert "Cache-Control" not in admin_client.get(section.url).headers


@pytest.mark.parametrize("base", ["{% csrf_token %}", "{{ request.session.anything }}"])
def test_page_with_a_cookie_in_its_base_template_has_no_caching_headers(client, settings, section, base):
    settings.MAIGU_WAGTAIL_PAGE_MAX_AGE = 300
    (engine,) = settings.TEMPLATES
    base = f"{base}{{% block extra_css %}}{{% endblock %}}{{% block content %}}{{% endblock %}}"
    loaders = [
        ("django.template.loaders.locmem.Loader", {"base.html": base}),
        "django.template.loaders.app_directories.Loader",
    ]
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]

    response = client.get(section.url)

    assert response.status_code == 200
    assert "Cache-Control" not in response.headers
