"""Unlocking at the edges: which of several grants counts, which moment is kept, and what is counted where."""

from datetime import datetime, timedelta, timezone

import pytest
from django.test import RequestFactory
from wagtail.models import ModelLogEntry

from maigu_wagtail.access import audit_log, grants
from maigu_wagtail.access.counters import hour_of
from maigu_wagtail.access.locking_again import lock_again
from maigu_wagtail.access.policy import (
    COOKIE,
    Attempt,
    Outcome,
    Reason,
    Verdict,
    examine,
    tokens_of,
    unlock,
)
from maigu_wagtail.access.scope import lock_of
from maigu_wagtail.models import Access, SharedPassword, UnlockCounter
from tests.doors import make_page
from tests.factories import make_section, make_session

# The clock stands here; what is asked about another moment has to go by that.
TODAY = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)
NOW = TODAY + timedelta(hours=5)
SECOND = timedelta(seconds=1)
MONTH = timedelta(days=30)
WORDS = "correct horse battery"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, WORDS)


def token_of(password, issued_at=NOW, version=None):
    return grants.sign(grants.issue(password.pk, version or password.version, issued_at))


def request_with(*tokens, **headers):
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="192.0.2.1")
    if tokens:
        request.COOKIES[COOKIE] = grants.join(tokens)
    return request


def counted(**fields):
    """Return the figures that are kept, as (what, lock, password, hour)."""
    names = ("opened", "opened_again", "forgotten", "wrong", "earlier", "refused")
    return sorted(
        (name, row.lock, row.password_key, row.hour)
        for row in UnlockCounter.objects.filter(**fields)
        for name in names
        for _number in range(getattr(row, name))
    )


# --- Whether a request is unlocked ------------------------------------------------------------------------------------


def test_newest_grant_decides_the_end_of_the_unlock(section, password):
    older, newer = token_of(password, NOW - MONTH / 2), token_of(password, NOW - SECOND)

    for tokens in ((older, newer), (newer, older)):
        verdict = examine(request_with(*tokens), section, now=NOW)

        assert verdict == Verdict(True, until=NOW - SECOND + MONTH)
        assert verdict.grant == grants.read(newer)


def test_unlock_lasts_as_long_as_the_grant_or_the_password(section, password):
    token = token_of(password)

    for end, until in ((None, NOW + MONTH), (NOW + SECOND, NOW + SECOND), (NOW + 2 * MONTH, NOW + MONTH)):
        SharedPassword.objects.update(expires_at=end)
        assert examine(request_with(token), section, now=NOW) == Verdict(True, until=until)


def test_examine_uses_the_time_passed_in(section, password):
    token = token_of(password, TODAY)

    assert examine(request_with(token), section) == Verdict(True, until=TODAY + MONTH)
    assert examine(request_with(token), section, now=TODAY + MONTH) == Verdict(False, Reason.EXPIRED)
    assert examine(request_with(token), section, now=TODAY + MONTH - SECOND).is_unlocked


def test_examine_uses_the_lock_passed_in(home, section, password):
    other = make_section(home)
    token = token_of(password)

    assert examine(request_with(token), other, lock=lock_of(section), now=NOW).is_unlocked
    assert examine(request_with(token), section, lock=lock_of(other), now=NOW) == Verdict(False, Reason.FOREIGN)


def test_refusal_gives_its_reason(home, section, password):
    gone = SharedPassword.objects.create_password(make_section(home), WORDS)
    revoked = SharedPassword.objects.create_password(section, "another password")
    revoked.revoke()
    late = token_of(password, NOW - MONTH)

    for tokens, verdict in (
        ((), Verdict(False, Reason.NO_GRANT)),
        (("mgu1_junk",), Verdict(False, Reason.NO_GRANT)),
        ((token_of(gone),), Verdict(False, Reason.FOREIGN)),
        ((late,), Verdict(False, Reason.EXPIRED)),
        ((token_of(revoked),), Verdict(False, Reason.CHANGED, since=TODAY)),
        ((token_of(password, version="another"),), Verdict(False, Reason.CHANGED)),
        ((late, token_of(gone)), Verdict(False, Reason.EXPIRED)),
        # Of two, what the older one says.
        ((late, token_of(revoked)), Verdict(False, Reason.EXPIRED)),
        ((token_of(password, NOW - MONTH + SECOND, "another"), late), Verdict(False, Reason.EXPIRED)),
    ):
        assert examine(request_with(*tokens), section, now=NOW) == verdict


def test_older_valid_grant_unlocks_beside_newer_invalid_ones(home, section, password):
    foreign = SharedPassword.objects.create_password(make_section(home), WORDS)
    tokens = [token_of(foreign), token_of(password, NOW, "another"), token_of(password, NOW - 60 * SECOND)]

    assert examine(request_with(*tokens), section, now=NOW).is_unlocked


def test_public_session_is_open_and_a_page_elsewhere_is_not(home, section, password):
    token = token_of(password)

    assert examine(request_with(), make_session(section, access=Access.PUBLIC)) == Verdict(True)
    for page in (make_page(home, "plain"), home):
        assert examine(request_with(token), page, now=NOW) == Verdict(False, Reason.NO_SECTION)
        assert examine(request_with(), page) == Verdict(False, Reason.NO_SECTION)


@pytest.mark.parametrize(
    ("headers", "tokens"),
    [
        ({}, []),
        ({"X-Maigu-Unlock": " mgu1_a "}, ["mgu1_a"]),
        ({"X-Maigu-Unlock": "anything"}, ["anything"]),
        ({"authorization": "Bearer mgu1_a"}, ["mgu1_a"]),
        ({"authorization": "bEARER mgu1_a "}, ["mgu1_a"]),
        ({"authorization": "Bearer mgu1_a b"}, ["mgu1_a b"]),
        ({"authorization": "Bearer  mgu1_a"}, []),
        ({"authorization": "Bearer other"}, []),
        ({"authorization": "Basic mgu1_a"}, []),
        ({"authorization": "mgu1_a"}, []),
        ({"authorization": "Bearer"}, []),
        ({"X-Maigu-Unlock": "mgu1_a", "authorization": "Bearer mgu1_b"}, ["mgu1_a", "mgu1_b"]),
    ],
    ids=str,
)
def test_tokens_are_read_from_our_header_and_bearer(headers, tokens):
    assert list(tokens_of(request_with(**headers))) == tokens
    assert list(tokens_of(request_with("mgu1_c", "mgu1_d", **headers))) == [*tokens, "mgu1_c", "mgu1_d"]


# --- Typing a password ------------------------------------------------------------------------------------------------


def test_correct_password_issues_a_grant_at_that_time(section, password):
    attempt = unlock(request_with(), section, WORDS, now=NOW)

    assert attempt == Attempt(Outcome.OPENED, token=token_of(password), until=NOW + MONTH)
    assert counted() == [("opened", section.translation_key, password.pk, hour_of(NOW))]
    assert unlock(request_with(), section, WORDS).until == TODAY + MONTH


@pytest.mark.parametrize(
    ("held", "what"),
    [
        ("the same", "opened_again"),
        ("over", "opened"),
        ("another version", "opened"),
        ("another password", "opened"),
        ("junk", "opened"),
        ("junk and the same", "opened_again"),
    ],
)
def test_device_with_a_valid_grant_is_counted_as_a_repeat(section, password, held, what):
    other = SharedPassword.objects.create_password(section, "another password")
    tokens = {
        "the same": [token_of(password)],
        "over": [token_of(password, NOW - MONTH)],
        "another version": [token_of(password, NOW, "another")],
        "another password": [token_of(other, NOW, password.version)],
        "junk": ["mgu1_junk"],
        "junk and the same": ["mgu1_junk", token_of(other), token_of(password)],
    }

    unlock(request_with(*tokens[held]), section, WORDS, now=NOW)

    assert counted() == [(what, section.translation_key, password.pk, hour_of(NOW))]


def test_wrong_password_is_counted_for_the_section_at_that_time(section, password):
    session = make_session(section, access=Access.OWN)
    SharedPassword.objects.create_password(session, "only this one")

    assert unlock(request_with(), session, WORDS, now=NOW) == Attempt(Outcome.WRONG)
    assert counted() == [("wrong", section.translation_key, 0, hour_of(NOW))]


def test_earlier_password_is_reported_and_counted_separately(section, password):
    session = make_session(section, access=Access.OWN)
    own = SharedPassword.objects.create_password(session, "only this one")
    own.rotate("a new password", earlier="run-out")

    attempt = unlock(request_with(), session, "only this one", now=NOW)

    assert attempt == Attempt(Outcome.EARLIER, since=TODAY)
    assert counted() == [("earlier", session.translation_key, own.pk, hour_of(NOW))]


def test_expired_password_is_logged_at_the_time_of_the_attempt(section, password):
    SharedPassword.objects.update(expires_at=NOW)
    revoked = SharedPassword.objects.create_password(section, "another password")
    revoked.revoke()

    assert unlock(request_with(), section, "another password", now=NOW).outcome == Outcome.EARLIER
    assert not ModelLogEntry.objects.filter(action=audit_log.EXPIRED).exists()
    assert unlock(request_with(), section, WORDS, now=NOW).outcome == Outcome.EARLIER
    assert ModelLogEntry.objects.filter(action=audit_log.EXPIRED).count() == 1


def test_unreadable_password_is_distinguished_from_a_wrong_one(section, password):
    SharedPassword.objects.update(sealed="nothing that was sealed")

    assert unlock(request_with(), section, WORDS, now=NOW) == Attempt(Outcome.UNREADABLE)
    assert counted() == [("wrong", section.translation_key, 0, hour_of(NOW))]


@pytest.mark.parametrize(("text", "detail"), [("", "empty"), ("x" * 129, "long"), ("\x00", "characters")])
def test_unusable_text_gives_its_reason(section, password, text, detail):
    assert unlock(request_with(), section, text) == Attempt(Outcome.UNUSABLE, detail=detail)
    assert counted() == []


def test_refused_attempts_are_counted_until_the_client_is_insistent(section, password, settings):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 1
    session = make_session(section, access=Access.OWN)
    end = NOW + timedelta(seconds=900)
    unlock(request_with(), session, "wrong", now=NOW)

    attempts = [unlock(request_with(), session, "wrong", now=NOW) for _number in range(13)]

    assert attempts[0] == Attempt(Outcome.TOO_MANY, again_at=end)
    assert attempts[-1] == Attempt(Outcome.TOO_MANY, again_at=end, is_insistent=True)
    refused = [attempt for attempt in attempts if not attempt.is_insistent]
    assert 0 < len(refused) < 13
    assert counted()[: len(refused)] == [("refused", section.translation_key, 0, hour_of(NOW))] * len(refused)
    assert counted()[len(refused) :] == [("wrong", section.translation_key, 0, hour_of(NOW))]


def test_correct_password_resets_only_the_attempts_at_its_lock(section, password, settings):
    settings.MAIGU_WAGTAIL_ATTEMPTS = 2
    session = make_session(section, access=Access.OWN)
    own = SharedPassword.objects.create_password(session, "only this one")
    assert own.lock != password.lock
    for page in (section, session):
        assert unlock(request_with(), page, "wrong", now=NOW).outcome == Outcome.WRONG

    assert unlock(request_with(), section, WORDS, now=NOW).outcome == Outcome.OPENED

    outcomes = [unlock(request_with(), page, "wrong", now=NOW).outcome for page in (section, section, session, session)]
    assert outcomes == [Outcome.WRONG, Outcome.WRONG, Outcome.WRONG, Outcome.TOO_MANY]


def test_attempt_uses_the_lock_passed_in(home, section, password):
    other = make_section(home)

    assert unlock(request_with(), other, WORDS, lock=lock_of(section), now=NOW).outcome == Outcome.OPENED
    assert unlock(request_with(), section, WORDS, lock=lock_of(other), now=NOW).outcome == Outcome.WRONG
    with pytest.raises(ValueError, match=r"^A page outside every section has no lock\.$"):
        unlock(request_with(), home, WORDS)


# --- Locking again ----------------------------------------------------------------------------------------------------


def test_locking_again_is_counted_for_the_lock_of_each_grant_at_that_time(section, password):
    session = make_session(section, access=Access.OWN)
    own = SharedPassword.objects.create_password(session, "only this one")
    tokens = [token_of(password), token_of(own), token_of(password, NOW - MONTH), token_of(own, NOW, "another")]

    assert lock_again(request_with(*tokens), section, now=NOW) == []
    assert counted() == sorted(("forgotten", row.lock, row.pk, hour_of(NOW)) for row in (password, own))


def test_locking_a_session_again_leaves_other_sessions_unlocked(section, password):
    one, two = (make_session(section, access=Access.OWN) for _number in range(2))
    first, second = (SharedPassword.objects.create_password(page, f"{page.slug} words") for page in (one, two))
    tokens = [token_of(row, TODAY) for row in (password, first, second)]

    # A session's lock is counted in its section, whose grants go with it.
    assert lock_again(request_with(*tokens), one) == [tokens[1], tokens[2]]
    assert [row[:3] for row in counted()] == [("forgotten", section.translation_key, password.pk)]


def test_locking_again_keeps_other_sections_in_their_order(home, section, password):
    foreign = [SharedPassword.objects.create_password(make_section(home), WORDS) for _number in range(2)]
    tokens = [token_of(foreign[0]), token_of(password), token_of(foreign[1]), "mgu1_junk"]

    assert lock_again(request_with(*tokens), section, now=NOW) == [tokens[0], tokens[2]]
    assert lock_again(request_with(*tokens), home, now=NOW) == [tokens[0], tokens[1], tokens[2]]
    assert lock_again(request_with(**{"X-Maigu-Unlock": tokens[1]}), section, now=NOW) == []


def test_locking_an_alias_again_forgets_the_sessions_that_are_aliases(home, section, password):
    own = make_session(section, access=Access.OWN)
    foreign = make_session(make_section(home), access=Access.OWN)
    rows = [SharedPassword.objects.create_password(page, f"{page.slug} words") for page in (own, foreign)]
    tokens = [token_of(row) for row in rows]
    alias = foreign.create_alias(parent=section, update_slug="alias")

    assert lock_again(request_with(*tokens), section, now=NOW) == []
    alias.delete()
    assert lock_again(request_with(*tokens), type(section).objects.get(pk=section.pk), now=NOW) == [tokens[1]]


def test_client_guessing_at_two_sections_counts_in_both_alarms(home, section, password):
    other = make_section(home)
    SharedPassword.objects.create_password(other, "other words")

    for place in (section, other):
        assert unlock(request_with(), place, "wrong", now=NOW).outcome == Outcome.WRONG

    clients = UnlockCounter.objects.filter(clients=1).values_list("lock", flat=True)
    assert set(clients) == {lock_of(section).section_key, lock_of(other).section_key}


def test_attempt_that_cannot_be_counted_is_unavailable(section, password, settings):
    settings.CACHES = {**settings.CACHES, "broken": {"BACKEND": "tests.caches.IsDown"}}
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "broken"

    assert unlock(request_with(), section, WORDS, now=NOW) == Attempt(Outcome.UNAVAILABLE)
