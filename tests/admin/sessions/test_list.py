import datetime as dt
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import swapper
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from tests.admin.sessions.listing import list_url, listed, rows, text_of
from tests.factories import make_section, make_session

CANARY = "canary-for-members"


def test_row_shows_what_an_editor_needs(as_superuser: Client, section: Any) -> None:
    make_session(
        section,
        date=date(2023, 12, 14),
        start_time=time(14),
        end_time=time(15, 30),
        time_zone="America/New_York",
        speakers=[("speaker", {"name": "Amara Castillo"}), ("moderator", {"name": "Raúl <b>Torrez</b>"})],
        members_content=[("text", "<p>One</p>"), ("text", "<p>Two</p>")],
        access="own",
    )

    response = as_superuser.get(list_url())

    assert rows(response) == [
        [
            "December 14, 2023, 2 p.m. – 3:30 p.m. EST Recorded",
            "Amara Castillo, Raúl <b>Torrez</b>",
            "Its own password",
            "notes",
            "Current page status: live",
        ]
    ]


def test_row_of_a_draft_without_a_date_says_so(as_superuser: Client, section: Any) -> None:
    make_session(section, date=None, live=False)

    response = as_superuser.get(list_url())

    assert rows(response) == [["No date", "", "The section’s password", "Nothing yet", "Current page status: draft"]]


def test_row_of_an_upcoming_session_says_upcoming(as_superuser: Client, section: Any) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_session(section, date=tomorrow)

    [[when, *_others]] = rows(as_superuser.get(list_url()))

    assert when == f"{tomorrow:%B} {tomorrow.day}, {tomorrow.year} Upcoming"


@pytest.mark.parametrize(
    ("access", "password"), [("section", "The section’s password"), ("own", "Its own password")], ids=["section", "own"]
)
@pytest.mark.parametrize("seconds", [-1, 0])
def test_row_says_from_when_a_session_is_open_to_everyone(
    as_superuser: Client, section: Any, access: str, password: str, seconds: int, time_machine: Any
) -> None:
    make_session(section, access=access, public_from=date(2026, 5, 3), time_zone="Pacific/Auckland")
    time_machine.move_to(datetime(2026, 5, 2, 12, tzinfo=dt.timezone.utc) + timedelta(seconds=seconds), tick=False)

    [[_when, _speakers, opened_by, *_others]] = rows(as_superuser.get(list_url()))

    before = f"{password} Open to everyone from May 3, 2026"
    assert opened_by == ("Open to everyone since May 3, 2026" if seconds == 0 else before)


def test_row_of_a_public_session_names_no_day(as_superuser: Client, section: Any) -> None:
    session = make_session(section, access="public")
    type(session).objects.update(public_from=date(2026, 5, 3), opens_at=timezone.now() + timedelta(days=1))

    [[_when, _speakers, opened_by, *_others]] = rows(as_superuser.get(list_url()))

    assert opened_by == "No password, open to everyone"


def test_row_says_that_changes_are_unpublished(as_superuser: Client, section: Any) -> None:
    session = make_session(section)
    session.title = "Changed"
    session.save_revision()

    [[*_others, status]] = rows(as_superuser.get(list_url()))

    assert status == "Current page status: live + draft"


def test_row_shortens_a_long_list_of_speakers(as_superuser: Client, section: Any) -> None:
    make_session(section, speakers=[("speaker", {"name": f"Speaker {number}"}) for number in range(1, 8)])

    [[_when, speakers, *_others]] = rows(as_superuser.get(list_url()))

    assert speakers == "Speaker 1, Speaker 2, Speaker 3, Speaker 4 and 3 more"


def test_list_starts_with_undated_sessions_then_newest(as_superuser: Client, section: Any) -> None:
    make_session(section, title="Old", date=date(2021, 3, 1))
    make_session(section, title="New", date=date(2024, 3, 1))
    make_session(section, title="Lost", date=None, live=False)

    assert listed(as_superuser.get(list_url())) == ["Lost", "New", "Old"]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("title", ["Alpha", "Bravo", "Charlie"]),
        ("-title", ["Charlie", "Bravo", "Alpha"]),
        ("ends_at", ["Bravo", "Alpha", "Charlie"]),
        ("-ends_at", ["Charlie", "Alpha", "Bravo"]),
        ("members_content", ["Charlie", "Alpha", "Bravo"]),
    ],
)
def test_list_is_ordered_as_requested(as_superuser: Client, section: Any, ordering: str, expected: list[str]) -> None:
    make_session(section, title="Alpha", date=date(2022, 1, 1))
    make_session(section, title="Bravo", date=date(2021, 1, 1))
    make_session(section, title="Charlie", date=None, live=False)

    assert listed(as_superuser.get(list_url(), {"ordering": ordering})) == expected


def test_list_shows_only_the_sessions_of_the_editor(as_editor_of: Any, section: Any, home: Any) -> None:
    make_session(section, title="Mine")
    make_session(make_section(home, title="Elsewhere"), title="Theirs")

    client = as_editor_of(section)

    assert listed(client.get(list_url())) == ["Mine"]


def test_list_shows_each_session_once_with_nested_permissions(as_editor_of: Any, section: Any, home: Any) -> None:
    make_session(section, title="Mine")

    client = as_editor_of(home, "change", "publish")

    assert listed(client.get(list_url())) == ["Mine"]


def test_list_is_paged(as_superuser: Client, section: Any) -> None:
    for number in range(21):
        make_session(section, title=f"Number {number}", date=date(2020, 1, 1) + timedelta(days=number))

    assert listed(as_superuser.get(list_url())) == [f"Number {number}" for number in range(20, 0, -1)]
    assert listed(as_superuser.get(list_url(), {"p": 2})) == ["Number 0"]


@pytest.mark.parametrize("action", ["index", "results"])
@pytest.mark.parametrize(
    "query",
    [
        {"o": "abc"},
        {"p": "-1"},
        {"p": "abc"},
        {"p": "999999999999999999999999"},
        {"year": "abc"},
        {"year": "-1"},
        {"year": "99999999999"},
        {"status": "\x00"},
        {"live": "perhaps"},
        {"access": "nobody"},
        {"section": "abc"},
        {"section": "999999"},
        {"ordering": "-pk; DROP TABLE"},
        {"ordering": "\x00"},
        {"q": "\x00"},
        {"q": "word " * 2000},
        {"q": '"*(){}[]^~\\/:;' * 20},
        {"q": '"'},
        {"q": "AND OR NOT NEAR("},
        {"q": "%_\\'"},
        {"export": "pdf"},
    ],
    ids=lambda query: repr(query)[:60],
)
def test_list_ignores_invalid_parameters(as_superuser: Client, home: Any, action: str, query: dict[str, str]) -> None:
    for title in ("One", "Two"):
        make_session(make_section(home, title=title))

    response = as_superuser.get(list_url(action), query)

    assert response.status_code == 200
    assert "q" in query or len(listed(response)) == 2


def test_list_never_loads_members_content(as_superuser: Client, section: Any) -> None:
    session = make_session(section, title="Secret", members_content=[("text", f"<p>{CANARY}</p>")])
    edit_page = as_superuser.get(f"/admin/pages/{session.pk}/edit/")
    assert CANARY in edit_page.content.decode()

    for query in ({}, {"status": "recorded"}, {"export": "csv"}):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = as_superuser.get(list_url(), query)
            content = response.getvalue().decode()

        assert "Secret" in content, query
        assert CANARY not in content, query
        assert [sql for sql in queries.captured_queries if "members_content" in sql["sql"]] == [], query


@pytest.mark.parametrize("query", [{}, {"status": "recorded", "year": "2023"}], ids=str)
def test_list_needs_a_constant_number_of_queries(as_editor_of: Any, section: Any, query: dict[str, str]) -> None:
    client = as_editor_of(section)
    counts = []
    for more in (1, 2, 17):
        for _number in range(more):
            make_session(
                section,
                speakers=[("speaker", {"name": "Amara Castillo"})],
                members_content=[("text", "<p>One</p>")],
            )
        client.get(list_url(), query)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(list_url(), query)
        counts.append((len(listed(response)), len(queries)))

    assert [shown for shown, _queries in counts] == [1, 3, 20]
    assert len({number for _shown, number in counts}) == 1, counts


def test_empty_list_offers_to_add_the_first_session(as_superuser: Client, section: Any) -> None:
    response = as_superuser.get(list_url())

    assert "No sessions yet. Add the first one." in text_of(response)
    assert f'href="{list_url("create")}"' in response.content.decode()


def test_empty_list_without_a_section_offers_to_add_one(as_superuser: Client) -> None:
    response = as_superuser.get(list_url())

    assert "add a “session section” page under it" in text_of(response)
    assert list_url("create") not in response.content.decode()


def test_empty_list_offers_only_permitted_actions(as_editor_of: Any, section: Any) -> None:
    response = as_editor_of(section, "publish").get(list_url())

    assert "No sessions yet." in text_of(response)
    assert list_url("create") not in response.content.decode()


def test_list_without_matches_mentions_the_filters(as_superuser: Client, section: Any) -> None:
    make_session(section)

    response = as_superuser.get(list_url(), {"status": "upcoming"})

    plural = swapper.load_model("maigu_wagtail", "SessionPage")._meta.verbose_name_plural
    assert f"No {plural} match your query." in text_of(response)


def test_results_view_returns_only_the_list(as_superuser: Client, section: Any) -> None:
    make_session(section, title="Found")

    response = as_superuser.get(list_url("results"), {"status": "recorded"})

    assert listed(response) == ["Found"]
    assert "<html" not in response.content.decode()


def test_list_covers_all_sites(as_superuser: Client, home: Any, section: Any) -> None:
    other_home = home.get_parent().add_child(instance=type(home)(title="Other", slug="other-home"))
    Site.objects.create(hostname="other.example", root_page=other_home)
    make_session(section, title="Here", date=date(2023, 1, 1))
    make_session(make_section(other_home), title="There", date=date(2022, 1, 1))

    assert listed(as_superuser.get(list_url())) == ["Here", "There"]
