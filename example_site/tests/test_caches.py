"""The site while Redis is down."""

import socket

import pytest

from example_site.settings.environment import caches
from maigu_wagtail.models import SharedPassword

PASSWORD = "river lantern maple harbour"  # noqa: S105 -- of the example site
PUBLIC = ("/", "/maig-u/", "/maig-u/mass-shooting-protocol-and-playbook/", "/maig-u/feed/", "/api/v2/sessions/")


@pytest.fixture
def no_redis(settings):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        # Closed again, so that connections are refused.
        port = listener.getsockname()[1]
    settings.CACHES = caches(f"redis://127.0.0.1:{port}/0")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_opens_without_redis(client, section, no_redis, path):
    assert client.get(path).status_code == 200


def test_password_is_refused_if_redis_has_to_count_and_is_down(client, section, settings, no_redis):
    SharedPassword.objects.create_password(section, PASSWORD, label="Members")
    opened = client.post("/maig-u/unlock/", {"password": PASSWORD}).status_code
    settings.MAIGU_WAGTAIL_ATTEMPTS_CACHE = "default"

    refused = client.post("/maig-u/unlock/", {"password": PASSWORD}).status_code

    assert (opened, refused) == (303, 503)
