import pytest
from django.conf import settings

from tests_sites import probe
from tests_sites.browser import Browser, soup_of


def test_pages_stand_between_the_navigation_and_the_footer_of_the_site(library):
    page = soup_of(Browser().get(library.session.full_url))

    assert page.select_one("nav.navbar, #content .maigu h1").name == "nav"
    assert page.select_one("#content .maigu h1").get_text(strip=True) == probe.TITLE
    assert page.select_one("footer").get_text() == "CRX"


@pytest.mark.skipif("wagtailcache" not in settings.INSTALLED_APPS, reason="wagtail-cache is not for this Django.")
def test_cache_keeps_what_is_public_alone(library):
    member, status = Browser(), "X-Wagtail-Cache"
    probe.unlock(member, library.session, probe.PASSWORD)

    public = [browser.get(library.session.full_url) for browser in (Browser(), member, Browser())]
    watched = [member.get(f"{library.session.full_url}watch/") for _time in range(2)]

    assert [page[status] for page in public] == ["miss", "hit", "hit"]
    assert [page[status] for page in watched] == ["skip", "skip"]
