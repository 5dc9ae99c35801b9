"""What a visitor does at the doors of a lock."""

import socket

import swapper
from bs4 import BeautifulSoup
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maigu_wagtail.access.counters import CLEARED_EVERY
from maigu_wagtail.models import ClientAttempts

# What members get and nobody else.
CONTENT = "MEMBERS-CANARY"


def type_password(client, section, text, *, next_address="", **extra):
    """Post ``text`` as the form of ``section`` does."""
    return client.post(f"{section.url}unlock/", {"password": text, "next": next_address}, **extra)


def begin_no_row_that_clears():
    """See to it that the next ten new clients are none at which old rows are cleared away, which takes queries of its own."""
    for number in range(11):
        row = ClientAttempts.objects.create(client=f"before-{number}", since=timezone.now())
        if row.pk % CLEARED_EVERY < CLEARED_EVERY - 10:
            return


def queries_of(work):
    """Return what ``work()`` returned and how many queries it took; savepoints are of the test's own transaction."""
    with CaptureQueriesContext(connection) as queries:
        result = work()
    return result, len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def problem(response):
    """Return what the page says is wrong."""
    found = BeautifulSoup(response.content, "html.parser").select_one(".maigu-problem__what")
    return found.get_text(strip=True) if found else ""


def is_open(client, session):
    """Return whether the watch page of ``session`` gives ``client`` the members' content."""
    response = client.get(f"{session.url}watch/")
    return response.status_code == 200 and CONTENT in response.content.decode()


def make_page(parent, slug, **fields):
    """Add a page of a type that knows nothing of this package."""
    page_model = swapper.load_model("wagtailcore", "Page")
    return parent.add_child(instance=page_model(**{"title": slug.title(), "slug": slug, **fields}))


def request_from(address="192.0.2.1", **headers):
    """Return a request of the client at ``address``."""
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=address)


def free_port():
    """Return a port that nobody listens at."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]
