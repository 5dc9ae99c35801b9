"""The short-lived addresses that the API gives out, on the local default and on an S3 store."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from maigu_wagtail.access import grants
from maigu_wagtail.members.file_access import address_of, signed_address
from maigu_wagtail.models import Access, SharedPassword
from tests.factories import make_section, make_session
from tests.files import VIDEO, addresses, all_of, bytes_at_gate, make_film, make_screening

HOUR = timedelta(seconds=3600)


@pytest.fixture(params=["local", "s3"], autouse=True)
def storage(request):
    return request.getfixturevalue({"local": "private_folder", "s3": "s3_storage"}[request.param])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse battery")


@pytest.fixture
def screening(section, password):
    return make_screening(section)


def grant_of(password, now=None):
    return grants.issue(password.pk, password.version, now or timezone.now())


def signed(password, session, file, name=None, now=None):
    request = RequestFactory().get("/", headers={"host": "testserver"})
    return signed_address(request, file, name or file.download_name, session, grant_of(password, now))[0]


def status_of(address):
    """Return what a player that sends nothing but the address is told."""
    return Client().get(address).status_code if bytes_at_gate(Client(), address) is None else 200


def test_signed_address_opens_without_cookie_or_header(screening, password):
    session, *files = screening

    for file in files:
        for name in file.file_names:
            address = signed(password, session, file, name)

            assert urlsplit(address).netloc == "testserver"
            assert bytes_at_gate(Client(), address) == addresses(*files)[address_of(file, name)]
            assert bytes_at_gate(Client(), address.partition("?")[0]) is None


def test_signed_address_is_for_one_file_and_one_name(screening, password):
    session, film, slides = screening
    address = signed(password, session, film)
    query = urlsplit(address).query

    assert status_of(address) == 200
    for file, name in ((film, film.poster_name), (film, film.file_names[-1]), (slides, slides.download_name)):
        assert status_of(f"{address_of(file, name)}?{query}") == 403


def test_signed_address_expires_at_its_time(screening, password):
    session, film, _slides = screening
    request = RequestFactory().get("/")
    now = timezone.now()
    address, until = signed_address(request, film, film.download_name, session, grant_of(password))

    assert now + HOUR - timedelta(seconds=2) <= until <= now + HOUR
    with time_machine.travel(until + timedelta(seconds=1)):
        response = Client().get(address)

        assert response.status_code == 403
        assert b"Reload the session" in response.content
        assert response.headers["Cache-Control"] == "private, no-store"


def test_store_address_never_outlives_the_signed_address(s3_storage, screening, password):
    session, film, _slides = screening
    address = signed(password, session, film)

    with time_machine.travel(timezone.now() + HOUR - timedelta(seconds=100)):
        query = parse_qs(urlsplit(Client().get(address).headers["Location"]).query)

        assert 90 <= int(query["X-Amz-Expires"][0]) <= 100


def test_signed_address_ends_with_the_unlock_it_came_from(screening, password, settings):
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = 600
    session, film, _slides = screening
    address = signed(password, session, film, now=timezone.now() - timedelta(seconds=590))

    assert status_of(address) == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        assert status_of(address) == 403


@pytest.mark.parametrize(
    "end",
    [
        lambda password: password.rotate("a new password", earlier="end"),
        lambda password: password.revoke(),
        lambda password: password.delete(),
    ],
    ids=["rotated", "revoked", "deleted"],
)
def test_signed_address_ends_with_the_password(screening, password, end):
    session, film, _slides = screening
    address = signed(password, session, film)

    assert status_of(address) == 200
    end(password)
    assert status_of(address) == 403


def test_signed_address_ends_with_an_expiring_password(screening, password):
    session, film, _slides = screening
    address = signed(password, session, film)
    password.rotate("a new password", earlier="run-out")

    assert status_of(address) == 200


@pytest.mark.parametrize("case", ["unpublished", "file taken out", "own password", "deleted", "restricted"])
def test_signed_address_ends_with_the_session(screening, password, case):
    session, film, _slides = screening
    address = signed(password, session, film)

    assert status_of(address) == 200
    if case == "unpublished":
        session.unpublish()
    elif case == "file taken out":
        session.members_content = []
        session.save()
    elif case == "own password":
        session.access = Access.OWN
        session.save()
    elif case == "deleted":
        session.delete()
    else:
        PageViewRestriction.objects.create(page_id=session.pk, restriction_type=PageViewRestriction.LOGIN)
    assert status_of(address) == 403


def test_signed_address_of_one_session_is_not_opened_by_another(section, home, password):
    film = make_film()
    session = make_session(section, members_content=[("recording", film)])
    other = make_session(make_section(home), members_content=[("recording", film)])

    assert status_of(signed(password, session, film)) == 200
    # Signed by us, but the password opens nothing there.
    assert status_of(signed(password, other, film)) == 403
    session.unpublish()
    assert status_of(signed(password, session, film)) == 403


def test_public_session_needs_no_signature(section, password):
    session, film, _slides = make_screening(section, access=Access.PUBLIC)
    request = RequestFactory().get("/")

    for grant in (None, grant_of(password)):
        address, until = signed_address(request, film, film.download_name, session, grant)

        assert until is None
        assert "?" not in address
        assert bytes_at_gate(Client(), address) == VIDEO


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "1.1.v.1.x", "\x00", "٣.1.v.1.x", "a&token=b", "mgu1_1.v.1.x"])
def test_junk_signature_is_not_an_error(screening, token):
    _session, film, _slides = screening

    assert Client().get(address_of(film, film.download_name), {"token": token}).status_code == 403


def test_member_with_an_expired_address_still_gets_the_file(screening, password):
    session, film, _slides = screening
    client = Client()
    client.cookies["maigu_unlock_token"] = grants.sign(grant_of(password))
    address = signed(password, session, film, now=timezone.now())

    with time_machine.travel(timezone.now() + 2 * HOUR):
        assert Client().get(address).status_code == 403
        response = client.get(address)
        all_of(response)
        # The store's own clock was not moved, so it is not asked.
        assert response.status_code in (200, 302)


def test_store_address_never_outlives_the_password(s3_storage, screening, password):
    session, film, _slides = screening
    address = signed(password, session, film)
    SharedPassword.objects.filter(pk=password.pk).update(expires_at=timezone.now() + timedelta(seconds=100))

    query = parse_qs(urlsplit(Client().get(address).headers["Location"]).query)

    assert 90 <= int(query["X-Amz-Expires"][0]) <= 100
