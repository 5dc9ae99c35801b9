from typing import Any

import pytest
import swapper
from django.contrib.auth import get_user_model
from wagtail.models import PageLogEntry

from maigu_wagtail.models import ImportedPage, ImportRun
from maigu_wagtail.sessions.imports.drafts import IMPORTED, create_drafts
from maigu_wagtail.sessions.imports.found import FoundSpeaker
from tests.doors import queries_of
from tests.factories import make_session
from tests.sessions.imports.found import AMARA, VIDEO, make_found


@pytest.fixture
def editor(db: Any) -> Any:
    return get_user_model().objects.create_user("editor")


def sessions() -> list[Any]:
    return list(swapper.load_model("maigu_wagtail", "SessionPage").objects.order_by("path"))


def test_draft_has_everything_that_was_found(section: Any, editor: Any) -> None:
    moderator = FoundSpeaker("Bo Li", is_moderator=True)
    found = make_found(
        audience="City attorneys",
        description="<p>About <b>cases</b>.</p>",
        speakers=(AMARA, moderator),
        video_url="http://vimeo.com/76979871",
    )

    create_drafts(section, [found], user=editor, file_name="old.html")

    [session] = sessions()
    assert (session.title, session.date, session.audience) == (found.title, found.date, "City attorneys")
    assert session.description == "<p>About <b>cases</b>.</p>"
    assert [(line.name, line.role, line.organisation, line.is_moderator) for line in session.speaker_lines] == [
        ("Amara Castillo", "Deputy Mayor", "City of Riverton", False),
        ("Bo Li", "", "", True),
    ]
    [video] = session.members_content
    assert (video.block_type, dict(video.value)) == ("video_embed", {"url": VIDEO, "title": found.title})
    assert session.get_parent().pk == section.pk


def test_draft_is_not_published_and_has_a_revision_and_log_entries(section: Any, editor: Any) -> None:
    run = create_drafts(section, [make_found()], user=editor, file_name="old.html")

    [session] = sessions()
    assert (session.live, session.has_unpublished_changes, session.owner) == (False, True, editor)
    assert session.latest_revision.user == editor
    assert session.get_latest_revision_as_object().title == session.title
    assert list(PageLogEntry.objects.filter(page=session.pk).values_list("action", "user")) == [
        ("wagtail.create", editor.pk)
    ]
    entry = PageLogEntry.objects.get(action=IMPORTED)
    assert (entry.page_id, entry.user, entry.data["number"]) == (section.pk, editor, 1)
    assert entry.message == "Created drafts from “old.html” (1)"
    assert (run.number, run.file_name, run.user) == (1, "old.html", editor)


@pytest.mark.parametrize(
    ("titles", "slugs"),
    [
        (["Welcome", "Welcome"], ["welcome", "welcome-2"]),
        (["Search", "Feed"], ["search-2", "feed-2"]),
        (["Ámbito: José", "学習", "???"], ["ambito-jose", "学習", "2021-03-02"]),
        (["x" * 255], ["x" * 200]),
    ],
    ids=["twice", "reserved", "letters", "long"],
)
def test_slugs_are_unique_and_not_those_of_the_section(section: Any, titles: list[str], slugs: list[str]) -> None:
    create_drafts(
        section,
        [make_found(source_key=str(number), title=title) for number, title in enumerate(titles)],
        user=None,
        file_name="x",
    )

    assert [session.slug for session in sessions()] == slugs


def test_slug_of_an_existing_page_is_not_taken(section: Any) -> None:
    make_session(section, title="Other", slug="session-1")

    create_drafts(section, [make_found(1)], user=None, file_name="x")

    assert [session.slug for session in sessions()] == ["session-1", "session-1-2"]


@pytest.mark.parametrize(
    "lacking",
    [
        {"title": " "},
        {"date": None},
        {"title": "x" * 256},
        {"audience": "x" * 256},
        {"speakers": (FoundSpeaker("x" * 256),)},
        {"video_url": "javascript:alert(1)"},
        {"video_url": "https://user:secret@video.example/1"},
    ],
    ids=str,
)
def test_session_that_lacks_something_is_left_out(section: Any, lacking: dict[str, Any]) -> None:
    run = create_drafts(section, [make_found(1, **lacking), make_found(2)], user=None, file_name="x")

    assert [session.title for session in sessions()] == ["Session 2"]
    assert run.number == 1


def test_same_file_again_creates_nothing(section: Any) -> None:
    found = [make_found(number) for number in range(3)]
    create_drafts(section, found, user=None, file_name="x")

    again = create_drafts(section, found, user=None, file_name="x")

    assert again.number == 0
    assert len(sessions()) == 3


def test_session_with_the_same_title_and_date_is_not_created_again(section: Any) -> None:
    found = make_found()
    make_session(section, title="session  1", date=found.date)
    make_session(section, title="Session 2", date=found.date)

    run = create_drafts(section, [found, make_found(2)], user=None, file_name="x")

    assert run.number == 1


def test_same_title_and_date_twice_in_a_file_makes_two_drafts_once(section: Any) -> None:
    parts = [make_found(source_key="a"), make_found(source_key="b")]

    runs = [create_drafts(section, parts, user=None, file_name="x") for _ in range(2)]

    assert [run.number for run in runs] == [2, 0]


def test_failure_leaves_no_draft_behind(section: Any, settings: Any) -> None:
    too_long = make_found(2, source_key="b", description="<p>x</p>", file_urls=({1},))  # cannot be stored as JSON

    with pytest.raises(TypeError):
        create_drafts(section, [make_found(1), too_long], user=None, file_name="x")

    assert (sessions(), ImportRun.objects.count(), ImportedPage.objects.count()) == ([], 0, 0)
    section.refresh_from_db()
    assert section.numchild == 0


def test_drafts_cost_the_same_each(section: Any) -> None:
    create_drafts(section, [make_found(10)], user=None, file_name="x")
    _, one = queries_of(lambda: create_drafts(section, [make_found(1)], user=None, file_name="x"))
    _, three = queries_of(
        lambda: create_drafts(section, [make_found(number) for number in (2, 3, 4)], user=None, file_name="x")
    )
    _, five = queries_of(
        lambda: create_drafts(section, [make_found(number) for number in (5, 6, 7, 8, 9)], user=None, file_name="x")
    )

    assert five - three == three - one


def test_no_other_address_is_asked(section: Any, monkeypatch: Any) -> None:
    import socket

    def refuse(*args: Any) -> None:
        raise AssertionError("An import must not connect anywhere.")

    monkeypatch.setattr(socket, "create_connection", refuse)
    found = make_found(video_url="https://video.example.org/1", file_urls=("http://127.0.0.1/slides.pdf",))

    run = create_drafts(section, [found], user=None, file_name="x")

    assert run.pages.get().file_urls == ["http://127.0.0.1/slides.pdf"]
