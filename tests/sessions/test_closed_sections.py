"""A section that is not published, though its sessions are: members' content is served nowhere, and no form fails."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.rich_text import RichText

from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import Access, SharedPassword
from tests.api.calls import APIS, Caller, problem_of
from tests.doors import CONTENT, is_open, make_page, type_password
from tests.factories import make_section, make_session
from tests.files import POSTER, addresses, bytes_at_gate, make_film, make_screening
from tests.languages import publish_translation, speak_spanish_too

pytestmark = pytest.mark.urls("tests.leaks.urls")

PASSWORD = "correct horse battery"
NOTES = [("text", RichText(f"<p>{CONTENT}</p>"))]


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, PASSWORD)


@pytest.fixture
def session(section, password):
    return make_session(section, members_content=NOTES)


@pytest.fixture
def member(section, password):
    client = Client()
    assert type_password(client, section, PASSWORD).status_code == 303
    return client


def unpublish(section):
    section.unpublish()


def let_expire(section):
    section.expire_at = timezone.now() - timedelta(minutes=1)
    section.save()
    call_command("publish_scheduled")


def save_in_code(section):
    section.live = False
    section.save()


CLOSINGS = pytest.mark.parametrize("close", [unpublish, let_expire, save_in_code], ids=lambda close: close.__name__)


def publish(page):
    page.specific.save_revision().publish()
    page.refresh_from_db()


@CLOSINGS
def test_watch_page_is_not_found_while_its_section_is_closed(section, session, member, admin_client, close):
    assert is_open(member, session)

    close(section)

    session.refresh_from_db()
    assert session.live
    for client in (member, admin_client, Client()):
        assert client.get(f"{session.url}watch/").status_code == 404
    section.refresh_from_db()
    publish(section)
    assert is_open(member, session)


@pytest.mark.parametrize("access", [Access.OWN, Access.PUBLIC])
def test_closed_section_closes_sessions_with_other_access_too(client, section, session, access):
    session.access = access
    session.save()
    SharedPassword.objects.create_password(session, "words of its own")
    type_password(client, section, "words of its own", next_address=f"{session.url}watch/")
    assert is_open(client, session)

    section.unpublish()

    assert client.get(f"{session.url}watch/").status_code == 404
    for root in APIS:
        assert problem_of(Caller(root).content(session)) == "not-found"


@pytest.mark.parametrize("root", APIS)
def test_api_serves_and_unlocks_nothing_of_a_closed_section(section, session, member, root):
    api = Caller(root)
    token = api.unlock(session).json()["token"]
    assert CONTENT in api.content(session, token).content.decode()
    cookie = Caller(root)
    cookie.client.cookies = member.cookies
    assert CONTENT in cookie.content(session).content.decode()

    section.unpublish()

    answers = [api.content(session, token), cookie.content(session), api.content(session)]
    answers += [api.unlock(session), api.unlock(session, "wrong"), api.lock(session)]
    for answer in answers:
        assert (answer.status_code, problem_of(answer)) == (404, "not-found")
    assert api.client.get(f"{root}{session.pk}/").json()["meta"]["parent"] is None


@CLOSINGS
@pytest.mark.parametrize("root", APIS)
def test_files_of_a_closed_section_refuse_cookies_tokens_and_tickets(private_folder, section, member, root, close):
    session, film, slides = make_screening(section)
    api = Caller(root)
    token = api.unlock(session).json()["token"]
    recording, resource = (block["value"] for block in api.content(session, token).json()["blocks"])
    tickets = [recording["url"], recording["poster"], recording["captions"][0]["url"], resource["url"]]
    contents = addresses(film, slides)
    for address, content in contents.items():
        assert bytes_at_gate(member, address) == content
        assert bytes_at_gate(Client(), address, **{"X-Maigu-Unlock": token}) == content
    for ticket in tickets:
        assert bytes_at_gate(Client(), ticket) == contents[urlsplit(ticket).path]

    close(section)

    for address in contents:
        assert member.get(address).status_code == 403
        assert Client().get(address, headers={"X-Maigu-Unlock": token}).status_code == 403
    assert [Client().get(ticket).status_code for ticket in tickets] == [403] * 4


def test_file_of_a_public_session_opens_only_while_its_section_is_published(private_folder, client, section):
    _session, film, slides = make_screening(section, access=Access.PUBLIC)
    contents = addresses(film, slides)
    assert [bytes_at_gate(client, address) for address in contents] == list(contents.values())

    section.unpublish()

    assert {client.get(address).status_code for address in contents} == {403}


def test_file_opens_through_another_session_whose_section_is_published(private_folder, client, home, section):
    _session, film, slides = make_screening(section)
    other = make_section(home)
    make_session(other, access=Access.PUBLIC, members_content=[("recording", film)])

    section.unpublish()

    assert bytes_at_gate(client, address_of(film, film.download_name)) is not None
    assert client.get(address_of(slides, slides.download_name)).status_code == 403


def test_staff_and_public_posters_need_no_published_section(private_folder, client, admin_client, section):
    film = make_film(is_poster_public=True)
    session = make_session(section, members_content=[("recording", film)])
    section.unpublish()

    html = client.get(session.url).content.decode()

    assert address_of(film, film.poster_name) in html
    assert bytes_at_gate(client, address_of(film, film.poster_name)) == POSTER
    assert bytes_at_gate(admin_client, address_of(film, film.download_name)) is not None


@pytest.mark.parametrize("day", ["2023-12-14", "2099-01-01"])
@pytest.mark.parametrize("access", Access.values)
def test_public_page_hides_members_links_while_its_section_is_closed(client, section, password, access, day):
    session = make_session(section, access=access, members_content=NOTES, date=day)
    before = BeautifulSoup(client.get(session.url).content, "html.parser")
    assert [link for link in before.select("[href], [action]") if "/maig-u/" in str(link)]

    section.unpublish()

    response = client.get(session.url)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert section.title not in response.content.decode()
    assert not soup.find_all("form")
    for element in soup.select("[href], [action]"):
        address = urlsplit(element.get("href") or element.get("action")).path
        if address.startswith("/maig-u"):
            assert client.get(address).status_code == 200, address


def test_members_only_page_below_a_closed_section_is_not_found(client, section, member):
    page = make_page(section, "minutes")
    deeper = make_page(page, "more")
    assert [member.get(one.url).status_code for one in (page, deeper)] == [200, 200]
    assert client.get(page.url).status_code == 403

    section.unpublish()

    assert [one.get(page.url).status_code for one in (member, client)] == [404, 404]
    assert [one.get(deeper.url).status_code for one in (member, client)] == [404, 404]


def test_session_is_closed_only_by_its_own_section(settings, home, section, session, password):
    spanish = speak_spanish_too(settings)
    _home, _section, translated = [publish_translation(page, spanish) for page in (home, section, session)]
    alias = session.create_alias(parent=make_section(home, slug="other")).specific
    client = Client()
    type_password(client, section, PASSWORD)
    assert [is_open(client, page) for page in (session, translated, alias)] == [True] * 3

    section.unpublish()

    assert [is_open(client, page) for page in (session, translated, alias)] == [False, True, True]


def test_closed_alias_of_a_section_closes_the_sessions_below_it(home, section, session, member):
    mirrored = section.create_alias(parent=home, update_slug="mirrored").specific
    alias = session.create_alias(parent=mirrored).specific
    assert [is_open(member, page) for page in (session, alias)] == [True, True]

    section.unpublish()

    assert [is_open(member, page) for page in (session, alias)] == [False, False]


def test_unpublished_page_above_a_section_closes_nothing(client, home):
    above = make_page(home, "topics")
    section = make_section(above)
    SharedPassword.objects.create_password(section, PASSWORD)
    session = make_session(section, members_content=NOTES)

    above.unpublish()

    assert type_password(client, section, PASSWORD, next_address=f"{session.url}watch/").status_code == 303
    assert is_open(client, session)


def test_preview_shows_both_sides_of_a_session_in_a_draft_section(admin_user, section, session):
    section.unpublish()
    session = type(session).objects.get(pk=session.pk)

    public, members = (session.make_preview_request(preview_mode=mode).render() for mode in ("", "members"))

    assert BeautifulSoup(public.content, "html.parser").find("input", id="maigu-password")
    assert CONTENT in members.content.decode()
