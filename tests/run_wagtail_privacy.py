"""
Run Wagtail's own privacy tests, of the installed Wagtail, with this app in its test settings.

By hand, from the top of the repository, with ``first`` or ``last`` for the place in ``INSTALLED_APPS``, or ``without``
to see how they fare by themselves. Wagtail's tests want ``jinja2`` and ``freezegun``, which nothing here needs:

    pip install jinja2 freezegun
    python -m tests.run_wagtail_privacy first
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

TESTS = [
    "wagtail.tests.test_page_privacy",
    "wagtail.admin.tests.test_privacy",
    "wagtail.documents.tests.test_collection_privacy",
]
OURS = ["maigu_wagtail", "wagtail_modeladmin"]


def main(place: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "wagtail.test.settings"
    scratch = Path(tempfile.mkdtemp())
    settings.STATIC_ROOT, settings.MEDIA_ROOT = str(scratch / "static"), str(scratch / "media")
    if place != "without":
        theirs = settings.INSTALLED_APPS
        settings.INSTALLED_APPS = [*OURS, *theirs] if place == "first" else [*theirs, *OURS]
        settings.ROOT_URLCONF = "tests.urls_of_wagtail"
    django.setup()
    call_command("test", *TESTS)


if __name__ == "__main__":
    main(*sys.argv[1:])
