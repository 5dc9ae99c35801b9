"""Shared passwords at the edges: the second at which they end, the field that an error is of, what is saved and logged."""

from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
import swapper
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from maigu_wagtail.access import audit_log
from maigu_wagtail.access.counters import count_event
from maigu_wagtail.access.managers import MOST_EARLIER
from maigu_wagtail.access.models import UNUSABLE, State, remove_ownerless_passwords, unusable
from maigu_wagtail.access.normalising import UnusablePassword
from maigu_wagtail.access.sealing import Unreadable
from maigu_wagtail.models import SharedPassword, UnlockCounter
from tests.factories import make_section

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)
WORDS = "correct horse battery"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def user(db):
    return get_user_model().objects.create_user("bea")


@pytest.fixture
def password(section):
    return SharedPassword.objects.create_password(section, WORDS, label="Members")


def again(password):
    return SharedPassword.objects.get(pk=password.pk)


def recognised(section, text, now=NOW):
    return SharedPassword.objects.recognise(section.translation_key, text, now)


def actions(password):
    entries = ModelLogEntry.objects.filter(object_id=str(password.pk)).order_by("pk")
    return [(entry.action, entry.user) for entry in entries]


# --- Making one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reason", "text"), [("empty", ""), ("long", "x" * 129), ("characters", "a\x00")])
def test_form_explains_why_a_text_is_not_a_valid_password(section, reason, text):
    with pytest.raises(ValidationError) as error:
        SharedPassword.objects.create_password(section, text)

    assert error.value.message_dict == {"password": [UNUSABLE[reason] % {"most": 128}]}
    assert unusable(UnusablePassword(reason)).messages == error.value.message_dict["password"]
    assert not SharedPassword.objects.exists()


def test_form_names_the_password_that_is_duplicated(section, password):
    with pytest.raises(ValidationError) as error:
        SharedPassword.objects.create_password(section, WORDS)

    assert list(error.value.message_dict) == ["password"]
    assert "Members" in str(error.value)


@pytest.mark.parametrize(("after", "is_refused"), [(-SECOND, True), (0 * SECOND, True), (SECOND, False)])
def test_password_ending_before_it_starts_is_an_error_of_the_end_field(section, after, is_refused):
    def make():
        return SharedPassword.objects.create_password(section, WORDS, expires_at=NOW + after)

    if is_refused:
        with pytest.raises(ValidationError) as error:
            make()
        assert list(error.value.message_dict) == ["expires_at"]
    else:
        assert make().expires_at == NOW + after


def test_password_may_be_set_again_to_its_own_or_an_earlier_text(section, password):
    password.put(WORDS)
    password.save()
    new = password.rotate("a new password", earlier="end")

    assert again(new).reveal() == "a new password"
    back = SharedPassword.objects.create_password(section, WORDS)
    assert recognised(section, WORDS) == (back, False)


def test_password_is_shown_by_its_label(section, password):
    assert str(password) == "Members"
    assert str(SharedPassword.objects.create_password(section, "another password")) == "Shared password"


def test_version_is_set_once_and_renewed_on_request(password):
    version = password.version
    password.save()

    assert again(password).version == version
    password.renew_version()
    assert 0 < len(password.version) <= 32
    assert password.version != version


def test_password_is_encrypted_again_only_by_a_full_save(password, settings):
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key", [old]
    password.label = "Members of spring"
    password.save(update_fields=["label"])
    settings.SECRET_KEY_FALLBACKS = []
    assert again(password).label == "Members of spring"
    assert not again(password).is_readable
    with pytest.raises(Unreadable):
        again(password).reveal()

    settings.SECRET_KEY_FALLBACKS = [old]
    again(password).save()

    settings.SECRET_KEY_FALLBACKS = []
    assert again(password).is_readable
    assert again(password).reveal() == WORDS


def test_reading_is_logged_with_its_purpose(password, user):
    password.reveal(user=user)
    password.reveal(user=user, action=audit_log.COPIED)

    assert actions(password) == [(audit_log.CREATED, None), (audit_log.READ, user), (audit_log.COPIED, user)]


# --- What it is good for ----------------------------------------------------------------------------------------------


def test_devices_stay_unlocked_by_active_or_expiring_passwords(password):
    states = {}
    for name, fields in (
        ("active", {}),
        ("retired", {"retired_at": NOW}),
        ("expired", {"expires_at": NOW}),
        ("revoked", {"revoked_at": NOW}),
    ):
        SharedPassword.objects.update(**{"retired_at": None, "expires_at": None, "revoked_at": None, **fields})
        states[name] = (again(password).is_accepted(NOW), again(password).keeps_open(NOW), again(password).state)

    assert states == {
        "active": (True, True, State.ACTIVE),
        "retired": (False, True, State.RUNNING_OUT),
        "expired": (False, False, State.EXPIRED),
        "revoked": (False, False, State.REVOKED),
    }


@pytest.mark.parametrize(
    ("fields", "changed_at"),
    [
        ({}, None),
        ({"expires_at": NOW + HOUR}, None),
        ({"expires_at": NOW - HOUR}, NOW - HOUR),
        ({"retired_at": NOW - HOUR}, NOW - HOUR),
        ({"revoked_at": NOW - HOUR}, NOW - HOUR),
        ({"revoked_at": NOW, "retired_at": NOW - HOUR}, NOW - HOUR),
        ({"expires_at": NOW, "retired_at": NOW - HOUR}, NOW - HOUR),
        ({"expires_at": NOW - 2 * HOUR, "retired_at": NOW - HOUR}, NOW - 2 * HOUR),
    ],
)
def test_password_says_since_when_it_has_been_replaced(password, fields, changed_at):
    SharedPassword.objects.update(**fields)

    assert again(password).changed_at == changed_at


def test_accepted_passwords_are_those_that_unlock_at_that_second(section, password):
    ending = SharedPassword.objects.create_password(section, "another password", expires_at=NOW + HOUR)
    for text in ("retired", "revoked"):
        row = SharedPassword.objects.create_password(section, text)
        SharedPassword.objects.filter(pk=row.pk).update(**{f"{text}_at": NOW})

    passwords = SharedPassword.objects.of_page(section)

    assert set(passwords.accepted()) == {password, ending}
    assert set(passwords.accepted(NOW + HOUR - SECOND)) == {password, ending}
    assert set(passwords.accepted(NOW + HOUR)) == {password}


def test_unlocked_devices_exclude_those_locked_again(section, password):
    def count(what, hours_ago, number=1, **fields):
        for _number in range(number):
            count_event(section.translation_key, what, NOW - hours_ago, password_key=fields.get("key", password.pk))

    assert password.live_unlocks() == 0
    count("opened", MONTH, 7)  # the hour in which the lifetime began counts no more
    count("opened", MONTH - HOUR, 3)
    count("opened", 0 * HOUR, 2)
    count("opened", 0 * HOUR, 9, key=password.pk + 1)
    assert password.live_unlocks() == 5
    count("forgotten", 0 * HOUR, 2)
    assert password.live_unlocks() == 3
    assert password.live_unlocks(NOW + HOUR) == 0
    count("forgotten", 0 * HOUR, 9)
    assert password.live_unlocks() == 0


def test_password_without_valid_unlocks_has_no_unlocked_devices(section, password):
    count_event(section.translation_key, "opened", NOW, password_key=password.pk)
    count_event(uuid4(), "opened", NOW, password_key=password.pk)

    assert password.live_unlocks() == 1
    SharedPassword.objects.update(retired_at=NOW)
    assert again(password).live_unlocks() == 1
    SharedPassword.objects.update(expires_at=NOW + HOUR)
    assert again(password).live_unlocks(NOW + HOUR) == 0


# --- Changing and revoking it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"earlier": "keep"}, "earlier"),
        ({"earlier": ""}, "earlier"),
        ({"earlier": "overlap"}, "until"),
        ({"earlier": "overlap", "until": NOW}, "until"),
        ({"earlier": "overlap", "until": NOW - SECOND}, "until"),
    ],
)
def test_invalid_rotation_is_an_error_of_its_field(password, how, field):
    with pytest.raises(ValidationError) as error:
        password.rotate("a new password", **how)

    assert list(error.value.message_dict) == [field]
    assert SharedPassword.objects.count() == 1


@pytest.mark.parametrize(
    ("how", "fields"),
    [
        ({"earlier": "end"}, (NOW, None, NOW + HOUR)),
        ({"earlier": "run-out"}, (None, NOW, NOW + HOUR)),
        ({"earlier": "run-out", "until": NOW + SECOND}, (None, NOW, NOW + HOUR)),
        ({"earlier": "overlap", "until": NOW + SECOND}, (None, None, NOW + SECOND)),
        ({"earlier": "overlap", "until": NOW + 2 * HOUR}, (None, None, NOW + HOUR)),
    ],
)
def test_rotation_keeps_the_planned_end_for_the_new_password(section, user, how, fields):
    old = SharedPassword.objects.create_password(section, WORDS, label="Members", expires_at=NOW + HOUR)

    new = old.rotate("a new password", user=user, **how)

    for row in (old, again(old)):
        assert (row.revoked_at, row.retired_at, row.expires_at) == fields
    new = again(new)
    assert (new.lock, new.label, new.expires_at, new.created_by) == (old.lock, "Members", NOW + HOUR, user)
    assert new.reveal() == "a new password"
    assert new.version != old.version
    assert actions(old) == [(audit_log.CREATED, None), (audit_log.ROTATED, user)]
    assert actions(new)[0] == (audit_log.CREATED, user)
    entry = ModelLogEntry.objects.get(action=audit_log.ROTATED)
    assert entry.data == {"earlier": how["earlier"], "new": new.pk}


def test_rotation_with_an_overlap_ends_a_password_without_an_end(password):
    new = password.rotate("a new password", earlier="overlap", until=NOW + SECOND)

    assert again(password).expires_at == NOW + SECOND
    assert again(new).expires_at is None


def test_rotation_uses_the_saved_values(password):
    stale = again(password)
    password.revoke()

    with pytest.raises(ValidationError, match="no longer in use"):
        stale.rotate("a new password", earlier="end")


def test_revoking_is_logged_once_with_its_time(password, user, time_machine):
    password.revoke(user=user)
    time_machine.move_to(NOW + HOUR, tick=False)
    password.revoke(user=user)

    assert password.revoked_at == again(password).revoked_at == NOW
    assert actions(password) == [(audit_log.CREATED, None), (audit_log.REVOKED, user)]


def test_revoking_one_password_leaves_the_others(section, password):
    other = SharedPassword.objects.create_password(section, "another password")

    password.revoke()

    assert again(other).revoked_at is None


def test_passwords_are_deleted_with_the_last_page_of_their_lock(home, section, password):
    other = SharedPassword.objects.create_password(make_section(home), "another password")
    gone = uuid4()
    ownerless = SharedPassword.objects.create(lock=gone, sealed=password.sealed)
    for lock in (gone, section.translation_key, other.lock):
        count_event(lock, "wrong", NOW)

    for lock in (section.translation_key, other.lock):
        remove_ownerless_passwords(lock)
    assert set(SharedPassword.objects.all()) == {password, other, ownerless}
    remove_ownerless_passwords(gone)

    assert set(SharedPassword.objects.all()) == {password, other}
    assert set(UnlockCounter.objects.values_list("lock", flat=True)) == {section.translation_key, other.lock}


def test_counters_of_a_lock_without_passwords_stay(section):
    count_event(uuid4(), "wrong", NOW)

    remove_ownerless_passwords(UnlockCounter.objects.get().lock)

    assert UnlockCounter.objects.exists()


# --- Recognising it ---------------------------------------------------------------------------------------------------


def test_recognise_prefers_the_accepted_password_over_earlier_ones(section, password):
    first = password
    second = first.rotate("another password", earlier="end")
    third = second.rotate(WORDS, earlier="end")

    assert recognised(section, WORDS) == (third, False)
    third.revoke()
    assert recognised(section, WORDS) == (third, False)
    assert recognised(section, "another password") == (second, False)
    assert recognised(section, "no password") == (None, False)


def test_accepted_password_is_found_among_any_number_of_earlier_ones(section, password):
    for number in range(MOST_EARLIER + 1):
        SharedPassword.objects.create_password(section, f"words {number}").revoke()

    assert recognised(section, WORDS) == (password, False)
    assert recognised(section, f"words {MOST_EARLIER}")[0]
    assert recognised(section, "words 1")[0]
    assert recognised(section, "words 0") == (None, False)


@pytest.mark.parametrize("lost", ["the older", "the newer"])
def test_unreadable_password_does_not_hide_another(section, password, lost):
    newer = SharedPassword.objects.create_password(section, "another password")
    unreadable, other = (password, newer) if lost == "the older" else (newer, password)
    text = "another password" if lost == "the older" else WORDS
    SharedPassword.objects.filter(pk=unreadable.pk).update(sealed="nothing that was sealed")

    assert recognised(section, text) == (other, True)
    assert recognised(section, "no password") == (None, True)
    SharedPassword.objects.filter(pk=unreadable.pk).update(revoked_at=NOW)
    assert recognised(section, "no password") == (None, False)


def test_unreadable_password_is_reported_behind_an_earlier_unreadable_one(section, password):
    earlier = SharedPassword.objects.create_password(section, "another password")
    SharedPassword.objects.update(sealed="nothing that was sealed")
    SharedPassword.objects.filter(pk=earlier.pk).update(revoked_at=NOW)

    assert recognised(section, WORDS) == (None, True)


def test_passwords_of_a_page_are_only_its_own(home, section, password):
    other = SharedPassword.objects.create_password(make_section(home), WORDS)

    assert list(SharedPassword.objects.of_page(section)) == [password]
    assert recognised(section, WORDS) == (password, False)
    assert other.lock != password.lock


def test_expiry_is_logged_for_each_password_at_its_time(section, password):
    rows = [
        SharedPassword.objects.create_password(section, f"words {number}", expires_at=NOW + number * SECOND)
        for number in (1, 2, 3)
    ]

    SharedPassword.objects.log_expired(NOW + 2 * SECOND)

    assert [audit_log.EXPIRED in dict(actions(row)) for row in (*rows, password)] == [True, True, False, False]
    assert [again(row).is_expiry_logged for row in rows] == [True, True, False]
    SharedPassword.objects.log_expired()
    assert ModelLogEntry.objects.filter(action=audit_log.EXPIRED).count() == 2


def test_password_belongs_to_a_section_and_a_session_of_its_own(section):
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    session = section.add_child(instance=session_model(title="One", slug="one", date=NOW.date(), access="own"))

    own = SharedPassword.objects.create_password(session, WORDS)

    assert own.lock == session.translation_key
    assert list(SharedPassword.objects.of_page(session)) == [own]
    assert not SharedPassword.objects.of_page(section).exists()


def test_unreadable_password_matters_until_it_expires(section, password):
    SharedPassword.objects.filter(pk=password.pk).update(sealed="junk", expires_at=NOW)

    assert SharedPassword.objects.recognise(password.lock, WORDS, NOW - SECOND) == (None, True)
    assert SharedPassword.objects.recognise(password.lock, WORDS, NOW) == (None, False)
