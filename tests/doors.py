"""What a visitor does at the doors of a lock."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maigu_wagtail.models import ClientAttempts
from maigu_wagtail.models.tallies import CLEARED_EVERY


def type_password(client, section, text, *, next_address="", **extra):
    """Post ``text`` as the form of ``section`` does."""
    return client.post(f"{section.url}unlock/", {"password": text, "next": next_address}, **extra)


def begin_no_row_that_clears():
    """See to it that the next new client is none at which old rows are cleared away, which takes queries of its own."""
    for number in range(2):
        row = ClientAttempts.objects.create(client=f"before-{number}", since=timezone.now())
        if (row.pk + 1) % CLEARED_EVERY:
            break


def queries_of(work):
    """Return what ``work()`` returned and how many queries it took; savepoints are of the test's own transaction."""
    with CaptureQueriesContext(connection) as queries:
        result = work()
    return result, len([query for query in queries if "SAVEPOINT" not in query["sql"]])
