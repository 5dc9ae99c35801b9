import sys
from datetime import timedelta

import pytest
import swapper
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.test import Client, RequestFactory
from django.utils import timezone
from django.views.debug import ExceptionReporter
from wagtail.models import Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION
from wagtail.rich_text import RichText

from maigu_wagtail.access.policy import COOKIE
from maigu_wagtail.members.unlock import section_address
from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.doors import CONTENT, begin_no_row_that_clears, is_open, problem, queries_of, type_password
from tests.factories import make_section, make_session

PASSWORD = "correct horse"


@pytest.fixture
def session(section):
    return make_session(section, slug="one", members_content=[("text", RichText(f"<p>{CONTENT}</p>"))])


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


# --- The way in -------------------------------------------------------------------------------------------------------


def test_correct_password_unlocks_the_section_and_redirects_to_next(client, section, session, password):
    assert not is_open(client, session)

    response = type_password(client, section, "  correct\u00a0horse\n", next_address=f"{session.url}watch/?unlocked#x")

    assert (response.status_code, response.headers["Location"]) == (303, f"{session.url}watch/?unlocked#x")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert is_open(client, session)


def test_cookie_is_same_site_and_http_only(client, section, password, settings):
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = 3600

    cookie = type_password(client, section, "correct horse").cookies[COOKIE]
    secure = client.post(f"{section.url}unlock/", {"password": "correct horse"}, secure=True).cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", 3600)
    assert (cookie["secure"], secure["secure"]) == ("", True)
    assert cookie["domain"] == ""


def test_session_with_a_non_latin_slug_unlocks_with_its_own_password(client, section):
    own = make_session(section, slug="séance-ответ-会议", access="own", members_content=[("text", RichText(CONTENT))])
    SharedPassword.objects.create_password(own, "own words")
    form = BeautifulSoup(client.get(own.url).content, "html.parser").select_one("form[action$='unlock/']")

    response = client.post(form["action"], {"password": "own words", "next": form.select_one("[name=next]")["value"]})

    assert response.status_code == 303
    assert is_open(client, own)


@pytest.mark.parametrize("form", ["path", "address", "decoded"])
def test_session_is_found_by_any_encoding_of_its_address(client, section, form):
    own = make_session(section, slug="séance", access="own", members_content=[("text", RichText(CONTENT))])
    SharedPassword.objects.create_password(own, "own words")
    address = {
        "path": f"{own.url}watch/",
        "address": f"http://testserver{own.url}watch/",
        "decoded": f"{section.url}séance/watch/",
    }[form]

    assert type_password(client, section, "own words", next_address=address).status_code == 303
    assert is_open(client, own)


def test_unlock_view_shows_the_form(client, section, password):
    response = client.get(f"{section.url}unlock/")

    form = BeautifulSoup(response.content, "html.parser").select_one("form[action$='unlock/']")
    assert response.status_code == 200
    assert form.select_one("[name=next]")["value"] == f"{section.url}unlock/?unlocked"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert not response.cookies


def test_head_is_handled_like_get(client, section, password):
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


def test_password_in_the_query_is_ignored(client, section, session, password):
    for address in (f"{section.url}unlock/?password=correct+horse", f"{session.url}watch/?password=correct+horse"):
        client.get(address)
        client.post(address)
        response = client.post(address, {"password": ""})
        assert "correct horse" not in response.content.decode()

    assert not is_open(client, session)
    assert not UnlockCounter.objects.exists()


# --- What is wrong ----------------------------------------------------------------------------------------------------


def test_wrong_password_keeps_the_page_and_the_input(client, section, session, password):
    section.contact_email = "office@example.org"
    section.save()

    response = type_password(client, section, 'wrong "<&', next_address=f"{session.url}watch/")

    soup = BeautifulSoup(response.content, "html.parser")
    field = soup.select_one("#maigu-password")
    assert response.status_code == 403
    assert problem(response) == "That password doesn’t open this section."
    assert (field["value"], field["aria-invalid"], field["aria-describedby"]) == ('wrong "<&', "true", "maigu-problem")
    assert soup.select_one("[name=next]")["value"] == f"{session.url}watch/"
    assert soup.select_one("a[href='mailto:office@example.org']")
    assert CONTENT not in response.content.decode()
    assert not response.cookies


def test_refusals_differ_only_in_their_text(client, home, section, password, time_machine):
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
        "wrong": (403, "That password doesn’t open this section."),
        "revoked words": (403, "That was the password until March 1, 2026."),
        "expired words": (403, "That was the password until March 2, 2026."),
        "none": (403, "That password doesn’t open this section."),
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
    assert problem(response) == "Too many wrong passwords from your connection."
    assert "Try again in 15 minutes" in " ".join(response.content.decode().split())
    assert not is_open(client, session)
    assert is_open(member, session)
    time_machine.shift(870)
    assert type_password(client, section, "correct horse").status_code == 303


def test_forged_addresses_do_not_reset_the_attempts(client, section, password):
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


def test_lost_key_and_lost_count_are_called_our_fault(client, section, password, settings):
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "nowhere"
    no_count = type_password(client, section, "correct horse")
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = None
    settings.SECRET_KEY = "another key"
    lost_key = type_password(client, section, "correct horse")

    for response in (no_count, lost_key):
        assert response.status_code == 503
        assert problem(response) == "We can’t check the password right now."
        assert not response.cookies


# --- Errors -----------------------------------------------------------------------------------------------------------


def test_response_error_report_contains_no_password(section, password, settings):
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
def test_template_error_report_contains_no_password(section, password, settings, text):
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


def test_locking_again_removes_this_section_from_the_device(client, home, section, session, password):
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
    arrival = BeautifulSoup(client.get(response.headers["Location"]).content, "html.parser")
    assert arrival.h1.get_text() == "This device is locked again"


def test_locking_and_unlocking_leave_an_editors_login_unchanged(admin_client, section, session, password):
    type_password(admin_client, section, "correct horse")
    admin_client.post(f"{section.url}lock/")

    assert admin_client.get("/admin/").status_code == 200
    assert get_user_model().objects.get().is_superuser
    assert not is_open(admin_client, session)


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.fixture
def named_site(home):
    """The site has the name under which it is asked, as most sites have."""
    site = Site.objects.get()
    site.hostname = "testserver"
    site.save()
    return site


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/maig-u/unlock/", "/maig-u/"),
        ("/maig-u/unlock", "/maig-u/"),
        ("/maig-u/lock/", "/maig-u/"),
        ("/padlock/lock/", "/padlock/"),
        ("/unlock/unlock/", "/unlock/"),
        ("/maig-u/unlock/AbCdEfGhIjKlMnOpQrStUv.signature/", "/maig-u/"),
        ("/un/lock/", "/un/"),
        ("/unlock/", "/"),
        ("/formación/unlock/", "/formaci%C3%B3n/"),
    ],
)
def test_unlock_address_starts_with_the_section_address(path, address):
    assert section_address(RequestFactory().get(path)) == address
    assert section_address(RequestFactory(SCRIPT_NAME="/cms").get(path)) == f"/cms{address}"


def test_section_is_found_when_cached_addresses_are_stale(client, home, named_site, section, session, password):
    Site.get_site_root_paths()
    kept = cache.get(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)
    old = [root._replace(root_path="/elsewhere/") for root in kept]
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, old, version=SITE_ROOT_PATHS_CACHE_VERSION)

    response = client.post("/maig-u/unlock/", {"password": "correct horse", "next": "/maig-u/"})

    assert response.status_code == 303
    cache.clear()
    assert is_open(client, session)


def test_unlock_view_of_another_site_unlocks_its_section(client, home, named_site, section, session, password):
    page_model = swapper.load_model("wagtailcore", "Page")
    root = home.get_parent().add_child(instance=page_model(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page_id=root.pk)
    others = make_section(root, slug=section.slug)
    SharedPassword.objects.create_password(others, "other words")

    def status(host, text):
        return Client(HTTP_HOST=host).post(f"/{section.slug}/unlock/", {"password": text}).status_code

    assert (status("testserver", "correct horse"), status("testserver", "other words")) == (303, 403)
    assert (status("other.example", "other words"), status("other.example", "correct horse")) == (303, 403)


@pytest.mark.parametrize("number", [1, 3])
def test_unlock_views_need_a_constant_number_of_queries(client, home, section, session, password, number, time_machine):
    # The first wrong password of an hour takes queries of its own: the hour must not change in between.
    time_machine.move_to(timezone.now().replace(minute=30) + timedelta(hours=1), tick=False)
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
        "watch, locked": (403, 7),
        "watch, unlocked": (200, 8),
        "unlock, wrong": (403, 13),
        "unlock, right": (303, 11),
        "unlock, unusable": (400, 6),
        "unlock, throttled": (429, 9),
        "whole page, locked": (403, 7),
        "whole page, unlocked": (200, 8),
        "page outside": (200, 3),
        "lock": (303, 6),
    }
