"""Old addresses, with the redirects that ``wagtail.contrib.redirects`` adds when a page gets another one."""

import pytest
from django.test import Client

from maigu_wagtail.models import SharedPassword
from tests.factories import make_section, make_session

PASSWORD = "correct horse battery"
BELOW_SECTION = ["", "feed/", "calendar.ics", "search/", "unlock/"]
BELOW_SESSION = ["", "watch/", "calendar.ics", "watch/calendar.ics"]


@pytest.fixture(autouse=True)
def _redirects(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "wagtail.contrib.redirects.middleware.RedirectMiddleware"]


@pytest.fixture
def section(home):
    section = make_section(home, slug="maig-u")
    SharedPassword.objects.create_password(section, PASSWORD)
    make_session(section, slug="civil")
    return section


def rename(page, slug, django_capture_on_commit_callbacks):
    page.slug = slug
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()


def assert_redirects(old, new, paths):
    for path in paths:
        response = Client().get(f"{old}{path}")
        assert (response.status_code, response.get("Location")) == (301, f"{new}{path}"), path
        # 403 is a page for members with its form.
        is_for_members = path.startswith(("search/", "watch/"))
        assert Client().get(f"{new}{path}").status_code == (403 if is_for_members else 200)


def test_new_slug_of_a_section_redirects_all_it_serves(section, django_capture_on_commit_callbacks):
    rename(section, "training", django_capture_on_commit_callbacks)

    assert_redirects("/maig-u/", "/training/", BELOW_SECTION)
    assert_redirects("/maig-u/civil/", "/training/civil/", BELOW_SESSION)


def test_new_slug_of_a_session_redirects_all_it_serves(section, django_capture_on_commit_callbacks):
    session = section.sessions().get()
    rename(session, "civil-litigation", django_capture_on_commit_callbacks)

    assert_redirects("/maig-u/civil/", "/maig-u/civil-litigation/", BELOW_SESSION)


def test_moved_session_redirects_all_it_serves(home, section, django_capture_on_commit_callbacks):
    other = make_section(home, slug="archive")
    SharedPassword.objects.create_password(other, "the other one's own")
    with django_capture_on_commit_callbacks(execute=True):
        section.sessions().get().move(other, pos="last-child")

    assert_redirects("/maig-u/civil/", "/archive/civil/", BELOW_SESSION)


def test_member_stays_unlocked_on_the_way_to_the_new_address(section, django_capture_on_commit_callbacks):
    member = Client()
    member.post("/maig-u/unlock/", {"password": PASSWORD})
    rename(section, "training", django_capture_on_commit_callbacks)

    seen = member.get("/maig-u/civil/watch/", follow=True)

    assert seen.redirect_chain == [("/training/civil/watch/", 301)]
    assert seen.status_code == 200
