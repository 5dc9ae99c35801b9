from datetime import timedelta
from uuid import uuid4

import pytest
import swapper
from django.test import RequestFactory
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale

from maigu_wagtail.access import grants, throttle
from maigu_wagtail.access.locking_again import lock_again
from maigu_wagtail.access.policy import (
    COOKIE,
    Attempt,
    Outcome,
    Reason,
    Verdict,
    examine,
    is_unlocked,
    tokens_of,
    unlock,
)
from maigu_wagtail.access.statistics import statistics_of
from maigu_wagtail.models import Access, SharedPassword, UnlockCounter
from tests.doors import begin_no_row_that_clears, queries_of
from tests.factories import make_section, make_session

SECOND = timedelta(seconds=1)
HEADER = "X-Maigu-Unlock"


def publish(page):
    page.specific.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def session(section):
    return make_session(section)


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, "correct horse")


def request_with(*tokens, address="192.0.2.1", **headers):
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)
    if tokens:
        request.COOKIES[COOKIE] = grants.join(tokens)
    return request


def token_of(password, now=None):
    return grants.sign(grants.issue(password.pk, password.version, now or timezone.now()))


def fresh(page):
    """Return ``page`` as Wagtail loads it to serve it, with its section."""
    page = type(page).objects.get(pk=page.pk)
    assert page.section
    return page


def figures():
    fields = ("opened", "forgotten", "wrong", "earlier", "refused")
    return {name: sum(UnlockCounter.objects.values_list(name, flat=True)) for name in fields}


# --- Whether a request is unlocked ------------------------------------------------------------------------------------


def test_password_unlocks_only_its_section_and_sessions(home, section, session, password):
    other = make_section(home)
    own = make_session(section, access="own")

    attempt = unlock(request_with(), session, "correct horse")

    request = request_with(attempt.token)
    assert attempt.outcome == Outcome.OPENED
    assert [is_unlocked(request, page) for page in (section, session)] == [True, True]
    assert [is_unlocked(request, page) for page in (own, other, make_session(other), home)] == [False] * 4
    assert not is_unlocked(request_with(), session)


def test_session_with_its_own_password_needs_that_password(section, password):
    own = make_session(section, access="own")
    SharedPassword.objects.create_password(own, "own words")

    outcomes = [unlock(request_with(), own, text).outcome for text in ("correct horse", "own words")]
    token = unlock(request_with(), own, "own words").token

    assert outcomes == [Outcome.WRONG, Outcome.OPENED]
    assert is_unlocked(request_with(token), own)
    assert not is_unlocked(request_with(token), section)


def test_session_without_a_password_stays_locked(section, session):
    own = make_session(section, access="own")

    for page in (section, session, own):
        for text in ("", " ", "\u200b", "correct horse", "None", "null"):
            assert unlock(request_with(address=f"192.0.2.{len(text)}"), page, text).outcome != Outcome.OPENED
        assert not is_unlocked(request_with(), page)


def test_session_follows_a_change_of_access_immediately(section, session, password):
    request = request_with(token_of(password))
    assert is_unlocked(request, session)

    session.access = Access.OWN
    assert not is_unlocked(request, session)
    session.access = Access.PUBLIC

    assert examine(request_with(), session) == Verdict(True)


def test_one_cookie_opens_several_sections(home, section, session, password):
    other = make_section(home)
    second = SharedPassword.objects.create_password(other, "other words")

    request = request_with(token_of(second), token_of(password))

    assert [is_unlocked(request, page) for page in (section, session, other)] == [True] * 3


@pytest.mark.parametrize(
    "carry",
    [
        lambda token: request_with(token),
        lambda token: request_with(**{HEADER: token}),
        lambda token: request_with(**{HEADER: f"  {token} "}),
        lambda token: request_with(Authorization=f"Bearer {token}"),
        lambda token: request_with(Authorization=f"bearer {token}"),
        lambda token: request_with("mgu1_nonsense", token),
        lambda token: request_with(token, **{HEADER: "mgu1_nonsense"}),
    ],
    ids=["cookie", "header", "spaces", "bearer", "small bearer", "beside nonsense", "beside a header"],
)
def test_grant_is_read_from_cookie_header_and_bearer(session, password, carry):
    assert is_unlocked(carry(token_of(password)), session)


@pytest.mark.parametrize(
    "carry",
    [
        lambda token: request_with(Authorization=token),
        lambda token: request_with(Authorization=f"Basic {token}"),
        lambda token: request_with(Authorization=f"Bearer x{token}"),
        lambda token: RequestFactory().get("/", {"token": token, COOKIE: token, HEADER: token}),
        lambda token: RequestFactory().post("/", {COOKIE: token}),
        lambda token: request_with(**{HEADER: f"{token}{token}"}),
    ],
    ids=["no scheme", "basic", "no token", "query", "form", "twice"],
)
def test_grant_is_read_from_nowhere_else(session, password, carry):
    assert not is_unlocked(carry(token_of(password)), session)


def test_foreign_grants_unlock_nothing_without_an_error(home, session, password):
    foreign = SharedPassword.objects.create_password(make_section(home), "other words")
    tokens = ["", "mgu1_", "x" * 10_000, token_of(password)[:-1], token_of(foreign), "mgu1_\x00.\udcff.é"]

    for token in tokens:
        assert not is_unlocked(request_with(**({HEADER: token} if token.isascii() else {})), session)
        assert not is_unlocked(request_with(*([token] * 3)), session)
    assert is_unlocked(request_with(*tokens[3:], token_of(password)), session)


def test_grant_of_another_version_unlocks_nothing(session, password):
    token = token_of(password)
    password.renew_version()
    password.save()

    assert examine(request_with(token), session).reason == Reason.CHANGED
    assert is_unlocked(request_with(token_of(password)), session)


def test_verdict_says_why_and_until_when(home, section, session, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    now = timezone.now()
    token = token_of(password)
    foreign = SharedPassword.objects.create_password(make_section(home), "other words")

    assert examine(request_with(), session) == Verdict(False, Reason.NO_GRANT)
    assert examine(request_with("mgu1_nonsense"), session) == Verdict(False, Reason.NO_GRANT)
    assert examine(request_with(token_of(foreign)), session) == Verdict(False, Reason.FOREIGN)
    assert examine(request_with(token), home) == Verdict(False, Reason.NO_SECTION)
    assert examine(request_with(token), session) == Verdict(True, until=now + timedelta(days=30))
    SharedPassword.objects.filter(pk=password.pk).update(expires_at=now + timedelta(days=1))
    assert examine(request_with(token), session) == Verdict(True, until=now + timedelta(days=1))
    password.refresh_from_db()
    password.revoke()
    assert examine(request_with(token), session) == Verdict(False, Reason.CHANGED, since=now)


@pytest.mark.parametrize(("after", "verdict"), [(-1, True), (0, False), (1, False)])
def test_unlock_ends_with_its_lifetime_on_the_second(session, password, after, verdict):
    now = timezone.now().replace(microsecond=0)

    found = examine(request_with(token_of(password, now)), session, now=now + timedelta(days=30, seconds=after))

    assert found.is_unlocked is verdict
    assert found.reason == (None if verdict else Reason.EXPIRED)


@pytest.mark.parametrize(("after", "verdict"), [(-1, True), (0, False), (1, False)])
def test_unlock_ends_with_its_password_on_the_second(session, password, after, verdict):
    now = timezone.now().replace(microsecond=0)
    SharedPassword.objects.update(expires_at=now + timedelta(hours=1))

    found = examine(request_with(token_of(password, now)), session, now=now + timedelta(hours=1, seconds=after))

    assert found.is_unlocked is verdict


def test_valid_grant_counts_beside_an_expired_one(session, password):
    old, new = timezone.now() - timedelta(days=31), timezone.now()

    for tokens in (
        [token_of(password, old), token_of(password, new)],
        [token_of(password, new), token_of(password, old)],
    ):
        assert is_unlocked(request_with(*tokens), session)


def test_aliases_and_translations_share_an_unlock(settings, home, section, session, password):
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)
    translated = publish(section.copy_for_translation(spanish))
    alias = CreatePageAliasAction(section, recursive=True, update_slug="alias", user=None).execute(True)
    translated.save_revision().publish()
    pages = [translated, session.copy_for_translation(spanish), alias, alias.specific.sessions().get()]

    for page in pages:
        assert is_unlocked(request_with(token_of(password)), page.specific)
        assert unlock(request_with(), page.specific, "correct horse").outcome == Outcome.OPENED
        assert not is_unlocked(request_with(), page.specific)


def test_attempts_are_shared_by_all_pages_behind_one_lock(settings, home, section, session, password):
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)
    alias = CreatePageAliasAction(section, recursive=True, update_slug="alias", user=None).execute(True).specific
    pages = [section, publish(section.copy_for_translation(spanish)), session, alias]

    outcomes = [unlock(request_with(), pages[number % 4], "wrong").outcome for number in range(11)]

    assert outcomes == [Outcome.WRONG] * 10 + [Outcome.TOO_MANY]
    assert unlock(request_with(), alias, "correct horse").outcome == Outcome.TOO_MANY


def test_section_password_does_not_reset_attempts_at_a_session_with_its_own(section, password):
    own = make_session(section, access="own")
    SharedPassword.objects.create_password(own, "own words")

    for _ in range(10):
        assert unlock(request_with(), own, "wrong").outcome == Outcome.WRONG
        assert unlock(request_with(), section, "correct horse").outcome == Outcome.OPENED

    assert unlock(request_with(), own, "own words").outcome == Outcome.TOO_MANY


# --- What comes of a password -----------------------------------------------------------------------------------------


def test_attempt_has_its_outcome_but_no_grant_in_its_repr(section, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)

    attempt = unlock(request_with(), section, "correct horse")

    assert attempt == Attempt(Outcome.OPENED, token=token_of(password), until=timezone.now() + timedelta(days=30))
    assert token_of(password) not in repr(attempt)
    assert "mgu1_" not in str([attempt])


@pytest.mark.parametrize(
    ("text", "detail"),
    [("", "empty"), (" \u200b", "empty"), ("a" * 129, "long"), ("a" * 1_000_000, "long"), ("\x00", "characters")],
    ids=["empty", "unseen", "long", "huge", "NUL"],
)
def test_unusable_text_costs_no_query_and_no_attempt(section, password, text, detail):
    attempt, queries = queries_of(lambda: unlock(request_with(), section, text))

    assert attempt == Attempt(Outcome.UNUSABLE, detail=detail)
    assert queries == 0
    assert figures() == {"opened": 0, "forgotten": 0, "wrong": 0, "earlier": 0, "refused": 0}


def test_correct_password_is_refused_while_throttled(section, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    outcomes = [unlock(request_with(), section, f"wrong {number}").outcome for number in range(10)]

    attempt = unlock(request_with(), section, "correct horse")

    assert outcomes == [Outcome.WRONG] * 10
    assert attempt == Attempt(Outcome.TOO_MANY, again_at=timezone.now() + timedelta(seconds=900))
    assert unlock(request_with(address="192.0.2.2"), section, "correct horse").outcome == Outcome.OPENED
    time_machine.shift(899)
    assert unlock(request_with(), section, "correct horse").outcome == Outcome.TOO_MANY
    time_machine.shift(1)
    assert unlock(request_with(), section, "correct horse").outcome == Outcome.OPENED


def test_success_resets_only_the_attempts_of_its_client(section, password):
    for address in ("192.0.2.1", "192.0.2.2"):
        for _ in range(9):
            unlock(request_with(address=address), section, "wrong")

    unlock(request_with(), section, "correct horse")

    assert [unlock(request_with(), section, "wrong").outcome for _ in range(2)] == [Outcome.WRONG] * 2
    other = [unlock(request_with(address="192.0.2.2"), section, "wrong").outcome for _ in range(2)]
    assert other == [Outcome.WRONG, Outcome.TOO_MANY]
    assert figures()["wrong"] == 21


def test_addresses_of_one_ipv6_network_are_one_client(section, password):
    outcomes = [
        unlock(request_with(address=f"2001:db8:1:2::{number:x}"), section, "wrong").outcome for number in range(1, 12)
    ]

    assert outcomes == [Outcome.WRONG] * 10 + [Outcome.TOO_MANY]
    assert unlock(request_with(address="2001:db8:1:3::1"), section, "correct horse").outcome == Outcome.OPENED


def test_forged_header_does_not_reset_the_attempts(section, password):
    outcomes = [
        unlock(request_with(**{"X-Forwarded-For": f"198.51.100.{number}"}), section, "wrong").outcome
        for number in range(11)
    ]

    assert outcomes[-1] == Outcome.TOO_MANY


def test_alarm_delays_new_clients_without_locking_them_out(section, session, password, settings):
    settings.MAIGU_WAGTAIL_ALARM = 20
    member = request_with(token_of(password), address="192.0.2.1")
    for number in range(20):
        unlock(request_with(address=f"198.51.100.{number}"), section, "wrong")

    assert is_unlocked(member, session)
    assert unlock(request_with(address="192.0.2.2"), section, "correct horse").outcome == Outcome.OPENED
    newcomer = [
        unlock(request_with(address="192.0.2.3"), section, text).outcome
        for text in ("a", "b", "correct horse", "c", "d")
    ]
    assert newcomer == [Outcome.WRONG, Outcome.WRONG, Outcome.OPENED, Outcome.WRONG, Outcome.WRONG]
    slow = [
        unlock(request_with(address="192.0.2.4"), section, text).outcome for text in ("a", "b", "c", "correct horse")
    ]
    assert slow == [Outcome.WRONG] * 3 + [Outcome.TOO_MANY]
    elsewhere = unlock(member, section, "correct horse")
    assert elsewhere.outcome == Outcome.OPENED


def test_every_outcome_is_counted(section, password):
    new = password.rotate("new words", earlier="end")

    for text in ("wrong", "correct horse", "new words"):
        unlock(request_with(), section, text)
    for _ in range(11):
        unlock(request_with(address="192.0.2.2"), section, "wrong")

    rows = {row.password_key: row for row in UnlockCounter.objects.all()}
    assert set(rows) == {0, password.pk, new.pk}
    assert (rows[0].wrong, rows[0].refused) == (11, 1)
    assert rows[password.pk].earlier == 1
    assert rows[new.pk].opened == 1
    assert statistics_of([new])[new.pk].number == 1
    assert statistics_of([new])[new.pk].last


def test_already_unlocked_device_is_counted_once(section, password):
    token = unlock(request_with(), section, "correct horse").token

    unlock(request_with(token), section, "correct horse")

    assert password.live_unlocks() == figures()["opened"] == 1
    assert statistics_of([password])[password.pk].number == 2


def test_page_outside_every_section_cannot_be_unlocked(home):
    with pytest.raises(ValueError, match="no lock"):
        unlock(request_with(), home, "correct horse")


# --- Locking again ----------------------------------------------------------------------------------------------------


def test_locking_again_drops_only_the_grants_of_this_section(home, section, password):
    own = make_session(section, access="own")
    other = make_section(home)
    ours = [password, SharedPassword.objects.create_password(own, "own words")]
    kept = SharedPassword.objects.create_password(other, "other words")
    tokens = [token_of(row) for row in (*ours, kept)]

    assert lock_again(request_with(*tokens, "mgu1_nonsense"), section) == [tokens[2]]
    assert figures()["forgotten"] == 2


def test_locking_again_through_an_alias_drops_the_grants_of_its_original(home, section, password):
    own = make_session(section, access="own")
    other_password = SharedPassword.objects.create_password(own, "own words")
    alias = CreatePageAliasAction(section, recursive=True, update_slug="alias", user=None).execute(True).specific

    assert lock_again(request_with(token_of(password), token_of(other_password)), alias) == []


def test_locking_again_does_not_count_a_locked_device(section, password):
    over = token_of(password, timezone.now() - timedelta(days=31))
    foreign = grants.sign(grants.issue(password.pk, "other", timezone.now()))

    assert lock_again(request_with(over, foreign), section) == []
    assert figures()["forgotten"] == 0


def test_locking_again_keeps_unknown_tokens(home, section):
    gone = grants.sign(grants.issue(4711, "version", timezone.now()))

    assert lock_again(request_with(gone), section) == [gone]
    assert lock_again(request_with(), section) == []
    assert lock_again(request_with(gone), home) == [gone]


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_examining_a_request_needs_one_query_only_with_a_grant(section, session, password, number):
    for position in range(number - 1):
        SharedPassword.objects.create_password(section, f"words {position}")
    tokens = [token_of(row) for row in SharedPassword.objects.all()]
    many = [grants.sign(grants.issue(row, "v" * 32, timezone.now())) for row in range(5000, 5015)]
    session = fresh(session)

    costs = {
        "none": queries_of(lambda: examine(request_with(), session)),
        "nonsense": queries_of(lambda: examine(request_with("mgu1_x", "y" * 90), session)),
        "some": queries_of(lambda: examine(request_with(*tokens), session)),
        "sixteen": queries_of(lambda: examine(request_with(*many, tokens[0]), session)),
        "foreign": queries_of(lambda: examine(request_with(*many), session)),
    }

    assert {name: queries for name, (_verdict, queries) in costs.items()} == {
        "none": 0,
        "nonsense": 0,
        "some": 1,
        "sixteen": 1,
        "foreign": 1,
    }
    assert [costs[name][0].is_unlocked for name in costs] == [False, False, True, True, False]


def test_examining_a_public_session_needs_no_query(section, password):
    session = fresh(make_session(section, access="public"))

    verdict, queries = queries_of(lambda: examine(request_with(token_of(password)), session))

    assert (verdict, queries) == (Verdict(True), 0)


@pytest.mark.parametrize("number", [1, 3])
def test_attempt_needs_as_many_queries_for_one_password_as_for_three(section, session, password, number):
    for position in range(number - 1):
        SharedPassword.objects.create_password(section, f"words {position}")
    unlock(request_with(address="192.0.2.9"), session, "correct horse")
    unlock(request_with(address="192.0.2.9"), session, "wrong")
    session = fresh(session)
    begin_no_row_that_clears()

    costs = [
        queries_of(lambda text=text: unlock(request_with(), session, text))
        for text in ["wrong"] * 11 + ["correct horse"]
    ]

    assert [attempt.outcome for attempt, _ in costs] == [Outcome.WRONG] * 10 + [Outcome.TOO_MANY] * 2
    # Count (2; from the fourth on with the alarm, 3), compare (1), count_event (1), client of this hour (1); the first time rows
    # are added. Refused: look and count (2), count_event (1).
    assert [queries for _attempt, queries in costs] == [7, *[5] * 2, *[6] * 7, 3, 3]


def test_correct_password_needs_five_queries(section, session, password):
    unlock(request_with(address="192.0.2.9"), session, "correct horse")
    session = fresh(session)
    begin_no_row_that_clears()

    attempt, queries = queries_of(lambda: unlock(request_with(), session, "correct horse"))

    # Count (2), compare (1), forget (1), count_event (1).
    assert attempt.outcome == Outcome.OPENED
    assert queries == 5


def test_tokens_are_read_from_the_header_first(password):
    request = request_with("mgu1_cookie", **{HEADER: "mgu1_header", "Authorization": "Bearer mgu1_bearer"})

    assert list(tokens_of(request)) == ["mgu1_header", "mgu1_bearer", "mgu1_cookie"]


def test_grant_for_an_unknown_password_unlocks_nothing(section, session):
    assert not is_unlocked(request_with(grants.sign(grants.issue(1, uuid4().hex, timezone.now()))), session)


def test_page_below_a_section_is_unlocked_with_the_section(section, password):
    page_model = swapper.load_model("wagtailcore", "Page")
    page = section.add_child(instance=page_model(title="Plain", slug="plain"))

    assert [is_unlocked(request, page) for request in (request_with(), request_with(token_of(password)))] == [
        False,
        True,
    ]


def test_insistent_client_causes_no_database_writes(section, password):
    for _ in range(10 + throttle.MOST_REFUSALS):
        unlock(request_with(), section, "wrong")

    attempt, queries = queries_of(lambda: unlock(request_with(), section, "correct horse"))

    assert (attempt.outcome, attempt.is_insistent) == (Outcome.TOO_MANY, True)
    assert queries == 1
    assert (figures()["wrong"], figures()["refused"]) == (10, throttle.MOST_REFUSALS)
