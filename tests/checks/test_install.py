import sys

import pytest
from django.core.checks import run_checks
from wagtail.models import Site

from maigu_wagtail.checks.install import check_page_urls, check_urls
from tests.checks.found import ids
from tests.factories import make_session
from tests.pages.models import NotePage

OURS = 'path("maigu/", include("maigu_wagtail.urls")),'
WAGTAILS = 'path("", include(wagtail_urls)),'
CATCH_ALL = r're_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"),'
MODELS = """
from django.db import models
from wagtail.models import Page

class HomePage(Page):
    subpage_types = {home}

class StandardPage(Page):
    subpage_types = {standard}
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([OURS, WAGTAILS], []),
        ([WAGTAILS, OURS], []),
        ([WAGTAILS], ["W014"]),
        ([r're_path(r"^(.+)$", serve),', OURS, WAGTAILS], ["W014", "W015"]),
        ([OURS, CATCH_ALL], ["W015"]),
        ([OURS, CATCH_ALL, WAGTAILS], ["W015"]),
        ([OURS, r're_path(r"^pages/(.*)$", serve, name="wagtail_serve"),'], ["W015"]),
        ([OURS, 'path("", include("maigu_wagtail.page_urls")),', CATCH_ALL], []),
        ([OURS, 'path("blog/", include(wagtail_urls)),'], []),
        (["*i18n_patterns(", OURS, WAGTAILS, ")"], []),
        ([OURS, "*i18n_patterns(", WAGTAILS, "prefix_default_language=False)"], []),
        (["*i18n_patterns(", OURS, CATCH_ALL, ")"], ["W015"]),
        ([OURS], []),
        ([], ["W014"]),
    ],
    ids=[
        "as documented",
        "below Wagtail's",
        "not included",
        "swallowed",
        "own catch-all",
        "own catch-all above Wagtail's",
        "own catch-all with a prefix",
        "own catch-all below ours",
        "prefix",
        "languages",
        "languages without a prefix",
        "languages with an own catch-all",
        "headless",
        "headless, not included",
    ],
)
def test_check_reads_the_urlconf(site, settings, monkeypatch, lines, expected):
    site.route(*lines)
    monkeypatch.syspath_prepend(site.folder)
    monkeypatch.delitem(sys.modules, "site_urls", raising=False)
    settings.ROOT_URLCONF = "site_urls"

    found = [*check_urls(), *check_page_urls()]

    assert ids(found) == [f"maigu_wagtail.{check_id}" for check_id in expected]


def test_hints_name_the_lines_to_add(site):
    site.route(CATCH_ALL)

    said = site.check()

    assert 'Add path("maigu/", include("maigu_wagtail.urls")), to site_urls' in said
    assert 'path("", include("maigu_wagtail.page_urls")), above it' in said


def test_check_follows_a_prefix_of_the_server(site):
    site.route(OURS, WAGTAILS)
    site.set('FORCE_SCRIPT_NAME = "/cms"')

    assert site.findings() == []


def test_check_asks_nothing_without_a_urlconf(settings):
    del settings.ROOT_URLCONF

    assert [*check_urls(), *check_page_urls()] == []


@pytest.mark.parametrize(
    ("home", "standard", "expected"),
    [
        ("['home.StandardPage']", "[]", ["W016"]),
        ("['home.StandardPage']", "['maigu_wagtail.SessionIndexPage']", []),
        ("['home.StandardPage']", "None", []),
        ("['nowhere.Page']", "[]", []),
    ],
    ids=["nowhere", "below a child", "no restriction", "another fault"],
)
def test_check_warns_when_no_page_type_allows_a_section(site, home, standard, expected):
    site.write("home/__init__.py", "")
    site.write("home/models.py", MODELS.format(home=home, standard=standard))
    site.set('INSTALLED_APPS = [*(app for app in INSTALLED_APPS if app != "tests.pages"), "home"]')

    said = site.check()

    assert ("maigu_wagtail.W016" in said) == bool(expected)
    assert ('Add "maigu_wagtail.SessionIndexPage" to subpage_types' in said) == bool(expected)


def test_check_passes_on_a_site_without_page_types_of_its_own(site):
    site.set('INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "tests.pages"]')

    assert site.findings() == []


@pytest.fixture
def restricted(monkeypatch):
    """The one page type of the site allows no other below it."""
    monkeypatch.setattr(NotePage, "subpage_types", [], raising=False)
    monkeypatch.setattr(NotePage, "_clean_subpage_models", None)


def test_section_that_no_type_allows_is_reported_once(home, restricted):
    site = Site.objects.get()
    site.root_page = home.add_child(instance=NotePage(title="Home", slug="home"))
    site.save()

    assert ids(run_checks()) == ["maigu_wagtail.W016"]
    assert ids(run_checks(databases=["default"])) == ["maigu_wagtail.W016"]


def test_check_of_the_database_asks_the_home_pages(home, section, django_assert_num_queries):
    assert ids(run_checks(databases=["default"])) == []
    site = Site.objects.get()
    site.root_page = make_session(section)
    site.save()

    assert ids(run_checks(databases=["default"])) == ["maigu_wagtail.W016"]
    with django_assert_num_queries(0):
        assert ids(run_checks()) == []


def test_check_of_the_database_accepts_one_home_page_of_many(home, section):
    Site.objects.create(hostname="other.example.org", root_page=make_session(section))

    assert ids(run_checks(databases=["default"])) == []
