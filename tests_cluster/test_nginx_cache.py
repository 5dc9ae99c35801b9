"""nginx with a cache, as the documentation recommends it."""

import pytest

from example_site.cluster.programs import free_port
from tests_cluster.clients import MEMBERS_ONLY, SECTION, SESSION, WATCH, new_client, unlock


@pytest.fixture
def caching(cluster):
    """The address of a second nginx, which caches."""
    folder = cluster.folder / "caching"
    folder.mkdir(mode=0o711)
    nginx = cluster.new_nginx(folder, free_port(), is_caching=True)
    nginx.start()
    yield f"http://127.0.0.1:{nginx.port}"
    nginx.stop()


def test_nginx_caches_public_pages_and_no_members_page(caching):
    member, stranger = new_client(), new_client()
    opened = unlock(member, caching)

    pages = [client.get(f"{caching}{path}") for client in (member, stranger) for path in (SECTION, SESSION)]
    watched = [member.get(f"{caching}{WATCH}") for _time in range(2)]
    refused = [stranger.get(f"{caching}{WATCH}") for _time in range(2)]

    assert opened.status_code == 303
    assert [page.headers["X-Cache"] for page in pages] == ["MISS", "MISS", "HIT", "HIT"]
    assert pages[0].text == pages[2].text
    assert [(page.status_code, MEMBERS_ONLY in page.text) for page in watched] == [(200, True)] * 2
    assert [(page.status_code, MEMBERS_ONLY in page.text) for page in refused] == [(403, False)] * 2
    assert {page.headers["X-Cache"] for page in watched + refused} == {"MISS"}
