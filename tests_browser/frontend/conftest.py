"""The front end beside the site whose API it uses, and browsers that visit it."""

import pytest

from tests_browser.conftest import DESKTOP
from tests_browser.frontend.serving import browser_options, forbid_cookies, page_options, served_front_end
from tests_browser.frontend.watcher import Watcher


@pytest.fixture(scope="session")
def served(tmp_path_factory, film_folder):
    with served_front_end(tmp_path_factory.mktemp("front-end"), film_folder) as served:
        yield served


@pytest.fixture(scope="session")
def free_browser(chromium):
    kind, options = chromium
    browser = kind.launch(**browser_options(options))
    yield browser
    browser.close()


@pytest.fixture
def watcher(served):
    watcher = Watcher(served.address, served.site)
    yield watcher
    assert watcher.problems == []


@pytest.fixture
def open_page(free_browser, served, watcher):
    """Give a function that opens a page of a new visitor; no cookie may have been kept for it afterwards."""
    contexts = []

    def open_page(width=DESKTOP, **options):
        contexts.append(free_browser.new_context(**page_options(served.address, width, **options)))
        contexts[-1].set_default_timeout(15_000)
        return watcher.watch(contexts[-1].new_page())

    yield open_page
    kept = [context.cookies() for context in contexts]
    for context in contexts:
        context.close()
    assert kept == [[]] * len(kept)


@pytest.fixture
def open_forbidding(chromium, served, watcher, tmp_path):
    """Give a function that opens a page in a browser that forbids every site cookies and storage."""
    kind, options = chromium
    running = []

    def open_page(width):
        forbid_cookies(tmp_path)
        context = kind.launch_persistent_context(
            tmp_path, **browser_options(options), **page_options(served.address, width)
        )
        running.append(context)
        context.set_default_timeout(15_000)
        return watcher.watch(context.pages[0])

    yield open_page
    for context in running:
        context.close()


@pytest.fixture
def session(served):
    """Give a function that returns the address of a session's view."""
    return lambda path: f"/#/sessions/{served.ids[path]}"
