"""What the checks say, this package's alone."""

from django.core.checks import run_checks


def ids(messages):
    return [message.id for message in messages if message.id.startswith("maigu_wagtail")]


def found(**kwargs):
    return [message for message in run_checks(**kwargs) if message.id.startswith("maigu_wagtail")]
