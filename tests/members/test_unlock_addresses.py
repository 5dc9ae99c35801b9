import re
from urllib.parse import quote

import pytest
import swapper
from bs4 import BeautifulSoup
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail.rich_text import RichText

from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockCounter
from tests.doors import CONTENT, is_open, make_page, type_password
from tests.factories import make_section, make_session

PASSWORD = "correct horse"


@pytest.fixture
def session(section):
    return make_session(section, slug="one", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


# --- Where to go ------------------------------------------------------------------------------------------------------


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example/",
    "http://evil.example/maig-u/",
    "HTTP://EVIL.example",
    "http://testserver@evil.example/",
    "http://testserver:evil@evil.example/",
    "http://evil.example\\@testserver/",
    "http://testserver.evil.example/",
    "http://testserver:8080/",
    "//testserver:8080/",
    "ftp://testserver/",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "mailto:x@evil.example",
    "\t//evil.example",
    "\n//evil.example",
    " //evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/maig-u/\r\nSet-Cookie: a=b",
    "/maig-u/\r\n\r\n<script>",
    "/maig-u/\x00",
    "/maig-u/\u2028x",
    "http://[evil",
    "http://[::1]/",
    "http://evil\u3002example/",
    "／／evil.example",
    "/" + "x" * 5000,
]


@pytest.mark.parametrize(
    "address", ELSEWHERE, ids=[f"{number}-{ascii(text)[:40]}" for number, text in enumerate(ELSEWHERE)]
)
def test_next_never_leads_to_another_host(client, section, session, password, address):
    response = type_password(client, section, "correct horse", next_address=address)
    locked = client.post(f"{section.url}lock/", {"next": address})
    form = client.get(f"{section.url}unlock/", {"next": address})

    assert response.status_code == locked.status_code == 303
    assert leads_here(response)
    assert leads_here(locked)
    assert form.status_code == 200
    assert "Set-Cookie: a=b" not in str(response.headers)


def leads_here(response):
    """Return whether a browser that reads the answer stays on this host."""
    location = response.headers["Location"]
    return bool(re.fullmatch(r"(?!//)(?:/|%EF%BC%8F%EF%BC%8F)[\x21-\x5b\x5d-\x7e]*", location))


@pytest.mark.parametrize(
    "address",
    [
        "/maig-u/one/watch/?unlocked#t=1m",
        "/",
        "/maig-u/?q=a%0d%0ab&page=2",
        "http://testserver/maig-u/one/",
        "?x",
        "/é/",
    ],
)
def test_next_may_be_any_address_of_this_host(client, section, password, address):
    response = type_password(client, section, "correct horse", next_address=address)

    assert response.headers["Location"] == quote(address, safe="/?#=&%:")


def test_next_on_https_is_never_plain_http(client, section, password):
    address = "http://testserver/maig-u/"

    plain = client.post(f"{section.url}unlock/", {"password": "correct horse", "next": address})
    secure = client.post(f"{section.url}unlock/", {"password": "correct horse", "next": address}, secure=True)

    assert (plain.headers["Location"], secure.headers["Location"]) == (address, section.url)


# --- Which pages have a door ------------------------------------------------------------------------------------------


def test_unlock_view_without_a_published_section_is_not_found(client, home, section, session, password):
    page_model = swapper.load_model("wagtailcore", "Page")
    draft = make_section(home, slug="draft", live=False)
    other_root = home.get_parent().add_child(instance=page_model(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page_id=other_root.pk)
    elsewhere = make_section(other_root, slug="elsewhere")
    make_page(home, "plain")
    for page in (draft, elsewhere):
        SharedPassword.objects.create_password(page, "correct horse")
    bodies = set()

    for path in ("missing/", "draft/", "elsewhere/", "plain/", "maig-u/one/", "maig-u/missing/", "other/elsewhere/"):
        for door in ("unlock", "lock"):
            response = client.post(f"/{path}{door}/", {"password": "correct horse"})
            assert (path, response.status_code) == (path, 404)
            assert not response.cookies
            bodies.add(response.content.replace(path.encode(), b"").replace(door.encode(), b""))
    assert len(bodies) == 1
    assert client.post("/maig-u/unlock/", {"password": "correct horse"}).status_code == 303


def test_section_on_a_second_site_has_its_unlock_view_there(client, home, section):
    page_model = swapper.load_model("wagtailcore", "Page")
    other_root = home.get_parent().add_child(instance=page_model(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page_id=other_root.pk)
    elsewhere = make_section(other_root, slug="maig-u")
    for page, text in ((section, "correct horse"), (elsewhere, "other words")):
        SharedPassword.objects.create_password(page, text)

    def post(host, text):
        return client.post("/maig-u/unlock/", {"password": text}, headers={"Host": host})

    assert [post("testserver", text).status_code for text in ("correct horse", "other words")] == [303, 403]
    answers = [post("other.example", text) for text in ("correct horse", "other words")]
    assert [response.status_code for response in answers] == [403, 303]
    assert answers[1].headers["Location"] == "/maig-u/"


def test_section_as_site_root_has_its_unlock_view_there(client, home):
    root = make_section(home.get_parent(), slug="root")
    Site.objects.create(hostname="members.example", root_page_id=root.pk)
    session = make_session(root, slug="one", members_content=[("text", RichText(CONTENT))])
    SharedPassword.objects.create_password(root, "correct horse")
    host = {"Host": "members.example"}

    response = client.post("/unlock/", {"password": "correct horse", "next": "/one/watch/"}, headers=host)

    assert (response.status_code, response.headers["Location"]) == (303, "/one/watch/")
    assert CONTENT in client.get("/one/watch/", headers=host).content.decode()
    assert client.post("/lock/", headers=host).headers["Location"] == "/unlock/?locked"
    assert session.url


@pytest.fixture
def in_languages(settings, home, section, session):
    """The section in English and Spanish, below the code of each language."""
    settings.WAGTAIL_I18N_ENABLED = True
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Spanish")]
    settings.ROOT_URLCONF = "tests.urls_i18n"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    spanish = Locale.objects.create(language_code="es")
    pages = [page.copy_for_translation(spanish) for page in (home, section, session)]
    for page in pages:
        # As it is now: each has been given a child since.
        type(page).objects.get(pk=page.pk).save_revision().publish()
    return pages[1:]


def test_section_in_two_languages_shares_password_unlock_and_attempts(client, section, session, password, in_languages):
    translated, translated_session = in_languages
    assert (section.url, translated.url) == ("/en/maig-u/", "/es/maig-u/")

    for number in range(10):
        assert type_password(client, (section, translated)[number % 2], "wrong").status_code == 403
    assert [type_password(client, page, "correct horse").status_code for page in (section, translated)] == [429, 429]
    ClientAttempts.objects.all().delete()
    assert type_password(client, translated, "correct horse").status_code == 303

    for page in (session, translated_session):
        assert is_open(client, page)


def test_unlock_views_match_the_forms_without_append_slash(client, home, section, session, password, monkeypatch):
    monkeypatch.setattr("wagtail.models.pages.WAGTAIL_APPEND_SLASH", False)
    plain = make_page(home, "plain")
    form = BeautifulSoup(client.get(session.url).content, "html.parser").select_one("form[action$='unlock/']")

    response = client.post(form["action"], {"password": PASSWORD, "next": form.select_one("[name=next]")["value"]})

    assert (plain.url, section.url, session.url) == ("/plain", "/maig-u/", "/maig-u/one/")
    assert response.headers["Location"] == "/maig-u/one/watch/?unlocked#maigu-content"
    assert is_open(client, session)


def test_page_called_unlock_elsewhere_still_works(client, home, section):
    page, deeper = make_page(home, "unlock"), make_page(make_page(home, "lock"), "unlock")

    for each in (page, deeper):
        assert client.get(each.url).status_code == 200
        assert client.get(f"{each.url}more/").status_code == 404


def test_page_called_unlock_elsewhere_keeps_csrf_protection(home):
    client = Client(enforce_csrf_checks=True)
    page = make_page(home, "unlock")
    token = "a" * 32
    client.cookies["csrftoken"] = token

    forged = client.post(page.url, {"x": "y"})
    genuine = client.post(page.url, {"csrfmiddlewaretoken": token})

    assert forged.status_code == 403
    assert "CSRF" in forged.content.decode()
    assert genuine.status_code == 200


def test_page_called_unlock_elsewhere_keeps_atomic_requests(client, home, section, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    page = make_page(home, "unlock")

    _response, without = savepoints_of(lambda: client.get(f"{section.url}unlock/"))
    response, within = savepoints_of(lambda: client.get(page.url))

    assert response.status_code == 200
    assert (without, within) == (0, 2)


def savepoints_of(work):
    with CaptureQueriesContext(connection) as queries:
        result = work()
    return result, len([query for query in queries if "SAVEPOINT" in query["sql"]])


def test_unlock_view_needs_no_csrf_token(section, session, password):
    client = Client(enforce_csrf_checks=True)

    assert type_password(client, section, "correct horse").status_code == 303
    assert is_open(client, session)
    assert client.post(f"{section.url}lock/").status_code == 303


# --- Wagtail's own restrictions ---------------------------------------------------------------------------------------


def test_unlock_view_of_a_section_with_a_login_reveals_nothing(client, admin_client, section, session, password):
    PageViewRestriction.objects.create(page_id=section.pk, restriction_type="login")

    answers = [client.get(f"{section.url}unlock/")]
    answers += [type_password(client, section, text) for text in ("correct horse", "wrong", "")]

    assert [(response.status_code, response.headers["Location"]) for response in answers] == [(303, section.url)] * 4
    assert not client.cookies.get(COOKIE)
    assert not UnlockCounter.objects.exists()
    assert client.get(session.url).status_code == 302
    assert type_password(admin_client, section, "correct horse").status_code == 303
    assert is_open(admin_client, session)


def test_unlock_view_does_not_show_a_session_with_a_login(client, section, session, password):
    session.title = "TITLE-CANARY"
    session.access = "own"
    session.save()
    SharedPassword.objects.create_password(session, "own words")
    PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")
    address = f"{session.url}watch/"

    answers = [client.get(f"{section.url}unlock/", {"next": address})]
    answers += [type_password(client, section, text, next_address=address) for text in ("own words", "wrong")]

    assert [response.status_code for response in answers] == [200, 403, 403]
    assert ["TITLE-CANARY" in response.content.decode() for response in answers] == [False] * 3
    assert client.get(address).status_code == 302


def test_unlock_does_not_bypass_a_login(client, section, session, password):
    type_password(client, section, "correct horse")
    assert is_open(client, session)

    PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")

    assert client.get(f"{session.url}watch/").status_code == 302


def test_unlock_view_does_not_show_a_draft_session(client, section, password):
    draft = make_session(section, slug="draft", title="TITLE-CANARY", access="own", live=False)
    SharedPassword.objects.create_password(draft, "own words")

    response = type_password(client, section, "own words", next_address="/maig-u/draft/watch/")
    shown = type_password(client, section, "wrong", next_address=f"{make_session(section, title='TITLE-2').url}watch/")

    assert response.status_code == 403
    assert "TITLE-CANARY" not in response.content.decode()
    assert "TITLE-2" in shown.content.decode()
