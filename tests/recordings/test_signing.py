from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.access import grants
from maigu_wagtail.recordings import signing
from maigu_wagtail.recordings.signing import LONGEST_TICKET, Ticket, issue, read, sign

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
HOUR = timedelta(seconds=3600)
FAR = NOW + timedelta(days=30)
UID = uuid4()
NAME = "part-1.mp4"
ids = st.integers(1, 2**63 - 1)
names = st.text(st.characters(codec="utf-8"), max_size=90)


@pytest.fixture
def ticket():
    return issue(5, 7, "version", NOW, FAR)


@given(ids, ids, st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_", min_size=1, max_size=32), names)
def test_ticket_survives_signing_and_reading(session_id, password_id, version, name):
    ticket = issue(session_id, password_id, version, NOW, FAR)
    text = sign(ticket, UID, name)

    assert read(text, UID, name) == ticket
    assert ticket == Ticket(session_id, password_id, version, NOW + HOUR)
    assert len(text) <= LONGEST_TICKET


def test_ticket_is_for_one_file_and_one_name(ticket):
    text = sign(ticket, UID, NAME)

    assert read(text, UID, NAME)
    assert read(text, uuid4(), NAME) is None
    for name in ("part-2.mp4", "poster.jpg", "captions-1.vtt", "", NAME.upper()):
        assert read(text, UID, name) is None


@given(st.data())
def test_ticket_with_a_changed_character_is_rejected(data):
    text = sign(issue(5, 7, "version", NOW, FAR), UID, NAME)
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters() | st.characters(categories=["Cs"]) | st.sampled_from("0123456789.-_/abcXYZ"))

    changed = text[:position] + other + text[position + 1 :]

    assert changed == text or read(changed, UID, NAME) is None


@given(
    st.text(max_size=300)
    | st.from_regex(r"[0-9]{1,20}\.[0-9]{1,20}\.[a-z]{1,40}\.[0-9]{1,12}\.[a-z]{43}", fullmatch=True)
)
def test_arbitrary_text_is_not_a_ticket(text):
    assert read(text, UID, NAME) is None


def test_ticket_with_another_salt_or_key_is_rejected(ticket, settings):
    text = sign(ticket, UID, NAME)
    grant = grants.sign(grants.issue(7, "version", NOW))

    assert read(grant, UID, NAME) is None
    assert grants.read(grants.PREFIX + text) is None
    settings.SECRET_KEY = "another"
    assert read(text, UID, NAME) is None
    settings.SECRET_KEY_FALLBACKS = ["only for tests"]
    assert read(text, UID, NAME) == ticket


def test_ticket_expires_at_its_time(ticket):
    assert ticket.is_in_time(NOW)
    assert ticket.is_in_time(NOW + HOUR - SECOND)
    assert not ticket.is_in_time(NOW + HOUR)


def test_ticket_longer_than_the_current_limit_is_refused(ticket, settings):
    settings.MAIGU_WAGTAIL_FILE_LIFETIME = 600

    assert not ticket.is_in_time(NOW)
    assert ticket.is_in_time(NOW + HOUR - timedelta(seconds=600))


def test_ticket_never_outlives_the_unlock_it_came_from():
    ticket = issue(5, 7, "version", NOW, NOW + 5 * SECOND)

    assert ticket.until == NOW + 5 * SECOND


def test_ticket_parameter_is_hidden_in_error_reports():
    assert "token" in signing.PARAMETER


def test_ticket_from_a_fast_clock_is_accepted_within_a_minute():
    early = NOW - timedelta(seconds=60)

    assert issue(5, 7, "version", NOW, FAR).is_in_time(early)
    assert not issue(5, 7, "version", NOW, FAR).is_in_time(early - SECOND)


@pytest.mark.parametrize("latest", [FAR, NOW + 5 * SECOND + timedelta(microseconds=9)])
def test_ticket_ends_at_a_whole_second_in_utc(latest):
    east = timezone(timedelta(hours=8))

    ticket = issue(5, 7, "version", (NOW + timedelta(microseconds=789)).astimezone(east), latest.astimezone(east))

    assert ticket.until == min(NOW + HOUR, NOW + 5 * SECOND if latest != FAR else FAR)
    assert ticket.until.utcoffset() == timedelta(0)
    assert read(sign(ticket, UID, NAME), UID, NAME) == ticket


@pytest.mark.parametrize("salt", ["maigu_wagtail.grant", "django.core.signing.Signer", "", "MAIGU_WAGTAIL.FILE"])
def test_signature_for_another_purpose_is_not_a_ticket(settings, salt):
    statement = f"5.7.version.{int(FAR.timestamp())}"
    signed = {
        name: Signer(key=settings.SECRET_KEY, sep=".", salt=name).signature(f"{statement}/{UID.hex}/{NAME}")
        for name in (salt, "maigu_wagtail.file")
    }

    assert read(f"{statement}.{signed['maigu_wagtail.file']}", UID, NAME) == Ticket(5, 7, "version", FAR)
    assert read(f"{statement}.{signed[salt]}", UID, NAME) is None
