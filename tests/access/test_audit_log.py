from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import override
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from maigu_wagtail.access import audit_log
from maigu_wagtail.models import SharedPassword

ACTIONS = [audit_log.CREATED, audit_log.READ, audit_log.COPIED, audit_log.ROTATED, audit_log.REVOKED, audit_log.EXPIRED]


def test_actions_are_registered_with_labels():
    labels = dict(registry.get_choices())

    assert {action: str(labels[action]) for action in ACTIONS} == {
        audit_log.CREATED: "Create shared password",
        audit_log.READ: "Read shared password",
        audit_log.COPIED: "Copy shared password",
        audit_log.ROTATED: "Change shared password",
        audit_log.REVOKED: "Revoke shared password",
        audit_log.EXPIRED: "Expire shared password",
    }


@pytest.mark.parametrize(
    ("earlier", "message"),
    [
        ("end", "Changed the shared password and ended all earlier unlocks"),
        ("run-out", "Changed the shared password; earlier unlocks will expire"),
        ("overlap", "Changed the shared password; both work for a while"),
    ],
)
def test_rotation_log_says_what_happens_to_earlier_unlocks(section, earlier, message):
    user = get_user_model().objects.create_user("bea", "bea@example.org", "pw")
    password = SharedPassword.objects.create_password(section, "correct horse", label="Members")
    until = timezone.now() + timedelta(days=1) if earlier == "overlap" else None

    new = password.rotate("new words", earlier=earlier, until=until, user=user)

    entry = ModelLogEntry.objects.get(action=audit_log.ROTATED)
    assert str(entry.message) == message
    assert (entry.user, entry.object_id, entry.label) == (user, str(password.pk), "Members")
    assert entry.data == {"earlier": earlier, "new": new.pk}


def test_rotation_log_without_details_has_a_plain_message(section):
    password = SharedPassword.objects.create_password(section, "correct horse")

    entry = ModelLogEntry.objects.log_action(password, audit_log.ROTATED)

    with override("en"):
        assert str(entry.message) == "Changed the shared password"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (audit_log.CREATED, "Created the shared password"),
        (audit_log.READ, "Read the shared password"),
        (audit_log.COPIED, "Copied the shared password"),
        (audit_log.REVOKED, "Revoked the shared password"),
        (audit_log.EXPIRED, "The shared password expired"),
    ],
)
def test_action_has_a_readable_message(section, action, message):
    password = SharedPassword.objects.create_password(section, "correct horse")

    assert str(ModelLogEntry.objects.log_action(password, action).message) == message
