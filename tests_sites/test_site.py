"""Run once for each site, with its settings (``make sites``)."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command

from tests_sites import probe


@pytest.mark.django_db
def test_checks_find_what_is_expected():
    found = run_checks(databases=["default"])

    assert [message.id for message in found] == settings.EXPECTED_CHECKS


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_site_goes_the_whole_way(library):
    probe.walk(library)
