"""
What the search of the CMS list finds.

MariaDB's full-text index knows a row only once it is committed, so these tests commit.
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.admin.sessions.listing import list_url, listed
from tests.factories import make_section, make_session

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CANARY = "quetzalcanary"
CASES: list[tuple[dict[str, str], list[str]]] = [
    ({"q": "Recent"}, ["Recent"]),
    ({"q": "rec"}, ["Recent"]),
    ({"q": "ordinances"}, ["Recent"]),
    ({"q": "CASTILLO"}, ["Elsewhere"]),
    ({"q": "“attorneys”"}, ["Older"]),
    ({"q": "attor"}, ["Older"]),
    ({"q": CANARY}, []),
    ({"q": '"'}, []),
    ({"q": "everywhere"}, []),
    ({"q": "mayors", "ordering": "title"}, ["Elsewhere", "Lost", "Older", "Recent"]),
    ({"q": "mayors", "ordering": "-title"}, ["Recent", "Older", "Lost", "Elsewhere"]),
    ({"q": "mayors", "status": "recorded", "ordering": "-ends_at"}, ["Recent", "Elsewhere", "Older"]),
    ({"q": "mayors", "live": "true"}, ["Recent", "Elsewhere", "Older"]),
    ({"q": "mayors", "status": "undated"}, ["Lost"]),
    ({"q": "mayors", "live": "false"}, ["Lost"]),
    ({"q": "mayors", "year": "2024", "access": "section", "ordering": "title"}, ["Elsewhere", "Recent"]),
    ({"q": "castillo", "year": "2022"}, []),
    ({"q": "castillo", "live": "true", "status": "recorded", "access": "section"}, ["Elsewhere"]),
]


@pytest.fixture
def sections(home: Any, section: Any) -> list[Any]:
    second = make_section(home, title="Second")
    secret = [("text", f"<p>{CANARY}</p>")]
    make_session(
        section,
        title="Recent",
        date=date(2024, 5, 1),
        description="<p>Mayors on ordinances</p>",
        members_content=secret,
    )
    make_session(
        section,
        title="Older",
        date=date(2022, 5, 1),
        description="<p>Mayors on law</p>",
        audience="City attorneys",
        access="public",
    )
    make_session(section, title="Lost", date=None, live=False, description="<p>Mayors on research</p>")
    make_session(
        second,
        title="Elsewhere",
        date=date(2024, 2, 1),
        description="<p>Mayors on data</p>",
        speakers=[("speaker", {"name": "Amara Castillo"})],
    )
    return [section, second]


def test_search_finds_public_words_and_combines_with_filters(as_superuser: Client, sections: list[Any]) -> None:
    found = [(query, listed(as_superuser.get(list_url(), query))) for query, _expected in CASES]

    assert found == CASES


def test_search_combines_with_section_and_export(as_superuser: Client, sections: list[Any]) -> None:
    queries = [{"q": "mayors", "ordering": "title", "section": section.pk} for section in sections]

    found = [listed(as_superuser.get(list_url("results"), query)) for query in queries]
    exported = [as_superuser.get(list_url(), {**query, "export": "csv"}).getvalue().decode() for query in queries]

    assert found == [["Lost", "Older", "Recent"], ["Elsewhere"]]
    assert [[line.partition(",")[0] for line in table.splitlines()[1:]] for table in exported] == found


def test_search_finds_only_the_sessions_of_the_editor(as_editor_of: Any, sections: list[Any]) -> None:
    client = as_editor_of(sections[1])

    assert listed(client.get(list_url(), {"q": "mayors"})) == ["Elsewhere"]


def test_search_needs_a_constant_number_of_queries(as_editor_of: Any, section: Any) -> None:
    client = as_editor_of(section)
    counts = []
    for more in (1, 2, 17):
        for _number in range(more):
            make_session(section, title="Session", members_content=[("text", f"<p>{CANARY}</p>")])
        client.get(list_url(), {"q": "session"})
        with CaptureQueriesContext(connection) as queries:
            response = client.get(list_url(), {"q": "session"})
        counts.append((len(listed(response)), len(queries)))
        assert [sql for sql in queries.captured_queries if "members_content" in sql["sql"]] == []

    assert [shown for shown, _queries in counts] == [1, 3, 20]
    assert len({number for _shown, number in counts}) == 1, counts
