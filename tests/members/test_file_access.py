"""What decides of a members' file, asked as the gate asks it: what opened it, until when, and why not."""

from datetime import datetime, timedelta, timezone
from functools import partial
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client, RequestFactory
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from maigu_wagtail.access import grants
from maigu_wagtail.members.file_access import FileVerdict, Key, address_of, examine_file, find_file, signed_address
from maigu_wagtail.models import Access, SharedPassword
from maigu_wagtail.recordings import signing
from tests.doors import queries_of
from tests.factories import make_section, make_session
from tests.files import all_of, bytes_at_gate, make_film, make_screening

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
HOUR = timedelta(seconds=3600)
MONTH = timedelta(days=30)
SHUT = FileVerdict()
OVER = FileVerdict(is_over=True)


@pytest.fixture(autouse=True)
def _clock(private_folder, time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse battery")


@pytest.fixture
def screening(section, password):
    return make_screening(section)


def grant_of(password, now=NOW):
    return grants.sign(grants.issue(password.pk, password.version, now))


def address_with_ticket(password, session, film):
    request = RequestFactory().get("/", headers={"host": "testserver"})
    grant = grants.issue(password.pk, password.version, NOW)
    return signed_address(request, film, film.download_name, session, grant)


def verdict_at(address, film, now=None, *, grant="", user=None, name=None):
    """Return what is decided of a request for ``address``."""
    request = RequestFactory().get(address, headers={"X-Maigu-Unlock": grant} if grant else {})
    request.user = user or AnonymousUser()
    return examine_file(request, film, name or film.download_name, now)


def plain(film):
    return address_of(film, film.download_name)


def test_ticket_ends_with_the_version_of_its_password(screening, password):
    session, film, _slides = screening
    address, _until = address_with_ticket(password, session, film)

    assert bytes_at_gate(Client(), address)
    password.renew_version()
    password.save()
    response = Client().get(address)
    assert response.status_code == 403
    assert b"expired" in response.content


@pytest.mark.parametrize(("after", "status"), [(-SECOND, 200), (0 * SECOND, 403), (SECOND, 403)])
def test_ticket_ends_with_its_password_on_the_second(screening, password, time_machine, after, status):
    session, film, _slides = screening
    address, _until = address_with_ticket(password, session, film)
    SharedPassword.objects.filter(pk=password.pk).update(expires_at=NOW + HOUR / 2)

    time_machine.move_to(NOW + HOUR / 2 + after, tick=False)
    response = Client().get(address)
    all_of(response)
    assert response.status_code == status


def test_ticket_says_whether_it_ends_alone_or_with_its_password(screening, password):
    session, film, _slides = screening
    address, until = address_with_ticket(password, session, film)

    assert until == NOW + HOUR
    assert verdict_at(address, film) == FileVerdict(Key.TICKET, until=NOW + HOUR)
    for end, told in ((NOW + 2 * HOUR, NOW + HOUR), (NOW + HOUR / 2, NOW + HOUR / 2)):
        SharedPassword.objects.filter(pk=password.pk).update(expires_at=end)
        assert verdict_at(address, film) == FileVerdict(Key.TICKET, until=told)


def test_expired_address_is_distinguished_from_an_invalid_one(screening, password, home):
    session, film, _slides = screening
    address, until = address_with_ticket(password, session, film)
    other = SharedPassword.objects.create_password(make_section(home), "another password")
    foreign = signing.sign(signing.issue(session.pk, other.pk, other.version, NOW, NOW + MONTH), film.uid, "part-1.mp4")

    assert verdict_at(address, film, until - SECOND).is_open
    assert verdict_at(address, film, until) == OVER
    assert verdict_at(plain(film), film) == SHUT
    assert verdict_at(f"{plain(film)}?token=junk", film) == SHUT
    # Of another section's password: it never opened this one.
    assert not verdict_at(f"{plain(film)}?token={foreign}", film).is_open
    session.unpublish()
    assert verdict_at(address, film) == SHUT


def test_ticket_is_for_the_password_of_its_own_row(section, screening, password):
    session, film, _slides = screening
    second = SharedPassword.objects.create_password(section, "a second password")
    address, _until = address_with_ticket(password, session, film)

    assert verdict_at(address, film).opened_by == Key.TICKET
    password.revoke()
    assert verdict_at(address, film) == OVER
    assert verdict_at(address_with_ticket(second, session, film)[0], film).opened_by == Key.TICKET


def test_ticket_for_a_password_of_another_lock_opens_nothing(home, screening, password):
    session, film, _slides = screening
    foreign = SharedPassword.objects.create_password(make_section(home), "another password")

    assert verdict_at(address_with_ticket(foreign, session, film)[0], film) == OVER


def test_ticket_does_not_bypass_a_page_restriction(screening, password):
    session, film, _slides = screening
    address, _until = address_with_ticket(password, session, film)
    PageViewRestriction.objects.create(page_id=session.pk, restriction_type=PageViewRestriction.LOGIN)

    assert verdict_at(address, film, user=User.objects.create_user("m")).opened_by == Key.TICKET
    assert verdict_at(address, film) == SHUT


def test_grant_says_when_it_ends(screening, password):
    _session, film, _slides = screening
    grant = grant_of(password)

    assert verdict_at(plain(film), film, grant=grant) == FileVerdict(Key.GRANT, until=NOW + MONTH)
    assert verdict_at(plain(film), film, NOW + MONTH - SECOND, grant=grant).is_open
    assert verdict_at(plain(film), film, NOW + MONTH, grant=grant) == SHUT


def test_grant_of_a_later_session_opens_what_an_earlier_one_does_not(section, home, password):
    film = make_film()
    shared = [("recording", film)]
    other_section = make_section(home)
    make_session(other_section, members_content=shared)
    make_session(other_section, members_content=shared)
    with_own = make_session(section, members_content=shared, access=Access.OWN)
    make_session(section, members_content=shared)
    own = SharedPassword.objects.create_password(with_own, "only this one")

    for one in (password, own):
        assert verdict_at(plain(film), film, grant=grant_of(one)).opened_by == Key.GRANT


def test_grant_opens_through_an_accessible_session(section, password):
    film = make_film()
    closed = make_session(section, members_content=[("recording", film)])
    PageViewRestriction.objects.create(page_id=closed.pk, restriction_type=PageViewRestriction.LOGIN)

    assert verdict_at(plain(film), film, grant=grant_of(password)) == SHUT
    make_session(section, members_content=[("recording", film)])
    assert verdict_at(plain(film), film, grant=grant_of(password)).opened_by == Key.GRANT


def test_grant_is_examined_once_for_all_sessions_of_a_section(section, home, password):
    film = make_film()
    for _number in range(2):
        make_session(section, members_content=[("recording", film)])
    other = SharedPassword.objects.create_password(make_section(home), "another password")
    client = Client(headers={"X-Maigu-Unlock": grant_of(other)})

    _answer, with_two = queries_of(lambda: client.get(plain(film)))
    for _number in range(3):
        make_session(section, members_content=[("recording", film)])
    answer, with_five = queries_of(lambda: client.get(plain(film)))

    assert answer.status_code == 403
    assert with_five == with_two


def test_visitor_without_a_grant_needs_no_query_for_sections(section, home, password):
    film = make_film()
    make_session(section, members_content=[("recording", film)])
    member = Client(headers={"X-Maigu-Unlock": grant_of(password)})
    signed_junk = Client(headers={"X-Maigu-Unlock": "junk"})

    counts = [queries_of(partial(bytes_at_gate, client, plain(film)))[1] for client in (Client(), signed_junk, member)]

    assert counts[0] == counts[1] < counts[2]


def test_staff_open_files_outside_any_session(admin_user):
    film = make_film()

    assert verdict_at(plain(film), film, user=admin_user) == FileVerdict(Key.STAFF)
    assert verdict_at(plain(film), film, user=User.objects.create_user("nobody")) == SHUT


@pytest.mark.django_db
def test_request_without_sessions_is_not_an_error():
    film = make_film()
    request = RequestFactory().get(plain(film))

    assert examine_file(request, film, film.download_name) == SHUT
    request.user = None
    assert examine_file(request, film, film.download_name) == SHUT


def test_expired_address_is_reported_to_staff_too(screening, password):
    session, film, _slides = screening
    address, until = address_with_ticket(password, session, film)

    assert verdict_at(address, film, until, user=User.objects.create_user("nobody")) == OVER


def test_public_session_opens_its_files_to_everyone_who_may_enter(section):
    session, film, _slides = make_screening(section, access=Access.PUBLIC)

    assert verdict_at(plain(film), film) == FileVerdict(Key.PUBLIC)
    PageViewRestriction.objects.create(page_id=session.pk, restriction_type=PageViewRestriction.LOGIN)
    assert verdict_at(plain(film), film) == SHUT


def test_public_poster_opens_only_the_poster(section, password):
    _session, film, slides = make_screening(section)
    film.is_poster_public = True
    film.save()

    assert verdict_at(plain(film), film, name=film.poster_name) == FileVerdict(Key.PUBLIC)
    assert verdict_at(plain(film), film) == SHUT
    assert verdict_at(plain(slides), slides) == SHUT


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_restriction_on_any_parent_collection_comes_first(section, password, depth):
    _session, film, _slides = make_screening(section)
    root = Collection.get_first_root_node()
    films, beside = root.add_child(name="Films"), Collection.get_first_root_node().add_child(name="Beside")
    collections = [root, films, films.add_child(name="Spring")]
    film.collection = collections[-1]
    film.save()

    assert verdict_at(plain(film), film, grant=grant_of(password)).is_open
    CollectionViewRestriction.objects.create(collection=beside, restriction_type="login")
    assert verdict_at(plain(film), film, grant=grant_of(password)).is_open
    CollectionViewRestriction.objects.create(collection=collections[depth], restriction_type="login")
    assert verdict_at(plain(film), film, grant=grant_of(password)) == SHUT


def test_file_is_found_by_its_uid(screening):
    _session, film, slides = screening

    assert find_file(film.uid) == film
    assert find_file(slides.uid) == slides
    assert find_file(uuid4()) is None


def test_address_without_a_grant_is_unsigned(screening):
    session, film, _slides = screening
    request = RequestFactory().get("/", headers={"host": "testserver"})

    assert signed_address(request, film, film.download_name, session, None) == (f"http://testserver{plain(film)}", None)
