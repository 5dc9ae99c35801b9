import re
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
import swapper
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.signals import got_request_exception
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.views.debug import ExceptionReporter
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale, PageViewRestriction, Site
from wagtail.rich_text import RichText

from maigu_wagtail.access import grants
from maigu_wagtail.models import ClientAttempts, SharedPassword, UnlockTally
from maigu_wagtail.unlocking import COOKIE
from tests.doors import begin_no_row_that_clears, queries_of, type_password
from tests.factories import make_section, make_session

CONTENT = "MEMBERS-CANARY"
PASSWORD = "correct horse"


@pytest.fixture
def session(section):
    return make_session(section, slug="one", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


def problem(response):
    """Return what the page says is wrong."""
    found = BeautifulSoup(response.content, "html.parser").select_one(".maigu-problem__what")
    return found.get_text(strip=True) if found else ""


def is_open(client, session):
    response = client.get(f"{session.url}watch/")
    return response.status_code == 200 and CONTENT in response.content.decode()


def make_page(parent, slug):
    page_model = swapper.load_model("wagtailcore", "Page")
    return parent.add_child(instance=page_model(title=slug.title(), slug=slug))


# --- The way in -------------------------------------------------------------------------------------------------------


def test_right_password_opens_the_section_and_leads_where_the_member_wanted_to_go(client, section, session, password):
    assert not is_open(client, session)

    response = type_password(client, section, "  correct\u00a0horse\n", next_address=f"{session.url}watch/?unlocked#x")

    assert (response.status_code, response.headers["Location"]) == (303, f"{session.url}watch/?unlocked#x")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert is_open(client, session)


def test_cookie_is_for_this_site_alone_and_for_no_script(client, section, password, settings):
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = 3600

    cookie = type_password(client, section, "correct horse").cookies[COOKIE]
    secure = client.post(f"{section.url}unlock/", {"password": "correct horse"}, secure=True).cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", 3600)
    assert (cookie["secure"], secure["secure"]) == ("", True)
    assert cookie["domain"] == ""


def test_session_with_letters_of_another_script_is_opened_by_its_own_password(client, section):
    own = make_session(section, slug="séance-ответ-会议", access="own", members_content=[("text", RichText(CONTENT))])
    SharedPassword.objects.create_password(own, "own words")
    form = BeautifulSoup(client.get(own.url).content, "html.parser").select_one("form[action$='unlock/']")

    response = client.post(form["action"], {"password": "own words", "next": form.select_one("[name=next]")["value"]})

    assert response.status_code == 303
    assert is_open(client, own)


@pytest.mark.parametrize("form", ["path", "address", "decoded"])
def test_session_is_found_however_its_address_is_written(client, section, form):
    own = make_session(section, slug="séance", access="own", members_content=[("text", RichText(CONTENT))])
    SharedPassword.objects.create_password(own, "own words")
    address = {
        "path": f"{own.url}watch/",
        "address": f"http://testserver{own.url}watch/",
        "decoded": f"{section.url}séance/watch/",
    }[form]

    assert type_password(client, section, "own words", next_address=address).status_code == 303
    assert is_open(client, own)


def test_form_stands_at_the_door_itself(client, section, password):
    response = client.get(f"{section.url}unlock/")

    form = BeautifulSoup(response.content, "html.parser").select_one("form[action$='unlock/']")
    assert response.status_code == 200
    assert form.select_one("[name=next]")["value"] == section.url
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies


def test_head_is_answered_as_get(client, section, password):
    response = client.head(f"{section.url}unlock/?password=correct+horse")

    assert (response.status_code, response.content) == (200, b"")
    assert not response.cookies


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("door", ["unlock", "lock"])
def test_other_methods_are_refused(client, section, session, password, method, door):
    type_password(client, section, "correct horse")

    response = getattr(client, method)(f"{section.url}{door}/", **({} if method == "trace" else {"data": "password=x"}))

    assert response.status_code == 405
    assert response.headers["Allow"] == ("GET, HEAD, POST" if door == "unlock" else "POST")
    assert not response.cookies
    assert is_open(client, session)


def test_get_never_unlocks_and_never_locks(client, section, session, password):
    client.get(f"{section.url}unlock/", {"password": "correct horse"})
    assert not is_open(client, session)
    type_password(client, section, "correct horse")

    response = client.get(f"{section.url}lock/")

    assert response.status_code == 405
    assert is_open(client, session)


def test_password_in_the_query_is_never_read(client, section, session, password):
    for address in (f"{section.url}unlock/?password=correct+horse", f"{session.url}watch/?password=correct+horse"):
        client.get(address)
        client.post(address)
        response = client.post(address, {"password": ""})
        assert "correct horse" not in response.content.decode()

    assert not is_open(client, session)
    assert not UnlockTally.objects.exists()


# --- What is wrong ----------------------------------------------------------------------------------------------------


def test_wrong_password_keeps_the_page_and_what_was_typed(client, section, session, password):
    section.contact_email = "office@example.org"
    section.save()

    response = type_password(client, section, 'wrong "<&', next_address=f"{session.url}watch/")

    soup = BeautifulSoup(response.content, "html.parser")
    field = soup.select_one("#maigu-password")
    assert response.status_code == 403
    assert problem(response) == "This password does not open the section."
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == ('wrong "<&', "true", "maigu-problem")
    assert soup.select_one("[name=next]")["value"] == f"{session.url}watch/"
    assert soup.select_one("a[href='mailto:office@example.org']")
    assert CONTENT not in response.content.decode()
    assert not response.cookies


def test_answers_to_what_does_not_open_differ_in_words_alone(client, home, section, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    revoked = SharedPassword.objects.create_password(section, "revoked words")
    revoked.revoke()
    SharedPassword.objects.create_password(section, "expired words", expires_at=timezone.now() + timedelta(1))
    time_machine.shift(86_400)
    empty = make_section(home)

    responses = {
        text: type_password(client, page, text)
        for page, text in ((section, "wrong"), (section, "revoked words"), (section, "expired words"), (empty, "none"))
    }

    assert {text: (response.status_code, problem(response)) for text, response in responses.items()} == {
        "wrong": (403, "This password does not open the section."),
        "revoked words": (403, "That was an earlier password."),
        "expired words": (403, "That was an earlier password."),
        "none": (403, "This password does not open the section."),
    }
    assert len({tuple(sorted(response.headers)) for response in responses.values()}) == 1


def test_too_many_attempts_are_refused_with_the_time_to_wait(client, section, session, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    member = Client()
    type_password(member, section, "correct horse")
    statuses = [type_password(client, section, f"wrong {number}").status_code for number in range(10)]
    time_machine.shift(30)

    response = type_password(client, section, "correct horse")

    assert statuses == [403] * 10
    assert (response.status_code, response.headers["Retry-After"]) == (429, "870")
    assert problem(response) == "Too many passwords were tried from here."
    assert "Wait 15 minutes" in " ".join(response.content.decode().split())
    assert not is_open(client, session)
    assert is_open(member, session)
    time_machine.shift(870)
    assert type_password(client, section, "correct horse").status_code == 303


def test_addresses_made_up_by_the_client_do_not_begin_a_new_count(client, section, password):
    statuses = [
        client.post(
            f"{section.url}unlock/",
            {"password": "wrong"},
            headers={
                "X-Forwarded-For": f"198.51.100.{number}",
                "Forwarded": f"for=198.51.100.{number}",
                "X-Real-Ip": f"198.51.100.{number}",
            },
        ).status_code
        for number in range(12)
    ]

    assert statuses == [403] * 10 + [429] * 2


def test_lost_key_and_lost_count_are_told_as_our_fault(client, section, password, settings):
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "nowhere"
    no_count = type_password(client, section, "correct horse")
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = None
    settings.SECRET_KEY = "another key"
    lost_key = type_password(client, section, "correct horse")

    for response in (no_count, lost_key):
        assert response.status_code == 503
        assert problem(response) == "The password can’t be checked right now."
        assert not response.cookies


# --- Bad input --------------------------------------------------------------------------------------------------------

FORM = "application/x-www-form-urlencoded"
BODIES = {
    "nothing": (b"", FORM),
    "no password": (b"next=%2F", FORM),
    "empty": (b"password=", FORM),
    "white space": (b"password=+%09%0A%C2%A0%E2%80%8B", FORM),
    "array": (b"password[]=correct+horse", FORM),
    "key": (b"password[a]=correct+horse", FORM),
    "NUL": (b"password=correct+horse%00", FORM),
    "surrogate": (b"password=%ED%A0%80", FORM),
    "invalid UTF-8": (b"password=%ff%fe%80", FORM),
    "raw bytes": (b"password=\xff\xfe\x00\x80", FORM),
    "129 characters": (b"password=" + b"a" * 129, FORM),
    "1 MB": (b"password=" + b"a" * 1_000_000, FORM),
    "3 MB": (b"password=" + b"a" * 3_000_000, FORM),
    "many fields": (b"&".join(b"a%d=" % number for number in range(2000)), FORM),
    "JSON": (b'{"password": "correct horse"}', "application/json"),
    "text": (b"password=correct horse", "text/plain"),
    "no type": (b"password=correct+horse", ""),
    "odd type": (b"password=correct+horse", "\x00;;;=" + "x" * 500),
    "UTF-16": ("password=correct+horse".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "no such charset": (b"password=%", f"{FORM}; charset=nonsense"),
    "charset that is none": (b"password=wrong", f"{FORM}; charset=base64"),
    "broken multipart": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "no boundary": (b"--x", "multipart/form-data"),
    "empty boundary": (b"--x", "multipart/form-data; boundary="),
    "odd boundary": (b"--x", "multipart/form-data; boundary=\u00e9"),
    "file": (
        b'--x\r\nContent-Disposition: form-data; name="password"; filename="p.txt"\r\n\r\ncorrect horse\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "multipart charset that is none": (
        b'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nwrong\r\n--x--\r\n',
        "multipart/form-data; boundary=x; charset=base64",
    ),
    "multipart base64": (
        b'--x\r\nContent-Disposition: form-data; name="password"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_body_that_holds_no_right_password_never_opens_and_is_no_error(client, section, session, password, name):
    body, content_type = BODIES[name]

    response = client.generic("POST", f"{section.url}unlock/", body, content_type)

    assert response.status_code in (400, 403)
    assert not response.cookies
    assert not is_open(client, session)
    assert is_open_after(client, section, session)


def is_open_after(client, section, session):
    """Return whether the right password still opens: the body before it cost no more than an attempt."""
    type_password(client, section, "correct horse")
    return is_open(client, session)


def test_file_and_array_beside_a_password_change_nothing(client, section, session, password):
    body = b"password[]=x&password=wrong&password=correct+horse&next[]=//evil.example"

    response = client.generic("POST", f"{section.url}unlock/", body, FORM)

    assert (response.status_code, response.headers["Location"]) == (303, section.url)


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "99999999999", "9" * 5000, "٣", "²", " 5", "0x10", "1.5", ""])
def test_nonsense_for_a_length_never_opens_and_is_no_error(client, section, session, password, length):
    response = client.post(f"{section.url}unlock/", {"password": "correct horse"}, CONTENT_LENGTH=length)

    assert response.status_code == 400
    assert not is_open(client, session)


def test_body_that_is_too_large_is_not_read(client, section, password):
    read = []

    class Body:
        def read(self, *args):
            read.append(args)
            return b""

        readline = read

    response = client.post(
        f"{section.url}unlock/", {"password": "x"}, CONTENT_LENGTH="1000000", **{"wsgi.input": Body()}
    )

    assert response.status_code == 400
    assert problem(response) == "That is too long to be the password."
    assert read == []


@pytest.mark.parametrize("text", ["é" * 128, "a" * 128, "x" * 128 + " "])
def test_longest_password_is_compared_and_one_more_is_not(client, section, password, text):
    response = type_password(client, section, text)

    assert response.status_code == (403 if len(text) == 128 else 400)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300), content_type=st.sampled_from([FORM, "multipart/form-data; boundary=x", "", "a/b"]))
def test_no_body_is_an_error(section, password, body, content_type):
    client = Client()
    ClientAttempts.objects.all().delete()

    response = client.generic("POST", f"{section.url}unlock/", body, content_type)

    assert response.status_code in (400, 403)


COOKIES = {
    "empty": "",
    "no token": "mgu1_",
    "text": "nonsense",
    "odd bytes": "\x00\x01\xff\u00fe",
    "quotes": '"mgu1_\\"',
    "escapes": '"\\303\\251\\000"',
    "marks": "~" * 5000,
    "huge": "x" * 100_000,
    "session": "sessionid=abc",
    "number": "1.version.1.AAAA",
}


@pytest.mark.parametrize("name", COOKIES)
def test_cookie_that_is_none_of_ours_opens_nothing_and_is_no_error(client, section, session, password, name):
    cookie = f"{COOKIE}={COOKIES[name]}; maigu_open={COOKIES[name]}"

    watch = client.get(f"{session.url}watch/", headers={"Cookie": cookie})
    lock = client.post(f"{section.url}lock/", headers={"Cookie": cookie})
    unlock = client.post(f"{section.url}unlock/", {"password": "correct horse"}, headers={"Cookie": cookie})

    assert (watch.status_code, lock.status_code, unlock.status_code) == (403, 303, 303)
    assert CONTENT not in watch.content.decode()
    assert len(grants.split(unlock.cookies[COOKIE].value)) == 1


def test_cut_and_foreign_cookies_open_nothing(client, home, section, session, password):
    other = make_section(home)
    SharedPassword.objects.create_password(other, "other words")
    foreign = type_password(Client(), other, "other words").cookies[COOKIE].value
    own = type_password(Client(), section, "correct horse").cookies[COOKIE].value

    statuses = {
        name: client.get(f"{session.url}watch/", headers={"Cookie": f"{COOKIE}={value}"}).status_code
        for name, value in {
            "own": own,
            "foreign": foreign,
            "both": f"{foreign}~{own}",
            "cut": own[:-1],
            "longer": f"{own}A",
            "small": own.lower(),
        }.items()
    }

    assert statuses == {"own": 200, "foreign": 403, "both": 200, "cut": 403, "longer": 403, "small": 403}


def test_two_hundred_cookies_change_nothing(client, section, session, password):
    own = type_password(Client(), section, "correct horse").cookies[COOKIE].value
    many = "; ".join(f"{COOKIE}_{number}=mgu1_x" for number in range(200))

    locked = client.get(f"{session.url}watch/", headers={"Cookie": many})
    unlocked = client.get(f"{session.url}watch/", headers={"Cookie": f"{many}; {COOKIE}={own}"})

    assert (locked.status_code, unlocked.status_code) == (403, 200)


def test_grants_of_many_sections_stay_within_a_cookie(client, home):
    for number in range(20):
        page = make_section(home, slug=f"many-{number}")
        SharedPassword.objects.create_password(page, "correct horse")
        type_password(client, page, "correct horse")

    value = client.cookies[COOKIE].value

    assert len(grants.split(value)) == grants.MOST_GRANTS
    assert len(value) < 4000


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
def test_next_leads_to_any_address_of_this_host(client, section, password, address):
    response = type_password(client, section, "correct horse", next_address=address)

    assert response.headers["Location"] == quote(address, safe="/?#=&%:")


def test_next_on_https_is_never_plain_http(client, section, password):
    address = "http://testserver/maig-u/"

    plain = client.post(f"{section.url}unlock/", {"password": "correct horse", "next": address})
    secure = client.post(f"{section.url}unlock/", {"password": "correct horse", "next": address}, secure=True)

    assert (plain.headers["Location"], secure.headers["Location"]) == (address, section.url)


# --- Which pages have a door ------------------------------------------------------------------------------------------


def test_door_of_what_is_no_published_section_here_is_not_found(client, home, section, session, password):
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


def test_section_on_a_second_site_has_its_door_there(client, home, section):
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


def test_section_that_is_the_root_of_its_site_has_its_door_there(client, home):
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


def test_section_in_two_languages_shares_password_unlock_and_count(client, section, session, password, in_languages):
    translated, translated_session = in_languages
    assert (section.url, translated.url) == ("/en/maig-u/", "/es/maig-u/")

    for number in range(10):
        assert type_password(client, (section, translated)[number % 2], "wrong").status_code == 403
    assert [type_password(client, page, "correct horse").status_code for page in (section, translated)] == [429, 429]
    ClientAttempts.objects.all().delete()
    assert type_password(client, translated, "correct horse").status_code == 303

    for page in (session, translated_session):
        assert is_open(client, page)


def test_doors_are_where_the_forms_say_on_a_site_whose_addresses_end_without_a_slash(
    client, home, section, session, password, monkeypatch
):
    monkeypatch.setattr("wagtail.models.pages.WAGTAIL_APPEND_SLASH", False)
    plain = make_page(home, "plain")
    form = BeautifulSoup(client.get(session.url).content, "html.parser").select_one("form[action$='unlock/']")

    response = client.post(form["action"], {"password": PASSWORD, "next": form.select_one("[name=next]")["value"]})

    assert (plain.url, section.url, session.url) == ("/plain", "/maig-u/", "/maig-u/one/")
    assert response.headers["Location"] == "/maig-u/one/watch/?unlocked#maigu-content"
    assert is_open(client, session)


def test_page_that_is_called_unlock_elsewhere_still_works(client, home, section):
    page, deeper = make_page(home, "unlock"), make_page(make_page(home, "lock"), "unlock")

    for each in (page, deeper):
        assert client.get(each.url).status_code == 200
        assert client.get(f"{each.url}more/").status_code == 404


def test_page_that_is_called_unlock_elsewhere_is_guarded_against_forged_forms(home):
    client = Client(enforce_csrf_checks=True)
    page = make_page(home, "unlock")
    token = "a" * 32
    client.cookies["csrftoken"] = token

    forged = client.post(page.url, {"x": "y"})
    genuine = client.post(page.url, {"csrfmiddlewaretoken": token})

    assert forged.status_code == 403
    assert "CSRF" in forged.content.decode()
    assert genuine.status_code == 200


def test_page_that_is_called_unlock_elsewhere_is_served_within_a_transaction_where_the_site_asks_for_it(
    client, home, section, monkeypatch
):
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


def test_door_needs_no_csrf_token(section, session, password):
    client = Client(enforce_csrf_checks=True)

    assert type_password(client, section, "correct horse").status_code == 303
    assert is_open(client, session)
    assert client.post(f"{section.url}lock/").status_code == 303


# --- Wagtail's own restrictions ---------------------------------------------------------------------------------------


def test_door_of_a_section_that_asks_for_a_login_reveals_nothing(client, admin_client, section, session, password):
    PageViewRestriction.objects.create(page_id=section.pk, restriction_type="login")

    answers = [client.get(f"{section.url}unlock/")]
    answers += [type_password(client, section, text) for text in ("correct horse", "wrong", "")]

    assert [(response.status_code, response.headers["Location"]) for response in answers] == [(303, section.url)] * 4
    assert not client.cookies.get(COOKIE)
    assert not UnlockTally.objects.exists()
    assert client.get(session.url).status_code == 302
    assert type_password(admin_client, section, "correct horse").status_code == 303
    assert is_open(admin_client, session)


def test_session_that_asks_for_a_login_is_not_shown_by_the_door(client, section, session, password):
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


def test_unlock_does_not_get_around_a_login(client, section, session, password):
    type_password(client, section, "correct horse")
    assert is_open(client, session)

    PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")

    assert client.get(f"{session.url}watch/").status_code == 302


def test_draft_session_is_not_shown_by_the_door(client, section, password):
    draft = make_session(section, slug="draft", title="TITLE-CANARY", access="own", live=False)
    SharedPassword.objects.create_password(draft, "own words")

    response = type_password(client, section, "own words", next_address="/maig-u/draft/watch/")
    shown = type_password(client, section, "wrong", next_address=f"{make_session(section, title='TITLE-2').url}watch/")

    assert response.status_code == 403
    assert "TITLE-CANARY" not in response.content.decode()
    assert "TITLE-2" in shown.content.decode()


# --- Errors -----------------------------------------------------------------------------------------------------------


def test_report_of_an_error_while_answering_holds_no_password(section, password, settings):
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = "nonsense"
    reports = []

    def report(request, **kwargs):
        reporter = ExceptionReporter(request, *sys.exc_info(), is_email=True)
        reports.append(reporter.get_traceback_html() + reporter.get_traceback_text())

    got_request_exception.connect(report)
    try:
        response = type_password(Client(raise_request_exception=False), section, "correct horse")
    finally:
        got_request_exception.disconnect(report)

    assert response.status_code == 500
    assert "nonsense" in reports[0]
    assert PASSWORD not in reports[0]


@pytest.mark.parametrize("text", ["wrong CANARY", "CANARY " * 30])
def test_report_of_a_broken_template_holds_no_password(section, password, settings, text):
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE = "tests/broken.html"
    loader = ("django.template.loaders.locmem.Loader", {"tests/broken.html": "{% load tests_no_such_library %}"})
    loaders = [loader, "django.template.loaders.app_directories.Loader"]
    options = {**settings.TEMPLATES[0]["OPTIONS"], "loaders": loaders}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "APP_DIRS": False, "OPTIONS": options}]
    reports = []

    def report(request, **kwargs):
        reports.append(ExceptionReporter(request, *sys.exc_info(), is_email=True).get_traceback_html())

    got_request_exception.connect(report)
    try:
        type_password(Client(raise_request_exception=False), section, text)
    finally:
        got_request_exception.disconnect(report)

    assert "tests_no_such_library" in reports[0]
    assert text not in reports[0]


# --- Locking again ----------------------------------------------------------------------------------------------------


def test_locking_again_forgets_this_section_on_this_device(client, home, section, session, password):
    other = make_section(home)
    SharedPassword.objects.create_password(other, "other words")
    other_session = make_session(other, members_content=[("text", RichText(CONTENT))])
    type_password(client, section, "correct horse")
    type_password(client, other, "other words")
    assert is_open(client, session)

    response = client.post(f"{section.url}lock/")

    assert (response.status_code, response.headers["Location"]) == (303, f"{section.url}unlock/?locked")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not is_open(client, session)
    assert is_open(client, other_session)
    assert problem(client.get(response.headers["Location"])) == "This device is locked again."


def test_locking_again_and_unlocking_leave_an_editors_login_alone(admin_client, section, session, password):
    type_password(admin_client, section, "correct horse")
    admin_client.post(f"{section.url}lock/")

    assert admin_client.get("/admin/").status_code == 200
    assert get_user_model().objects.get().is_superuser
    assert not is_open(admin_client, session)


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_doors_need_as_many_queries_for_one_of_everything_as_for_three(
    client, home, section, session, password, number
):
    for position in range(number - 1):
        make_session(section)
        SharedPassword.objects.create_password(section, f"words {position}")
    whole = section.add_child(instance=swapper.load_model("wagtailcore", "Page")(title="Whole", slug="whole"))
    watch = f"{session.url}watch/"
    member = Client(REMOTE_ADDR="192.0.2.9")
    type_password(member, section, "wrong")
    type_password(member, section, "correct horse", next_address=watch)
    client.get(home.url)
    begin_no_row_that_clears()

    def post(text):
        return lambda: type_password(client, section, text, next_address=watch)

    costs = {
        "watch, locked": queries_of(lambda: client.get(watch)),
        "watch, unlocked": queries_of(lambda: member.get(watch)),
        "unlock, wrong": queries_of(post("wrong")),
        "unlock, right": queries_of(post("correct horse")),
        "unlock, unusable": queries_of(post("")),
        "whole page, locked": queries_of(lambda: Client().get(whole.url)),
        "whole page, unlocked": queries_of(lambda: member.get(whole.url)),
        "page outside": queries_of(lambda: client.get(home.url)),
        "lock": queries_of(lambda: member.post(f"{section.url}lock/")),
    }
    for _ in range(11):
        client.post(f"{section.url}unlock/", {"password": "wrong"})
    costs["unlock, throttled"] = queries_of(post("correct horse"))

    assert {name: (response.status_code, queries) for name, (response, queries) in costs.items()} == {
        "watch, locked": (403, 8),
        "watch, unlocked": (200, 9),
        "unlock, wrong": (403, 9),
        "unlock, right": (303, 11),
        "unlock, unusable": (400, 5),
        "unlock, throttled": (429, 7),
        "whole page, locked": (403, 8),
        "whole page, unlocked": (200, 8),
        "page outside": (200, 4),
        "lock": (303, 5),
    }
