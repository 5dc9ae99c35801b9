import re
from http.server import BaseHTTPRequestHandler

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpResponse, HttpResponseRedirect
from wagtail.search import index

from tests.leaks.library import plant
from tests.leaks.test_pages import LOCKED_ADDRESSES, PUBLIC_ADDRESSES
from tests.management.leak_faults import FOLDER, Make, session_model, template_with_the_transcript
from tests.management.leaking_site import PASSCODE, PASSWORD, TEXT, TRANSCRIPT, make_site
from tests.open_servers import OpenFolder, serving

pytestmark = [pytest.mark.urls("tests.management.leak_faults"), pytest.mark.usefixtures("private_folder")]
COMMITTED = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def site(home):
    return make_site(home)


@pytest.fixture
def make(settings, monkeypatch, tmp_path, site):
    return Make(site, settings, monkeypatch, tmp_path)


@pytest.fixture
def check(capsys):
    """Run the command; gives its exit status, and all that it printed."""

    def run(**options):
        try:
            call_command("maigu_check_leaks", no_color=True, **options)
        except CommandError as error:
            return error.returncode, f"{capsys.readouterr().out}{error}"
        return 0, capsys.readouterr().out

    return run


def test_site_without_leaks_passes_with_proof(site, check):
    status, said = check()

    assert status == 0
    assert said.startswith("Asked http://localhost as a stranger, in this process.\nA text that it added")
    assert "On the members’ own pages, it found 12 of the 12 texts that they can show." in said
    assert said.endswith("No leaks found.\n")


def test_nothing_is_changed(make, check):
    make.settings.MIDDLEWARE = ["tests.management.leak_faults.cache_everything", *make.settings.MIDDLEWARE]
    models = [model for model in apps.get_models() if model._meta.managed]
    before = {model: list(model._base_manager.values()) for model in models}

    status, _said = check()

    assert status == 1
    assert {model: list(model._base_manager.values()) for model in models} == before
    # A member's response would be the stranger's next one.
    assert cache.get("everything-/maig-u/civil/watch/") is None


def test_every_address_of_the_leak_tests_is_asked(home, check):
    plant(home)

    _status, said = check(verbosity=2)

    asked = {line.split(",")[0].removeprefix("GET ") for line in said.splitlines() if line.startswith("GET ")}
    expected = {address for address in [*PUBLIC_ADDRESSES, *LOCKED_ADDRESSES] if "?q=" not in address}
    assert expected - asked == set()
    assert [address for address in asked if address.startswith("/maig-u/?q=")]
    assert {"/search/", "/api/v2/pages/", "/api/v2/sessions/", "/api/v2/images/", "/api/v2/documents/"} <= asked


def test_text_that_an_editor_made_public_is_no_leak(site, check):
    site.session.description = f"<p>{TEXT} And more.</p>"
    site.session.save()

    status, said = check()

    assert status == 0
    assert "Also public by your own text, so not counted as leaks:\n- text for members of “Civil litigation”" in said


@pytest.mark.parametrize("secret", [PASSWORD, PASSCODE])
def test_password_that_an_editor_made_public_is_a_leak(site, check, secret):
    site.section.introduction = f"<p>Enter {secret}.</p>"
    site.section.save()

    status, said = check()

    assert status == 1
    assert "Strangers can read this:" in said
    assert "GET /maig-u/, status 200, in the attribute content" in said
    assert secret not in said


def test_short_and_common_texts_are_left_out(site, check):
    site.handout.title = "Slides"
    site.handout.save()
    site.session.description = "<p>With slides.</p>"
    site.session.save()

    status, said = check()

    assert status == 0
    assert "Also public" not in said
    assert "Texts that are too short to tell from chance, and were left out: 3." in said


def test_members_text_of_an_open_session_is_no_secret(make, check):
    template_with_the_transcript(make)
    assert check()[0] == 1

    make.site.session.access = "public"
    make.site.session.save()

    assert check()[0] == 0


def test_site_that_refuses_every_request_is_not_called_safe(site, settings, check):
    settings.ALLOWED_HOSTS = ["elsewhere.example"]

    status, said = check()

    assert status == 2
    assert "so it would find no leak either" in said
    assert "(/maig-u/civil/: status 400)" in said


def test_site_without_a_public_section_cannot_be_checked(home, check):
    status, said = check()

    assert status == 2
    assert "Publish a section first." in said


def test_number_of_requests_is_limited(site, check):
    status, said = check(max_requests=7)

    assert status == 2
    assert "No leaks found so far, but not everything was asked or read." in said
    assert "in 7 responses" in said
    assert "Raise --max-requests to ask them too." in said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "www.example.org"}, "--url has to begin with https://"),
        ({"site": "nowhere.example"}, "There is no site nowhere.example. Choose one of: localhost."),
        ({"max_requests": 0}, "--max-requests has to be 1 or more"),
        ({"delay": -1.0}, "--delay 0 or more"),
    ],
)
def test_wrong_options_are_explained(site, check, options, message):
    status, said = check(**options)

    assert status == 2
    assert message in said


def test_members_responses_that_caches_may_store_are_reported(make, check):
    make.settings.MIDDLEWARE = [f"{__name__}.store_everything", *make.settings.MIDDLEWARE]

    status, said = check()

    assert status == 0
    assert "Warning: A members’ address does not forbid caches to store its response (Cache-Control: no-store)." in said
    assert "Warning: A members’ address does not forbid search engines to index it (X-Robots-Tag: noindex)." in said
    assert "such as GET /maig-u/civil/watch/" in said


def store_everything(get_response):
    def middleware(request):
        response = get_response(request)
        if request.path.startswith("/maig-u/civil/"):
            response.headers["Cache-Control"] = "public, max-age=600"
            del response.headers["X-Robots-Tag"]
        return response

    return middleware


def test_public_bucket_is_found_at_its_own_host(make, check):
    with serving(OpenFolder, folder=make.folder / "bucket") as bucket:
        make.store_in(FOLDER, location=str(make.folder / "bucket"), base_url=f"{bucket.address}/media/")

        status, said = check()

    assert status == 1
    assert f"GET at {bucket.address.removeprefix('http://')}, the file itself" in said
    assert make.site.handout.file.name not in said


# MariaDB's index finds what is committed.
@COMMITTED
def test_members_field_in_the_search_is_found(make, check):
    assert check()[0] == 0
    fields = [*session_model().search_fields, index.SearchField("members_content")]
    make.monkeypatch.setattr(session_model(), "search_fields", fields)
    call_command("update_index", verbosity=0)

    status, said = check()

    assert status == 1
    assert "which finds the session by a word of it" in said


class Elsewhere(BaseHTTPRequestHandler):
    """Another host, which takes note of what it is asked."""

    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@COMMITTED
def test_running_site_is_asked_over_http(make, check, live_server):
    asked = []
    with serving(Elsewhere, asked=asked) as elsewhere:
        make.add_view("away/", lambda request: HttpResponseRedirect(f"{elsewhere.address}/redirected"))
        make.add_view("link/", lambda request: HttpResponse(f'<a href="{elsewhere.address}/linked">{TRANSCRIPT}</a>'))

        status, said = check(url=live_server.url, delay=0.0, verbosity=2)

    assert "GET /away/, status 302" in said
    assert asked == []
    assert status == 1
    assert "The title of a public page was found on it." in said
    assert "    at   GET /link/, status 200, in <a>" in said
    assert TRANSCRIPT[:40] not in said


@COMMITTED
def test_site_that_does_not_answer_is_not_called_safe(site, check):
    with serving(Elsewhere, asked=[]) as elsewhere:
        address = elsewhere.address

    status, said = check(url=address)

    assert status == 2
    assert "no answer" in said


class Limited(BaseHTTPRequestHandler):
    """A site with the public page, which refuses everything else, or also that page once ``asked`` is long enough."""

    def do_GET(self):
        self.server.asked.append(self.path)
        is_page = self.path == "/maig-u/civil/" and len(self.server.asked) <= self.server.most
        self.send_response(200 if is_page else self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"<h1>Civil litigation</h1>" if is_page else b"Stop.")

    do_HEAD = do_OPTIONS = do_GET

    def log_message(self, *args):
        pass


@pytest.mark.parametrize(
    ("status", "headers", "message"),
    [
        (401, {}, "The site asks for a sign-in."),
        (403, {}, "The site refuses visitors."),
        (429, {"Retry-After": "3600"}, "Try later and more slowly, with --delay."),
        (302, {"Location": "/accounts/login/?next=/"}, "It redirects to /accounts/login/."),
        (301, {"Location": "/maig-u/civil/"}, "It redirects to /maig-u/civil/."),
        (503, {}, "Make sure that the site works there"),
    ],
)
@COMMITTED
def test_site_that_gives_strangers_nothing_is_not_called_safe(site, check, status, headers, message):
    with serving(Limited, asked=[], most=0, status=status, headers=headers) as server:
        code, said = check(url=server.address, delay=0.0)

    assert code == 2
    assert f"(/maig-u/civil/: status {status})" in said
    assert message in said


@COMMITTED
def test_site_that_begins_to_refuse_is_not_called_safe(site, check):
    with serving(Limited, asked=[], most=1, status=429, headers={"Retry-After": "1"}) as server:
        code, said = check(url=server.address, delay=0.0)
        asked = len(server.asked)

    assert code == 2
    # One for the proof, and five that are each repeated after the wait.
    assert asked == 11
    assert "Not finished: The site refused 5 requests in a row, the last one with status 429" in said
    assert "No leaks found so far, but not everything was asked or read." in said


@COMMITTED
def test_firewall_that_begins_to_refuse_is_noticed_at_the_end(site, check):
    with serving(Limited, asked=[], most=1, status=403, headers={}) as server:
        code, said = check(url=server.address, delay=0.0)

    assert code == 2
    assert "At the end, the site no longer gave the page that it gave at first (status 403)." in said


def test_response_that_is_not_read_as_a_whole_is_reported(make, check):
    make.add_view("long/", lambda request: HttpResponse(b"nothing " * 600_000))
    make.add_view("packed/", lambda request: HttpResponse(b"...", headers={"Content-Encoding": "br"}))

    code, said = check()

    assert code == 2
    for warning, path in (("only its beginning was searched", "/long/"), ("the check cannot read (br)", "/packed/")):
        assert re.search(rf"{re.escape(warning)}\. Addresses: \d+, such as GET {path}\.", said)


def test_check_that_is_stopped_says_what_it_has_found(make, check):
    template_with_the_transcript(make)
    make.add_view("zzz/", lambda request: stop() if request.method == "HEAD" else HttpResponse("Hello."))

    code, said = check()

    assert code == 1
    assert "Not finished: You stopped it." in said
    assert "Strangers can read this:" in said


def stop():
    raise KeyboardInterrupt
