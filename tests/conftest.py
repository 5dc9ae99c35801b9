from typing import Any

import pytest
import swapper
from django.core.cache import cache
from wagtail.models import Site

from tests.factories import make_section


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    # Wagtail keeps the sites' root paths in the cache, and every test has sites of its own.
    cache.clear()


@pytest.fixture
def home(db: Any) -> Any:
    page_model = swapper.load_model("wagtailcore", "Page")
    site = Site.objects.get(is_default_site=True)
    return page_model.objects.get(pk=site.root_page_id)


@pytest.fixture
def section(home: Any) -> Any:
    return make_section(home, slug="maig-u")


@pytest.fixture
def private_folder(settings: Any, tmp_path: Any) -> Any:
    """The folder of members' files, of this test alone; asked for by every test that keeps one."""
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "members-files"
    return tmp_path / "members-files"
