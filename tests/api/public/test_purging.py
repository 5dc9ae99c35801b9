"""What caches before the site are told to forget: really sent, to a server that takes note of it."""

from urllib.parse import urlsplit

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.api.calls import APIS
from tests.doors import make_page, queries_of
from tests.factories import make_recording, make_section, make_session
from tests.open_servers import purge_receiver

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db]
ROOTS = [root.removesuffix("sessions/") for root in APIS]


@pytest.fixture
def purged(settings, django_capture_on_commit_callbacks):
    """Return what calls a function, and gives the paths that the cache was told to forget once it was committed."""
    with purge_receiver() as (address, told):
        settings.WAGTAILFRONTENDCACHE = {
            "near": {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": address}
        }

        def run(change):
            told.clear()
            with django_capture_on_commit_callbacks(execute=True):
                change()
            return sorted({urlsplit(url).path for url in told})

        run.told = told
        yield run


def api_paths(*details):
    lists = [f"{root}{name}/" for root in ROOTS for name in ("sessions", "sections")]
    return {*lists, *(f"{root}{detail}/" for root in ROOTS for detail in details)}


def test_publishing_purges_lists_details_and_the_pages_of_the_section(section, purged):
    session = make_session(section, slug="civil")

    paths = purged(lambda: session.save_revision().publish())

    api = api_paths(f"sessions/{session.pk}", f"sections/{section.pk}")
    pages = {section.url, f"{section.url}feed/", f"{section.url}calendar.ics"}
    assert set(paths) == api | pages | {session.url, f"{session.url}calendar.ics"}
    assert set(purged.told) == {f"http://localhost{path}" for path in paths}


def unpublish(session, home):
    session.unpublish()


def delete(session, home):
    session.delete()


def restrict(session, home):
    PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")


def change_photo(session, home):
    get_image_model().objects.create(title="Bea", file=get_test_image_file())


def add_captions(session, home):
    make_recording().captions.create(language="en", webvtt="WEBVTT")


@pytest.mark.parametrize("change", [unpublish, delete, restrict, change_photo, add_captions], ids=lambda f: f.__name__)
def test_every_public_change_purges_the_lists(home, section, purged, change):
    session = make_session(section)

    paths = purged(lambda: change(session, home))

    assert api_paths() <= set(paths)


def test_moving_purges_both_sections(home, section, purged):
    session, other = make_session(section), make_section(home, slug="another")

    paths = purged(lambda: session.move(other, pos="last-child"))

    assert api_paths(f"sessions/{session.pk}", f"sections/{section.pk}", f"sections/{other.pk}") <= set(paths)
    assert {section.url, other.url} <= set(paths)


def test_pages_of_other_types_purge_nothing_of_ours(home, section, purged):
    page = make_page(home, "plain")

    assert purged(lambda: page.save_revision().publish()) == [page.url]


def test_purging_names_no_members_address(section, purged):
    session = make_session(section, members_content=[("text", RichText("<p>MEMBERS-CANARY</p>"))])
    password = SharedPassword.objects.create_password(section, "correct horse battery")

    told = [
        *purged(lambda: session.save_revision().publish()),
        *purged(lambda: password.rotate("new words of all", earlier="end")),
    ]

    assert session.url in told
    assert not any(word in path for path in told for word in ("watch", "content", "unlock", "files", "CANARY"))


def test_purging_covers_each_site(home, section, purged):
    Site.objects.create(hostname="other.example.org", root_page_id=home.pk)

    purged(lambda: make_session(section).save_revision().publish())

    for host in ("localhost", "other.example.org"):
        assert {f"http://{host}{path}" for path in api_paths()} <= set(purged.told)


def test_unreachable_cache_does_not_stop_publishing(settings, section, django_capture_on_commit_callbacks):
    backend = {"BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend", "LOCATION": "http://127.0.0.1:9"}
    settings.WAGTAILFRONTENDCACHE = {"gone": backend}
    session = make_session(section, live=False)

    with django_capture_on_commit_callbacks(execute=True):
        session.save_revision().publish()

    assert type(session).objects.get(pk=session.pk).live


def test_purging_needs_as_many_queries_beside_one_session_as_beside_three(section, purged):
    numbers = []
    for _number in range(3):
        session = make_session(section)
        session.save_revision().publish()
        _paths, queries = queries_of(lambda session=session: purged(lambda: session.save_revision().publish()))
        numbers.append(queries)

    assert len(set(numbers)) == 1


def test_site_without_a_frontend_cache_purges_nothing(settings, section, django_capture_on_commit_callbacks):
    session = make_session(section)

    with django_capture_on_commit_callbacks() as callbacks:
        session.delete()

    assert not [callback for callback in callbacks if "purge" in repr(callback)]
