import pytest
from django.test.utils import override_script_prefix
from wagtail.rich_text import RichText

from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.members.cookies import HINT_COOKIE, MOST_HINTS, lock_name
from maigu_wagtail.models import Access, SharedPassword
from tests.factories import make_section, make_session

PASSWORD = "river lantern maple"
OWN_PASSWORD = "granite docket quiet"
TEXT = [("text", RichText("<p>MEMBERS-CANARY</p>"))]


@pytest.fixture
def session(section):
    SharedPassword.objects.create_password(section, PASSWORD)
    return make_session(section, members_content=TEXT)


@pytest.fixture
def other(home):
    section = make_section(home)
    SharedPassword.objects.create_password(section, PASSWORD)
    return make_session(section, members_content=TEXT)


def unlock(client, session, text=PASSWORD):
    form = {"password": text, "next": f"{session.url}watch/"}
    response = client.post(f"{session.section.url}unlock/", form)
    assert response.status_code == 303
    return response


def hints(client):
    morsel = client.cookies.get(HINT_COOKIE)
    return morsel.value.split(".") if morsel and morsel.value else []


def status(client, session):
    return client.get(f"{session.url}watch/").status_code


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_cookies_have_protective_flags(client, session, secure):
    form = {"password": PASSWORD, "next": f"{session.url}watch/"}

    response = client.post(f"{session.section.url}unlock/", form, secure=secure)

    grant, hint = response.cookies[COOKIE], response.cookies[HINT_COOKIE]
    assert [bool(cookie["httponly"]) for cookie in (grant, hint)] == [True, False]
    assert [bool(cookie["secure"]) for cookie in (grant, hint)] == [secure, secure]
    assert [cookie["samesite"] for cookie in (grant, hint)] == ["Lax", "Lax"]
    assert [(cookie["path"], cookie["max-age"]) for cookie in (grant, hint)] == [("/", 2592000)] * 2


def test_cookies_stay_below_the_sub_path_of_the_site(client, session):
    address = session.section.url
    with override_script_prefix("/portal/"):
        unlocked = client.post(f"{address}unlock/", {"password": PASSWORD})
        locked = client.post(f"{address}lock/")

    for response in (unlocked, locked):
        assert {response.cookies[name]["path"] for name in (COOKIE, HINT_COOKIE)} == {"/portal/"}
    assert locked.cookies[COOKIE]["max-age"] == 0


def test_cookies_are_secure_when_those_of_the_site_are(client, section, settings):
    settings.SESSION_COOKIE_SECURE = True
    SharedPassword.objects.create_password(section, "behind a proxy")

    response = client.post(f"{section.url}unlock/", {"password": "behind a proxy"})

    assert (response.cookies[COOKIE]["secure"], response.cookies[HINT_COOKIE]["secure"]) == (True, True)


def test_hint_names_the_lock_without_the_grant(client, session):
    unlock(client, session)

    pages = [client.get(page.url).content.decode() for page in (session, session.section)]
    assert hints(client) == [lock_name(session.section.translation_key)]
    assert all(f'data-maigu-lock="{hints(client)[0]}"' in page for page in pages)
    assert hints(client)[0] not in client.cookies[COOKIE].value


def test_device_stays_unlocked_for_several_sections(client, session, other):
    unlock(client, session)
    unlock(client, other)

    assert (status(client, session), status(client, other)) == (200, 200)
    assert hints(client) == [lock_name(one.section.translation_key) for one in (other, session)]


def test_locking_a_section_leaves_the_other_and_its_hint(client, session, other):
    unlock(client, session)
    unlock(client, other)

    client.post(f"{session.section.url}lock/")

    assert (status(client, session), status(client, other)) == (403, 200)
    assert hints(client) == [lock_name(other.section.translation_key)]


def test_locking_a_section_includes_sessions_with_their_own_passwords(client, session):
    own = make_session(session.section, members_content=TEXT, access=Access.OWN)
    SharedPassword.objects.create_password(own, OWN_PASSWORD)
    unlock(client, own, OWN_PASSWORD)
    before = status(client, own)

    client.post(f"{session.section.url}lock/")

    assert (before, status(client, own)) == (200, 403)
    assert hints(client) == ["-"]
    assert client.cookies[COOKIE].value == ""


@pytest.mark.parametrize("is_grant_gone", [False, True], ids=["grant ended", "grant gone"])
def test_refusal_removes_only_the_hint_of_that_lock(client, session, other, is_grant_gone):
    unlock(client, session)
    unlock(client, other)
    SharedPassword.objects.of_page(session.section).get().revoke()
    if is_grant_gone:
        del client.cookies[COOKIE]

    refused = client.get(f"{session.url}watch/")

    assert refused.status_code == 403
    assert hints(client) == [lock_name(other.section.translation_key)]


def test_refusal_of_a_visitor_sets_no_cookie(client, session):
    assert not client.get(f"{session.url}watch/").cookies


@pytest.mark.parametrize("hint", ["x" * 5000, "..;=", "<script>", "é", ".".join(["a" * 12] * 200)])
def test_forged_hint_is_harmless(client, session, hint):
    client.cookies[HINT_COOKIE] = hint

    page = client.get(session.url)
    unlock(client, session)

    assert page.status_code == 200
    assert hints(client)[0] == lock_name(session.section.translation_key)
    assert len(hints(client)) <= MOST_HINTS
