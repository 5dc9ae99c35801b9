from datetime import timedelta
from io import StringIO

import pytest
import swapper
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.views.debug import ExceptionReporter
from wagtail.models import ModelLogEntry

from maigu_wagtail.access import audit_log, grants, sealing
from maigu_wagtail.access.managers import MOST_EARLIER
from maigu_wagtail.access.models import State
from maigu_wagtail.access.policy import Outcome, is_unlocked, unlock
from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.factories import make_section, make_session

SECRET = "CANARY"
PASSWORD = f"Correct horse {SECRET}"
SECOND = timedelta(seconds=1)


@pytest.fixture
def user(db):
    return get_user_model().objects.create_superuser("bea", "bea@example.org", "pw")


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, PASSWORD, label="Members")


def request_of(token=""):
    return RequestFactory().get("/", headers={"X-Maigu-Unlock": token} if token else {})


def typed(section, text, now=None):
    return unlock(request_of(), section, text, now=now)


def logged(password=None):
    """Return the actions in the log, the oldest first."""
    entries = ModelLogEntry.objects.order_by("pk")
    if password:
        entries = entries.filter(object_id=str(password.pk))
    return [(entry.action.rpartition(".")[2], entry.user) for entry in entries]


# --- Making one -------------------------------------------------------------------------------------------------------


def test_password_is_created_as_requested_and_logged(section, user):
    until = timezone.now() + timedelta(days=1)

    password = SharedPassword.objects.create_password(section, PASSWORD, label="Members", expires_at=until, user=user)

    password = SharedPassword.objects.get(pk=password.pk)
    assert (password.label, password.expires_at, password.created_by) == ("Members", until, user)
    assert password.state == State.ACTIVE
    assert password.reveal(user=user) == PASSWORD
    assert list(SharedPassword.objects.of_page(section)) == [password]
    assert logged(password) == [("create", user), ("read", user)]


def test_password_is_stored_encrypted(password):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM maigu_wagtail_sharedpassword")
        row = cursor.fetchone()

    assert password.reveal() == PASSWORD
    assert password.sealed in row
    assert SECRET not in str(row)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "Enter a password."), (" \u200b\n", "Enter a password."), ("a" * 129, "at most 128"), ("a\x00", "not text")],
)
def test_unusable_password_is_refused(section, text, reason):
    with pytest.raises(ValidationError) as error:
        SharedPassword.objects.create_password(section, text)

    assert reason in error.value.message_dict["password"][0]
    assert not SharedPassword.objects.exists()


@pytest.mark.parametrize("after", [timedelta(0), -SECOND])
def test_password_cannot_end_before_it_starts(section, time_machine, after):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)

    with pytest.raises(ValidationError) as error:
        SharedPassword.objects.create_password(section, PASSWORD, expires_at=timezone.now() + after)

    assert list(error.value.message_dict) == ["expires_at"]


@pytest.mark.parametrize(
    "text", [PASSWORD, f"  {PASSWORD}\u00a0", PASSWORD.replace(" ", "\u2003"), "Ｃorrect horse CANARY"]
)
def test_duplicate_password_is_refused_in_any_spelling(section, password, text):
    with pytest.raises(ValidationError) as error:
        SharedPassword.objects.create_password(section, text)

    assert "“Members”" in error.value.message_dict["password"][0]
    assert SECRET not in str(error.value)
    assert SharedPassword.objects.count() == 1


def test_password_of_another_page_is_not_a_duplicate(home, section, password):
    other = SharedPassword.objects.create_password(make_section(home), PASSWORD)

    assert typed(section, PASSWORD).outcome == Outcome.OPENED
    assert not is_unlocked(request_of(grants.sign(grants.issue(other.pk, other.version, timezone.now()))), section)


def test_active_passwords_end_independently(section, password):
    cohort = SharedPassword.objects.create_password(section, "spring cohort", label="Cohort")
    tokens = [typed(section, text).token for text in (PASSWORD, "spring cohort")]

    cohort.revoke()

    assert [is_unlocked(request_of(token), section) for token in tokens] == [True, False]
    assert set(SharedPassword.objects.accepted()) == {password}


# --- Reading it -------------------------------------------------------------------------------------------------------


def test_copying_is_logged_as_a_copy(password, user):
    assert password.reveal(user=user, action=audit_log.COPIED) == PASSWORD
    assert logged(password)[1:] == [("copy", user)]


def test_password_is_not_revealed_when_it_cannot_be_logged(password, user):
    with broken("modellogentry"), transaction.atomic(), pytest.raises(OperationalError):
        password.reveal(user=user)

    assert logged(password) == [("create", None)]


def test_password_with_a_lost_key_is_reported_as_unreadable(section, password, user, settings):
    token = typed(section, PASSWORD).token
    settings.SECRET_KEY = "another key"

    assert not password.is_readable
    assert typed(section, PASSWORD).outcome == Outcome.UNREADABLE
    assert not is_unlocked(request_of(token), section)
    with pytest.raises(sealing.Unreadable):
        password.reveal(user=user)
    assert logged(password) == [("create", None)]


def test_saving_leaves_a_password_with_a_lost_key_intact(password, settings):
    key = settings.SECRET_KEY
    settings.SECRET_KEY = "another key"
    password.label = "Renamed"
    password.save()

    settings.SECRET_KEY = key

    password.refresh_from_db()
    assert (password.label, password.reveal()) == ("Renamed", PASSWORD)


def test_unreadable_password_leaves_the_others_usable(section, password, settings):
    settings.SECRET_KEY = "another key"
    SharedPassword.objects.create_password(section, "new words")

    assert typed(section, "new words").outcome == Outcome.OPENED
    assert typed(section, PASSWORD).outcome == Outcome.UNREADABLE


def test_changing_the_secret_key_with_a_fallback_locks_nobody_out(section, password, settings):
    token = typed(section, PASSWORD).token
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", [settings.SECRET_KEY]

    assert password.is_readable
    assert is_unlocked(request_of(token), section)
    assert typed(section, PASSWORD).outcome == Outcome.OPENED

    password.save()
    settings.SECRET_KEY_FALLBACKS = []
    assert SharedPassword.objects.get(pk=password.pk).reveal() == PASSWORD
    assert typed(section, PASSWORD).outcome == Outcome.OPENED


# --- Changing it ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "state", "still_unlocked"),
    [("end", State.REVOKED, False), ("run-out", State.RUNNING_OUT, True)],
)
def test_rotating_ends_the_earlier_password_as_chosen(section, password, user, earlier, state, still_unlocked):
    token = typed(section, PASSWORD).token

    new = password.rotate("new words", earlier=earlier, user=user)

    assert password.state == state
    assert is_unlocked(request_of(token), section) is still_unlocked
    assert typed(section, PASSWORD).outcome == Outcome.EARLIER
    assert typed(section, "new words").outcome == Outcome.OPENED
    assert (new.label, new.created_by, new.lock) == ("Members", user, password.lock)
    assert logged(password) == [("create", None), ("rotate", user)]
    assert logged(new) == [("create", user)]


def test_rotating_with_an_overlap_ends_on_the_second(section, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    token = typed(section, PASSWORD).token
    until = timezone.now() + timedelta(days=7)

    password.rotate("new words", earlier="overlap", until=until)

    time_machine.move_to(until - SECOND, tick=False)
    assert is_unlocked(request_of(token), section)
    assert [typed(section, text).outcome for text in (PASSWORD, "new words")] == [Outcome.OPENED, Outcome.OPENED]
    time_machine.move_to(until, tick=False)
    assert not is_unlocked(request_of(token), section)
    assert [typed(section, text).outcome for text in (PASSWORD, "new words")] == [Outcome.EARLIER, Outcome.OPENED]


def test_unlock_left_to_expire_ends_with_its_own_lifetime(section, password, time_machine, settings):
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = 3600
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    token = typed(section, PASSWORD).token
    password.rotate("new words", earlier="run-out")

    time_machine.shift(3599)
    assert is_unlocked(request_of(token), section)
    time_machine.shift(1)
    assert not is_unlocked(request_of(token), section)


def test_overlap_does_not_extend_a_password_that_ends_sooner(section, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    end = timezone.now() + timedelta(days=1)
    password = SharedPassword.objects.create_password(section, PASSWORD, expires_at=end)

    password.rotate("new words", earlier="overlap", until=end + timedelta(days=6))

    assert password.expires_at == end


def test_overlap_shortens_a_password_that_ends_later(section, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    end = timezone.now() + timedelta(days=9)
    password = SharedPassword.objects.create_password(section, PASSWORD, expires_at=end)

    password.rotate("new words", earlier="overlap", until=end - timedelta(days=6))

    assert password.expires_at == end - timedelta(days=6)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("new words", {"earlier": "whatever"}),
        ("new words", {"earlier": "overlap"}),
        ("new words", {"earlier": "overlap", "until": timezone.now() - timedelta(days=1)}),
        ("", {"earlier": "end"}),
        (PASSWORD, {"earlier": "end"}),
        ("spring cohort", {"earlier": "end"}),
    ],
)
def test_refused_rotation_changes_nothing(section, password, text, how):
    SharedPassword.objects.create_password(section, "spring cohort")
    before = list(SharedPassword.objects.order_by("pk").values()), logged()

    with pytest.raises(ValidationError) as error:
        password.rotate(text, **how)

    assert SECRET not in str(error.value)
    assert (list(SharedPassword.objects.order_by("pk").values()), logged()) == before


@pytest.mark.parametrize("how", ["revoke", "rotate", "expire"])
def test_ended_password_cannot_be_rotated(password, how):
    if how == "revoke":
        password.revoke()
    elif how == "rotate":
        SharedPassword.objects.get(pk=password.pk).rotate("other words", earlier="end")
    else:
        SharedPassword.objects.update(expires_at=timezone.now())

    with pytest.raises(ValidationError):
        password.rotate("new words", earlier="end")

    assert typed_texts(password) == {PASSWORD} | ({"other words"} if how == "rotate" else set())


def typed_texts(password):
    return {row.reveal() for row in SharedPassword.objects.filter(lock=password.lock)}


def test_revoking_ends_grants_with_the_next_request(section, password, user):
    token = typed(section, PASSWORD).token
    assert is_unlocked(request_of(token), section)

    password.revoke(user=user)
    password.revoke(user=user)

    assert not is_unlocked(request_of(token), section)
    assert typed(section, PASSWORD).outcome == Outcome.EARLIER
    assert password.state == State.REVOKED
    assert logged(password) == [("create", None), ("revoke", user)]


@pytest.mark.parametrize("earlier", ["end", "revoke"])
def test_using_an_old_password_again_does_not_revive_its_grants(section, password, earlier):
    token = typed(section, PASSWORD).token
    if earlier == "end":
        password.rotate("new words", earlier="end")
    else:
        password.revoke()

    again = SharedPassword.objects.create_password(section, PASSWORD)

    assert not is_unlocked(request_of(token), section)
    assert typed(section, PASSWORD).outcome == Outcome.OPENED
    assert again.pk != password.pk
    assert again.version != password.version


def test_grant_of_a_deleted_password_does_not_match_a_reused_key(section, password):
    token = typed(section, PASSWORD).token
    key = password.pk
    password.delete()

    again = SharedPassword(pk=key, lock=section.translation_key)
    again.put(PASSWORD)
    again.save()

    assert again.pk == grants.read(token).password_id
    assert not is_unlocked(request_of(token), section)


def test_expiry_is_logged_once_and_not_for_revoked_passwords(section, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    end = timezone.now() + timedelta(hours=1)
    over, revoked, other = (
        SharedPassword.objects.create_password(section, text, expires_at=end if text != "c c" else None)
        for text in ("a a", "b b", "c c")
    )
    revoked.revoke()

    time_machine.move_to(end - SECOND, tick=False)
    SharedPassword.objects.log_expired()
    assert ("expire", None) not in logged()
    time_machine.move_to(end, tick=False)
    SharedPassword.objects.log_expired()
    SharedPassword.objects.log_expired()

    assert [logged(row).count(("expire", None)) for row in (over, revoked, other)] == [1, 0, 0]


def test_expiry_is_logged_when_the_password_is_entered(section, password, time_machine):
    time_machine.move_to("2026-03-01 12:00Z", tick=False)
    SharedPassword.objects.update(expires_at=timezone.now() + SECOND)

    assert typed(section, PASSWORD).outcome == Outcome.OPENED
    time_machine.shift(1)
    attempt = typed(section, PASSWORD)

    assert (attempt.outcome, attempt.since) == (Outcome.EARLIER, timezone.now())
    assert logged(password) == [("create", None), ("expire", None)]


def test_state_changes_on_the_second(password):
    now = timezone.now()
    password.expires_at = now

    assert [password.state_at(now + after) for after in (-SECOND, timedelta(0), SECOND)] == [
        State.ACTIVE,
        State.EXPIRED,
        State.EXPIRED,
    ]
    password.retired_at = now
    assert password.state_at(now - SECOND) == State.RUNNING_OUT
    password.revoked_at = now
    assert password.state_at(now - SECOND) == State.REVOKED


def test_earlier_passwords_are_recognised_up_to_the_limit(section, password):
    for number in range(MOST_EARLIER):
        password = password.rotate(f"words {number}", earlier="end")

    assert typed(section, "words 0").outcome == Outcome.EARLIER
    assert typed(section, PASSWORD).outcome == Outcome.EARLIER
    password.rotate("the last words", earlier="end")
    assert typed(section, PASSWORD).outcome == Outcome.WRONG
    assert typed(section, "the last words").outcome == Outcome.OPENED


def test_recognise_reads_the_passwords_of_a_lock_in_one_query(section, password):
    for number in (1, 3):
        for position in range(number):
            SharedPassword.objects.create_password(section, f"words {number} {position}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found, _ = SharedPassword.objects.recognise(password.lock, PASSWORD, timezone.now())
        assert found == password
        assert len(queries) == 1


# --- What pages do with it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("through", ["page", "base", "queryset"])
def test_deleting_a_page_removes_its_passwords_and_counters(home, section, password, through):
    session = make_session(section, access="own")
    own = SharedPassword.objects.create_password(session, "own words")
    elsewhere = SharedPassword.objects.create_password(make_section(home), "other words")
    for page, text in ((section, PASSWORD), (session, "own words")):
        assert typed(page, text).outcome == Outcome.OPENED
    page_model = swapper.load_model("wagtailcore", "Page")

    if through == "page":
        section.delete()
    elif through == "base":
        page_model.objects.get(pk=section.pk).delete()
    else:
        page_model.objects.filter(pk=section.pk).delete()

    assert list(SharedPassword.objects.all()) == [elsewhere]
    assert not UnlockCounter.objects.filter(lock__in=[password.lock, own.lock]).exists()


def test_copying_a_section_copies_no_password(home, section, password):
    make_session(section, slug="one")
    token = typed(section, PASSWORD).token

    copy = section.copy(recursive=True, update_attrs={"slug": "copy"})

    assert list(SharedPassword.objects.of_page(copy)) == []
    assert typed(copy, PASSWORD).outcome == Outcome.WRONG
    for page in (copy, copy.sessions().get()):
        assert not is_unlocked(request_of(token), page)
    assert is_unlocked(request_of(token), section)


def test_copying_a_session_does_not_copy_its_own_password(section):
    session = make_session(section, access="own")
    SharedPassword.objects.create_password(session, PASSWORD)
    token = typed(session, PASSWORD).token

    copy = session.copy(update_attrs={"slug": "copy"}).specific

    assert copy.access == "own"
    assert typed(copy, PASSWORD).outcome == Outcome.WRONG
    assert not is_unlocked(request_of(token), copy)
    assert is_unlocked(request_of(token), session)


def test_moving_a_session_into_another_section_changes_what_opens_it(home, section, password):
    session, own = make_session(section), make_session(section, access="own")
    SharedPassword.objects.create_password(own, "own words")
    token, own_token = typed(session, PASSWORD).token, typed(own, "own words").token
    other = make_section(home)

    for page in (session, own):
        page.move(other, pos="last-child")

    session, own = (type(page).objects.get(pk=page.pk) for page in (session, own))
    assert not is_unlocked(request_of(token), session)
    assert typed(session, PASSWORD).outcome == Outcome.WRONG
    assert is_unlocked(request_of(own_token), own)
    assert typed(own, "own words").outcome == Outcome.OPENED


def test_moving_a_section_keeps_its_lock(home, section, password):
    session = make_session(section)
    token = typed(session, PASSWORD).token
    new_home = home.add_child(instance=make_plain_page())

    section.move(new_home, pos="last-child")

    assert is_unlocked(request_of(token), type(session).objects.get(pk=session.pk))
    assert typed(type(section).objects.get(pk=section.pk), PASSWORD).outcome == Outcome.OPENED


def make_plain_page(**fields):
    page_model = swapper.load_model("wagtailcore", "Page")
    return page_model(**{"title": "Plain", "slug": "plain", **fields})


def test_restoring_a_revision_changes_no_password(section, password, user):
    session = make_session(section)
    old = section.save_revision()
    old_session = session.save_revision()
    token = typed(section, PASSWORD).token
    new = password.rotate("new words", earlier="end")

    old.publish()
    old_session.publish()

    section, session = (type(page).objects.get(pk=page.pk) for page in (section, session))
    assert SECRET not in str(old.content) + str(old_session.content)
    assert [row.state for row in SharedPassword.objects.order_by("pk")] == [State.REVOKED, State.ACTIVE]
    assert new.lock == section.translation_key
    for page in (section, session):
        assert not is_unlocked(request_of(token), page)
    assert typed(session, "new words").outcome == Outcome.OPENED


# --- Where it must not be read ----------------------------------------------------------------------------------------


def test_dumpdata_has_no_plain_password_and_loaddata_revives_no_grant(section, password, tmp_path):
    token = typed(section, PASSWORD).token
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "maigu_wagtail.sharedpassword", output=str(dump))
    password.revoke()
    assert not is_unlocked(request_of(token), section)

    call_command("loaddata", str(dump), stdout=StringIO())

    assert SECRET not in dump.read_text()
    assert SharedPassword.objects.get().reveal() == PASSWORD
    assert typed(section, PASSWORD).outcome == Outcome.OPENED
    assert not is_unlocked(request_of(token), section)


@pytest.mark.parametrize("format_name", ["json", "xml", "python", "jsonl"])
def test_serialised_password_is_encrypted(password, format_name):
    text = str(serializers.serialize(format_name, SharedPassword.objects.all()))

    assert password.sealed in text
    assert SECRET not in text


def test_password_is_not_in_any_text_of_the_object(password):
    password.reveal()

    texts = [repr(password), str(password), f"{password!r}", str(vars(password)), repr([password])]

    assert [text for text in texts if SECRET in text] == []
    assert str(password) == "Members"
    assert str(SharedPassword()) == "Shared password"


def test_log_contains_no_password(section, password, user):
    password.reveal(user=user)
    password.reveal(user=user, action=audit_log.COPIED)
    new = password.rotate(f"new {PASSWORD}", earlier="end", user=user)
    new.revoke(user=user)

    entries = ModelLogEntry.objects.all()

    assert logged() == [
        *(("create", None), ("read", user), ("copy", user), ("create", user), ("rotate", user), ("revoke", user)),
    ]
    assert SECRET not in str(list(entries.values()))
    assert SECRET not in "".join(str(entry.message) for entry in entries)


def test_queries_contain_no_password(section, password):
    with CaptureQueriesContext(connection) as queries:
        password.reveal()
        password.rotate(f"new {PASSWORD}", earlier="end")
        typed(section, PASSWORD)
        typed(section, f"wrong {PASSWORD}")

    assert len(queries) > 10
    assert SECRET not in str(queries.captured_queries)


def broken(table):
    """Return a wrapper under which every query that names ``table`` fails."""

    def execute(run, sql, params, many, context):
        if table in sql:
            raise OperationalError("something broke")
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


WORK = {
    "create": lambda section, password: SharedPassword.objects.create_password(section, f"another {PASSWORD}"),
    "rotate": lambda section, password: password.rotate(f"another {PASSWORD}", earlier="end"),
    "reveal": lambda section, password: password.reveal(),
    "type": lambda section, password: unlock(request_of(), section, PASSWORD),
}


@pytest.mark.parametrize(
    ("work", "table"),
    [
        ("create", "modellogentry"),
        ("create", "sharedpassword"),
        ("rotate", "modellogentry"),
        ("rotate", "sharedpassword"),
        ("reveal", "modellogentry"),
        ("type", "sharedpassword"),
    ],
)
def test_database_error_report_contains_no_password(section, password, rf, work, table):
    with broken(table), pytest.raises(OperationalError) as caught:
        WORK[work](section, password)

    text = report(rf, caught)
    assert "something broke" in text
    assert SECRET not in text


@pytest.mark.parametrize("work", WORK)
def test_settings_error_report_contains_no_password(section, password, rf, settings, work):
    settings.SECRET_KEY_FALLBACKS = None

    with pytest.raises(TypeError) as caught:
        WORK[work](section, password)

    assert SECRET not in report(rf, caught)


def report(rf, caught):
    """Return what Django mails to the administrators, and what it shows them."""
    reporter = ExceptionReporter(rf.get("/"), caught.type, caught.value, caught.tb)
    return reporter.get_traceback_html() + reporter.get_traceback_text()
