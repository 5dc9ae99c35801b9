import gc
from typing import Any
from uuid import uuid4

import pytest
import swapper
from django.core.cache import cache
from django.core.files.storage import storages
from wagtail.models import Site

from tests.factories import make_section

# Neither pages nor the database have a part in these, so one configuration tells what all would.
ONCE = (
    *(f"tests/access/test_{name}.py" for name in ("grants", "normalising", "passphrases", "sealing")),
    # Not those of installing, for how Django runs checks differs by version.
    *(f"tests/checks/test_{name}.py" for name in ("api", "folders", "general", "lock", "s3", "storage", "templates")),
    # A thousand requests at once.
    "tests/access/test_requests_threads.py::test_burst",
    *(f"tests/management/test_{name}.py" for name in ("leak_faults", "leak_searching")),
    *(f"tests/management/test_maigu_{name}.py" for name in ("check_leaks", "check_storage", "import")),
    *(f"tests/recordings/test_{name}.py" for name in ("bounds", "captions", "codecs", "embeds", "kinds", "metadata")),
    *(f"tests/recordings/test_{name}.py" for name in ("ranges", "s3", "signing", "timing")),
    *(f"tests/sessions/imports/test_{name}.py" for name in ("dates", "hostile_files", "pages")),
    *(f"tests/sessions/imports/test_{name}.py" for name in ("people", "spreadsheets", "wordpress")),
    "tests/sessions/test_calendar_readers.py",
    # Long walks.
    "tests/admin/reports/test_watching_month.py",
    "tests/leaks/test_secrets.py::test_error_is_reported_without_the_token_in_a_header",
    "tests/members/test_files.py::test_wrong_file_name_is_not_found",
    "tests/sessions/test_page_cache.py::test_cached_page_matches_the_current_page",
    "tests/test_docs.py",
    "tests/test_signed_tokens.py",
    "tests/test_threats.py",
    "tests/test_translations.py",
)
# A twelfth of a run is spent looking for garbage of which there is little, with Python's own thresholds.
gc.set_threshold(100_000, 50, 50)

# Fixtures and parameters of tests that ask the S3 server.
STORE = {"s3", "s3_server", "s3_storage"}


def pytest_collection_modifyitems(items: Any) -> None:
    """Mark what is tested in one configuration alone: the folders above, and whatever is asked of the S3 server."""
    for item in items:
        chosen = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if item.nodeid.startswith(ONCE) or not STORE.isdisjoint(
            [*item.fixturenames, *(name for name in chosen if isinstance(name, str))]
        ):
            item.add_marker("once")


def pytest_collection_finish() -> None:
    """Have no garbage be looked for in what stays to the end anyway."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    # Wagtail keeps the sites' root paths in the cache, and every test has sites, and clients, of its own.
    cache.clear()


@pytest.fixture
def home(db: Any) -> Any:
    page_model = swapper.load_model("wagtailcore", "Page")
    site = Site.objects.get(is_default_site=True)
    return page_model.objects.get(pk=site.root_page_id)


@pytest.fixture
def section(home: Any) -> Any:
    return make_section(home, slug="maig-u")


@pytest.fixture(scope="session")
def s3_server() -> Any:
    """An S3 server that checks signatures, started when the first test asks for it."""
    # Not above: with the ``s3`` extra missing, all other tests still run.
    from tests.s3_server import s3_server

    with s3_server() as server:
        yield server


@pytest.fixture
def s3_storage(s3_server: Any, settings: Any) -> Any:
    """Have members' files kept in a new, empty bucket; gives the storage."""
    bucket = s3_server.make_bucket(f"private-{uuid4().hex[:12]}")
    alias = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": s3_server.options(bucket)}
    settings.STORAGES = {**settings.STORAGES, "maigu_recordings": alias}
    return storages["maigu_recordings"]


@pytest.fixture
def private_folder(settings: Any, tmp_path: Any) -> Any:
    """The folder of members' files, of this test alone; asked for by every test that keeps one."""
    settings.MAIGU_WAGTAIL_RECORDINGS_FOLDER = tmp_path / "members-files"
    return tmp_path / "members-files"
