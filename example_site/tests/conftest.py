import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation
from wagtail.models import Page, Site

from example_site.catalogue.management.commands.load_catalogue import CATALOGUE
from example_site.pages.tree import ensure_first_pages, ensure_home
from maigu_wagtail.models import SessionIndexPage


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    # Once for all tests: creating the site takes longer than any of them.
    with django_db_blocker.unblock():
        call_command("load_catalogue", verbosity=0)
        ensure_first_pages(ensure_home())


@pytest.fixture(autouse=True)
def _english():
    # A request for a Spanish page leaves the thread in Spanish.
    with translation.override("en"):
        yield


@pytest.fixture
def home(db):
    return ensure_home()


@pytest.fixture
def section(home):
    return SessionIndexPage.objects.get()


@pytest.fixture
def empty_site(db):
    """An empty database after migrations, without a site."""
    Site.objects.all().delete()
    for page in Page.objects.filter(depth=2):
        page.delete()


@pytest.fixture
def catalogue():
    return json.loads(CATALOGUE.read_text(encoding="utf-8"))


@pytest.fixture
def facts():
    return json.loads((Path(__file__).parent / "facts.json").read_text(encoding="utf-8"))
