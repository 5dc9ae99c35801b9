from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
import swapper
from django.contrib.auth import get_user_model

from maigu_wagtail.models import ImportedPage, ImportRun
from maigu_wagtail.sessions.imports.comparing import differences
from maigu_wagtail.sessions.imports.drafts import create_drafts, finish_import
from maigu_wagtail.sessions.imports.found import FoundSession, FoundSpeaker
from maigu_wagtail.sessions.imports.stored_rows import Row
from tests.factories import make_session
from tests.sessions.imports.found import AMARA, VIDEO, make_found

FULL = make_found(audience="Attorneys", description="<p>Old.</p>", speakers=(AMARA,), video_url=VIDEO)
NEW = replace(
    FULL,
    title="New title",
    date=date(2022, 1, 2),
    audience="Mayors",
    description="<p>New.</p>",
    speakers=(AMARA, FoundSpeaker("Bo Li")),
    video_url="https://vimeo.com/2",
)
ALL = ("title", "date", "audience", "description", "speakers", "video_url")


@pytest.fixture
def boss(db: Any) -> Any:
    return get_user_model().objects.create_superuser("boss")


@pytest.fixture
def session(section: Any, boss: Any) -> Any:
    create_drafts(section, [FULL], user=boss, file_name="x")
    return only_session()


def only_session() -> Any:
    return swapper.load_model("maigu_wagtail", "SessionPage").objects.get()


def differing(found: FoundSession, session: Any) -> dict[str, tuple[str, str, bool]]:
    imported = ImportedPage.objects.filter(page=session.pk).last()
    revision = imported.revision if imported else None
    return {each.field: (each.old, each.new, each.is_edited) for each in differences(found, session, revision)}


def update(section: Any, found: FoundSession, fields: tuple[str, ...], seen: int | None, user: Any) -> list[Any]:
    run = ImportRun.objects.create(section=section, user=user)
    return finish_import(run, [Row(found, updates=fields, seen=seen)], user=user)


def test_same_session_has_no_differences(session: Any) -> None:
    assert differing(FULL, session) == {}


def test_times_are_one_difference_and_one_update(section: Any, session: Any, boss: Any) -> None:
    found = replace(FULL, start_time=time(14), end_time=time(15, 30), time_zone="America/Chicago")
    differing_fields = differing(found, session)

    update(section, found, ("times",), session.latest_revision_id, boss)

    assert differing_fields == {"times": ("", "2 p.m.–3:30 p.m. (America/Chicago)", False)}
    draft = only_session().get_latest_revision_as_object()
    assert (draft.start_time, draft.end_time, draft.time_zone) == (time(14), time(15, 30), "America/Chicago")
    assert differing(found, only_session()) == {}


def test_differences_name_old_and_new(session: Any) -> None:
    assert differing(NEW, session) == {
        "title": ("Session 1", "New title", False),
        "date": ("March 2, 2021", "January 2, 2022", False),
        "audience": ("Attorneys", "Mayors", False),
        "description": ("Old.", "New.", False),
        "speakers": (
            "Amara Castillo; Deputy Mayor; City of Riverton",
            "Amara Castillo; Deputy Mayor; City of Riverton\nBo Li",
            False,
        ),
        "video_url": (VIDEO, "https://vimeo.com/2", False),
    }


def test_what_the_file_does_not_have_is_no_difference(session: Any) -> None:
    assert differing(make_found(), session) == {}


def test_difference_says_that_an_editor_changed_the_field(session: Any) -> None:
    session.audience, session.members_content = "Everybody", []
    session.save_revision()
    session.refresh_from_db()

    found = differing(NEW, session)

    assert {name: is_edited for name, (_old, _new, is_edited) in found.items()} == {
        "title": False,
        "date": False,
        "audience": True,
        "description": False,
        "speakers": False,
        # Nothing of an editor's is lost where there is nothing.
        "video_url": False,
    }


def test_session_that_no_import_made_counts_as_edited(section: Any) -> None:
    session = make_session(section, audience="Everybody")

    assert differing(NEW, session)["audience"] == ("Everybody", "Mayors", True)
    assert differing(NEW, session)["description"] == ("", "New.", False)


def test_update_changes_ticked_fields_alone_and_publishes_nothing(section: Any, session: Any, boss: Any) -> None:
    session.get_latest_revision().publish()
    session.refresh_from_db()

    refused = update(section, NEW, ("audience", "description"), session.latest_revision_id, boss)

    live = only_session()
    draft = live.get_latest_revision_as_object()
    assert refused == []
    assert (live.audience, live.description, live.has_unpublished_changes) == ("Attorneys", "<p>Old.</p>", True)
    assert (draft.audience, draft.description, draft.title) == ("Mayors", "<p>New.</p>", "Session 1")
    assert draft.latest_revision.user == boss
    assert ImportedPage.objects.last().is_new is False


def test_update_changes_every_field(section: Any, session: Any, boss: Any) -> None:
    update(section, NEW, ALL, session.latest_revision_id, boss)

    assert differing(NEW, only_session()) == {}


def test_update_leaves_what_editors_added(section: Any, session: Any, boss: Any) -> None:
    session.speakers[0].value["biography"] = "Leads the work."
    session.members_content.append(("transcript", {"title": "", "text": "Welcome."}))
    session.save_revision()
    session.refresh_from_db()

    update(section, NEW, ("speakers", "video_url"), session.latest_revision_id, boss)

    draft = only_session().get_latest_revision_as_object()
    assert [block.value["biography"] for block in draft.speakers] == ["Leads the work.", ""]
    assert [block.block_type for block in draft.members_content] == ["video_embed", "transcript"]
    assert draft.members_content[0].value["url"] == "https://vimeo.com/2"


@pytest.mark.parametrize("obstacle", ["edited", "locked", "no permission"])
def test_update_is_refused_and_names_the_page(section: Any, session: Any, boss: Any, obstacle: str) -> None:
    seen, user = session.latest_revision_id, boss
    if obstacle == "edited":
        session.audience = "Edited meanwhile"
        session.save_revision()
    elif obstacle == "locked":
        session.locked, session.locked_by = True, get_user_model().objects.create_superuser("other")
        session.save()
    else:
        user = get_user_model().objects.create_user("editor")
    before = only_session().latest_revision_id

    assert update(section, NEW, ("audience",), seen, user) == [session]

    assert only_session().latest_revision_id == before
