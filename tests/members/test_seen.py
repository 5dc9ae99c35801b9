"""What the player reports, and what of it counts."""

import json
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from wagtail.models import PageViewRestriction

from maigu_wagtail.access import watch_figures
from maigu_wagtail.members.file_access import address_of
from maigu_wagtail.models import SharedPassword, WatchCounter
from tests.doors import queries_of, type_password
from tests.factories import make_handout, make_recording, make_section, make_session
from tests.files import all_of, make_screening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]

WORDS = "correct horse battery"
NOW = datetime(2026, 5, 4, 1, tzinfo=timezone.utc)  # the evening before, in New York


@pytest.fixture(autouse=True)
def _on(settings):
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = True


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, WORDS)


@pytest.fixture
def screening(section, password):
    return make_screening(section)


@pytest.fixture
def member(screening, section):
    return unlocked(section)


def unlocked(section, **extra):
    client = Client(enforce_csrf_checks=True, **extra)
    assert type_password(client, section, WORDS).status_code == 303
    return client


def report(client, session, recording, reached="started", *, headers=None, **members):
    body = {"recording": str(getattr(recording, "uid", recording)), "reached": reached, **members}
    return send(client, session, json.dumps(body), headers=headers)


def send(client, session, body, *, headers=None):
    address = f"{session.url}watch/seen/"
    return client.post(address, body, content_type="application/json", headers=headers or {})


def counted():
    """Return all counters, without their zeros."""
    rows = WatchCounter.objects.order_by("day", "pk").values(*watch_figures.NUMBERS)
    return [{name: number for name, number in row.items() if number} for row in rows]


def test_report_of_a_member_is_counted(screening, member, password):
    session, film, _slides = screening

    response = report(member, session, film)

    assert response.status_code == 204
    assert response.headers["Cache-Control"] == "private, no-store"
    row = WatchCounter.objects.get()
    assert (row.session_key, row.file, row.password_key) == (session.translation_key, film.uid, password.pk)
    # In the site's time zone it is still the day before.
    assert row.day.isoformat() == "2026-05-03"
    assert counted() == [{"started": 1}]


def test_report_counts_what_comes_before_it(screening, member):
    session, film, _slides = screening

    for reached in ("half", "quarter", "finished"):
        report(member, session, film, reached)

    assert counted() == [{"started": 1, "quarter": 1, "half": 1, "three_quarters": 1, "finished": 1}]


def test_device_counts_once_a_day(screening, member, clock):
    session, film, _slides = screening

    for hours in (0, 1, 1, 1):  # midnight in New York is four hours later in UTC
        clock.shift(timedelta(hours=hours))
        report(member, session, film)
        report(member, session, film)

    assert counted() == [{"started": 1}, {"started": 1}]


def test_every_device_counts(screening, section, clock):
    session, film, _slides = screening
    for _device in range(3):
        report(unlocked(section), session, film)
        clock.shift(timedelta(seconds=1))

    assert counted() == [{"started": 3}]


def test_one_address_counts_a_limited_number_of_times(screening, section, clock, monkeypatch):
    monkeypatch.setattr(watch_figures, "MOST_OF_ADDRESS", 2)
    session, film, _slides = screening
    for _device in range(4):
        report(unlocked(section), session, film, "finished")
        clock.shift(timedelta(seconds=1))
    report(unlocked(section, REMOTE_ADDR="192.0.2.7"), session, film)

    assert [row["started"] for row in counted()] == [3]
    assert [row["finished"] for row in counted()] == [2]


def test_report_without_a_grant_is_refused(screening, home, clock):
    session, film, _slides = screening
    elsewhere = make_section(home)
    SharedPassword.objects.create_password(elsewhere, WORDS)

    for client in (Client(), unlocked(elsewhere)):
        assert report(client, session, film).status_code == 403
    assert counted() == []


def test_report_ends_with_the_password(screening, member, password):
    session, film, _slides = screening
    password.revoke()

    assert report(member, session, film).status_code == 403
    assert counted() == []


def test_recording_of_another_session_is_not_counted(screening, member, section, home):
    session, _film, slides = screening
    _other, elsewhere, _its_slides = make_screening(make_section(home))
    _sibling, next_door, _more_slides = make_screening(section)

    for file in (elsewhere, next_door, slides, uuid4()):
        assert report(member, session, file).status_code == 204
    assert counted() == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        '{"recording": 1, "reached": "started"}',
        '{"recording": "UID", "reached": "downloads"}',
        '{"recording": "UID", "reached": ["started"]}',
        '{"recording": "UID", "reached": 1000000000}',
        '{"recording": "UID", "reached": "started", "padding": "' + "x" * 1024 + '"}',
        "[" * 1000,
        b"\xff",
    ],
)
def test_broken_report_is_not_counted(screening, member, body):
    session, film, _slides = screening
    sent = body if isinstance(body, bytes) else body.replace("UID", str(film.uid))

    assert send(member, session, sent).status_code == 204
    assert counted() == []


def test_forged_members_add_nothing(screening, member):
    session, film, _slides = screening

    report(member, session, film, seconds=10**9, started=10**9, day="2020-01-01")

    assert counted() == [{"started": 1}]


@pytest.mark.parametrize("headers", [{"sec-gpc": "1"}, {"dnt": "1"}])
def test_browser_that_asks_to_be_left_out_is_not_counted(screening, member, headers):
    session, film, slides = screening

    page = member.get(f"{session.url}watch/", headers=headers).content.decode()
    assert "data-maigu-seen" not in page
    assert report(member, session, film, headers=headers).status_code == 204
    assert all_of(member.get(address_of(slides, slides.download_name), headers=headers))
    assert counted() == []


def test_nothing_is_counted_unless_the_site_turns_it_on(screening, member, settings):
    session, film, slides = screening
    assert f'data-maigu-seen="{session.url}watch/seen/"' in member.get(f"{session.url}watch/").content.decode()
    settings.MAIGU_WAGTAIL_WATCH_FIGURES = False

    assert "data-maigu-seen" not in member.get(f"{session.url}watch/").content.decode()
    assert report(member, session, film).status_code == 204
    assert all_of(member.get(address_of(slides, slides.download_name)))
    assert counted() == []


def test_session_that_is_open_to_everyone_is_not_counted(section):
    session, film, slides = make_screening(section, access="public")

    assert "data-maigu-seen" not in Client().get(f"{session.url}watch/").content.decode()
    assert report(Client(), session, film).status_code == 204
    assert all_of(Client().get(address_of(slides, slides.download_name)))
    assert counted() == []


def test_report_of_another_site_is_refused(screening, member):
    session, film, _slides = screening

    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert report(member, session, film, headers=headers).status_code == 403
    assert counted() == []


def test_report_needs_wagtails_own_permission_too(screening, member, section):
    session, film, _slides = screening
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)

    assert report(member, session, film).status_code == 403
    assert counted() == []


def test_only_a_post_is_a_report(screening, member):
    session, _film, _slides = screening

    assert member.get(f"{session.url}watch/seen/").status_code == 405
    assert member.get(f"{session.get_parent().url}watch/seen/").status_code == 404


def test_alias_counts_for_its_original(screening, member, section):
    session, film, _slides = screening
    alias = session.create_alias(update_slug="alias", parent=section)

    report(member, alias.specific, film)

    assert WatchCounter.objects.get().session_key == session.translation_key


def test_failing_database_or_cache_is_no_ones_problem(screening, member, settings, monkeypatch, caplog):
    session, film, slides = screening

    def fail(**conditions):
        raise DatabaseError

    monkeypatch.setattr(WatchCounter.objects, "filter", fail)
    assert report(member, session, film).status_code == 204
    assert all_of(member.get(address_of(slides, slides.download_name)))
    assert "could not be counted" in caplog.text

    monkeypatch.undo()
    settings.CACHES = {"default": {"BACKEND": "tests.caches.AddsNothing"}}
    assert report(member, session, film).status_code == 204
    assert all_of(member.get(address_of(slides, slides.download_name)))
    assert "watch figures are not counted" in caplog.text


def test_download_is_counted_once_for_a_device_and_day(screening, member):
    _session, _film, slides = screening
    address = address_of(slides, slides.download_name)

    for _time in range(2):
        assert all_of(member.get(address))

    assert counted() == [{"downloads": 1}]
    assert WatchCounter.objects.get().file == slides.uid


@pytest.mark.parametrize(
    ("headers", "number"),
    [({}, 1), ({"range": "bytes=0-3"}, 1), ({"range": "bytes=4-7"}, 0), ({"range": "bytes=-4"}, 0)],
)
def test_download_counts_with_its_first_byte(screening, member, headers, number):
    _session, _film, slides = screening

    all_of(member.get(address_of(slides, slides.download_name), headers=headers))

    assert sum(row.get("downloads", 0) for row in counted()) == number


def test_playing_a_recording_is_no_download(section, password):
    film = make_recording(is_downloadable=True)
    kept = make_recording()
    make_session(section, members_content=[("recording", film), ("recording", kept)])
    member = unlocked(section)

    all_of(member.get(address_of(film, film.download_name)))
    all_of(member.get(f"{address_of(kept, kept.download_name)}?download"))
    assert member.head(f"{address_of(film, film.download_name)}?download").status_code == 200
    assert counted() == []

    all_of(member.get(f"{address_of(film, film.download_name)}?download"))
    assert counted() == [{"downloads": 1}]


def test_refused_download_is_not_counted(screening):
    _session, _film, slides = screening

    assert Client().get(address_of(slides, slides.download_name)).status_code == 403
    assert counted() == []


def test_no_identifier_is_stored(screening, member):
    session, film, _slides = screening
    report(member, session, film, headers={"user-agent": "CANARY"})

    stored = {field.name for field in WatchCounter._meta.get_fields()}
    assert stored == {"id", "session_key", "file", "password_key", "day", *watch_figures.NUMBERS}
    token = member.cookies["maigu_unlock_token"].value
    kept = [key for key in cache._cache if "watched" in key]
    assert kept
    assert not any(token in key or "127.0.0.1" in key for key in kept)


def test_report_takes_few_queries(screening, member, section):
    session, film, _slides = screening
    report(member, session, film)
    more = make_session(section, members_content=[("recording", film), ("resource", make_handout())] * 3)
    report(member, more, film)

    report(member, session, film)
    few = queries_of(lambda: report(member, session, film, "half"))[1]
    many = queries_of(lambda: report(member, more, film, "half"))[1]

    assert (few, many) == (11, 11)


def test_old_figures_are_cleared_and_those_of_deleted_sessions(screening, member, clock):
    session, film, _slides = screening
    report(member, session, film)
    watch_figures.clear_old_figures(NOW + timedelta(days=400))
    assert counted() == [{"started": 1}]

    watch_figures.clear_old_figures(NOW + timedelta(days=401))
    assert counted() == []

    report(member, session, film, "half")
    session.delete()
    assert counted() == []
