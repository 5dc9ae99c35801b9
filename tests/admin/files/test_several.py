from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, ModelLogEntry

from maigu_wagtail.models import Handout, Recording, Upload
from tests.admin.files.screens import VTT, permit, url
from tests.admin.files.several import field_name, listed, plan_of, problems, root, send_all, several_url
from tests.admin.passwords.screens import said, soup, words
from tests.factories import make_section, make_session
from tests.full_disk import ROOM, no_room
from tests.recordings import files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]

SRT = b"1\n00:00:01,000 --> 00:00:04,000\nBienvenidos.\n"
VOCA = (
    ("voca-funds.mp4", files.MP4),
    ("voca-funds.en.vtt", VTT),
    ("voca-funds.es.srt", SRT),
    ("voca-funds.jpg", files.picture("JPEG")),
    ("voca-funds.pdf", files.PDF),
)


@pytest.fixture
def session(section):
    return make_session(section, title="Using VOCA Funds", slug="using-voca-funds", date=date(2023, 12, 14))


def stored(folder):
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def content(field):
    with field.open() as file:
        return file.read()


def blocks(page):
    return [(block.block_type, str(block.value)) for block in page.members_content]


def attach(client, **changed):
    with TestCase.captureOnCommitCallbacks(execute=True):
        return client.post(several_url(), {**plan_of(client), "attach": "1", **changed}, follow=True)


def draft_of(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def test_files_become_a_recording_and_a_handout_in_a_draft_of_their_session(as_superuser, session, private_folder):
    send_all(as_superuser, *VOCA)
    keys = stored(private_folder)

    answer = attach(as_superuser)

    recording, handout = Recording.objects.get(), Handout.objects.get()
    assert (recording.title, recording.original_name, recording.content_type, recording.size) == (
        *("voca-funds", "voca-funds.mp4", "video/mp4"),
        len(files.MP4),
    )
    assert [(caption.language, "Bienvenidos" in caption.webvtt) for caption in recording.captions.all()] == [
        ("en", False),
        ("es", True),
    ]
    assert [content(file) for file in (recording.file, recording.poster, handout.file)] == [
        *(files.MP4, files.picture("JPEG"), files.PDF)
    ]
    assert blocks(draft_of(session)) == [("recording", "voca-funds"), ("resource", "voca-funds")]
    assert "2 files were added. 1 session has a new draft. It is not published" in said(answer)[0]
    assert listed(as_superuser) == []
    assert stored(private_folder) == keys
    entries = ModelLogEntry.objects.filter(action="wagtail.create")
    assert [(entry.label, entry.user.get_username()) for entry in entries] == [("voca-funds", "superuser")] * 2


def test_published_session_is_not_published_again(as_superuser, session):
    session.members_content.append(("text", "<p>Notes.</p>"))
    session.save_revision().publish()
    send_all(as_superuser, *VOCA)

    attach(as_superuser)

    live = type(session).objects.get(pk=session.pk)
    assert [kind for kind, _value in blocks(live)] == ["text"]
    assert live.has_unpublished_changes
    assert [kind for kind, _value in blocks(draft_of(session))] == ["text", "recording", "resource"]
    draft_of(session).save_revision().publish()
    assert len(type(session).objects.get(pk=session.pk).members_content) == 3


def test_files_are_added_to_the_newest_draft(as_superuser, session):
    draft = session.get_latest_revision_as_object()
    draft.title = "Using VOCA Funds, second edition"
    draft.save_revision()
    send_all(as_superuser, VOCA[0])

    attach(as_superuser)

    assert draft_of(session).title == "Using VOCA Funds, second edition"
    assert blocks(draft_of(session)) == [("recording", "voca-funds")]
    assert draft_of(session).latest_revision.user == get_user_model().objects.get()


def test_session_that_was_never_published_has_the_files_too(as_superuser, section):
    session = make_session(section, title="Using VOCA Funds", slug="using-voca-funds", live=False)
    send_all(as_superuser, VOCA[0])

    attach(as_superuser)

    saved = type(session).objects.get(pk=session.pk)
    assert (saved.live, blocks(saved), saved.members_summary["recording"]) == (False, [("recording", "voca-funds")], 1)


def test_editor_corrects_the_session_and_the_language(as_superuser, session, section):
    other = make_session(section, title="Another session", slug="another")
    send_all(as_superuser, ("voca-funds.mp4", files.MP4), ("voca-funds.vtt", VTT))
    assert plan_of(as_superuser) == {
        field_name("session", "voca-funds.mp4"): str(session.pk),
        field_name("language", "voca-funds.vtt"): "",
    }

    answer = attach(as_superuser, **{field_name("session", "voca-funds.mp4"): other.pk})
    assert "Choose the language of “voca-funds.vtt”." in problems(answer)
    assert not Recording.objects.exists()
    # What was chosen is still there.
    assert plan_of(as_superuser)[field_name("session", "voca-funds.mp4")] == str(other.pk)
    attach(as_superuser, **{field_name("language", "voca-funds.vtt"): "fr"})

    assert Recording.objects.get().captions.get().language == "fr"
    assert blocks(draft_of(other)) == [("recording", "voca-funds")]
    assert blocks(draft_of(session)) == []


def test_choice_is_saved_without_adding_anything(as_superuser, session):
    send_all(as_superuser, ("voca-funds.mp4", files.MP4), ("voca-funds.vtt", VTT))
    chosen = {field_name("session", "voca-funds.mp4"): "", field_name("language", "voca-funds.vtt"): "pt-br"}

    assert as_superuser.post(several_url(), chosen).status_code == 204

    assert plan_of(as_superuser) == chosen
    # A list from before the files were chosen changes nothing.
    as_superuser.post(several_url(), {})
    assert plan_of(as_superuser) == chosen


def test_files_without_a_session_are_only_added_to_the_lists(as_superuser, session):
    send_all(as_superuser, ("unknown.mp4", files.MP4))

    answer = attach(as_superuser)

    assert Recording.objects.get().title == "unknown"
    assert said(answer)[0].startswith("1 file was added.")
    assert blocks(draft_of(session)) == []


def test_two_parts_of_a_session_are_added_in_one_draft(as_superuser, session):
    send_all(as_superuser, ("voca-funds-part-2.mp4", files.MP4), ("voca-funds-part-1.mp4", files.MP4))

    attach(as_superuser)

    assert blocks(draft_of(session)) == [("recording", "voca-funds-part-1"), ("recording", "voca-funds-part-2")]
    assert session.revisions.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("clip.mov", files.QUICKTIME, "You cannot use “clip.mov” here."),
        ("clip.mp4", files.HTML, "The contents of “clip.mp4” do not match its name"),
        ("clip.mp4", b"", "“clip.mp4”: This file is too large or empty"),
        (
            "clip.en.vtt",
            b"WEBVTT\n\n00:05.000 --> 00:01.000\nNo.\n",
            "“clip.en.vtt”: Line 3: These captions end before",
        ),
        ("clip.jpg", files.HTML, "“clip.jpg”: "),
        ("clip.png", files.picture_that_says(90_000, 90_000), "“clip.png”: "),
        ("clip.pdf", files.EXE, "The contents of “clip.pdf” do not match its name"),
        ("clip.docx", files.PDF, "The contents of “clip.docx” do not match its name"),
    ],
)
def test_refused_file_is_named_and_the_others_go_on(as_superuser, private_folder, name, content, message):
    answer = send_all(as_superuser, (name, content), ("other.mp4", files.MP4))

    assert message in " ".join(said(answer))
    assert listed(as_superuser) == ["other.mp4"]
    assert len(stored(private_folder)) == 1


def test_limits_are_those_of_single_uploads(as_superuser, settings, private_folder):
    settings.MAIGU_WAGTAIL_RECORDING_MAX_SIZE = settings.MAIGU_WAGTAIL_HANDOUT_MAX_SIZE = 10

    answer = send_all(as_superuser, VOCA[0], VOCA[4])

    assert [
        message.startswith(f"“{name}”: This file is too large")
        for name, message in zip(("voca-funds.mp4", "voca-funds.pdf"), said(answer), strict=True)
    ] == [True, True]
    assert stored(private_folder) == []


def test_codecs_are_checked_as_in_a_single_upload(as_superuser):
    send_all(as_superuser, ("hevc.mp4", files.sample("hevc.mp4")))
    attach(as_superuser)

    assert Recording.objects.get().doubtful_codecs == ["HEVC (H.265)"]


def test_full_store_is_reported_and_keeps_nothing(as_superuser, private_folder):
    with no_room():
        answer = send_all(as_superuser, ("clip.mp4", files.MP4 + bytes(2 * ROOM)), ("other.mp4", files.MP4))

    assert "“clip.mp4”: File storage is full" in said(answer)[0]
    assert listed(as_superuser) == ["other.mp4"]
    assert len(stored(private_folder)) == 1


def test_captions_and_posters_need_a_recording(as_superuser):
    send_all(as_superuser, ("alone.en.vtt", VTT), ("poster.jpg", files.picture("JPEG")), ("notes.pdf", files.PDF))

    answer = attach(as_superuser)

    assert "No recording has the name of “alone.en.vtt”" in problems(answer)
    assert "No recording has the name of “poster.jpg”" in problems(answer)
    assert Handout.objects.get().title == "notes"
    assert listed(as_superuser) == ["alone.en.vtt", "poster.jpg"]


def test_two_captions_of_one_language_are_not_added(as_superuser):
    send_all(as_superuser, VOCA[0], ("voca-funds.en.vtt", VTT), ("voca-funds_en.srt", SRT))

    assert "has the same language as other captions" in problems(attach(as_superuser))
    assert not Recording.objects.exists()


def test_file_can_be_left_out(as_superuser, private_folder):
    send_all(as_superuser, *VOCA)

    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = as_superuser.post(several_url(), {"remove": Upload.objects.get(name="voca-funds.jpg").pk}, follow=True)

    assert "“voca-funds.jpg” was removed from the list." in said(answer)
    assert "voca-funds.jpg" not in listed(as_superuser)
    assert len(stored(private_folder)) == 2
    attach(as_superuser)
    assert not Recording.objects.get().poster


def test_locked_session_is_named_and_nothing_is_added(as_superuser, session, section):
    other = make_session(section, title="The ATF report", slug="atf-report")
    session.locked, session.locked_by = True, get_user_model().objects.create_superuser("other")
    session.save()
    send_all(as_superuser, VOCA[0], ("atf-report.mp4", files.MP4))

    answer = attach(as_superuser)

    assert "“Using VOCA Funds” is locked for editing." in problems(answer)
    assert blocks(draft_of(session)) == []
    assert blocks(draft_of(other)) == [("recording", "atf-report")]
    assert listed(as_superuser) == ["voca-funds.mp4"]


def test_session_without_permission_is_named(as_editor_of, session, section):
    client = as_editor_of(section, "add")
    permit(Group.objects.get(name="editor"), "recording", "add")
    send_all(client, VOCA[0])
    assert plan_of(client) == {field_name("session", "voca-funds.mp4"): str(session.pk)}

    answer = attach(client)

    assert "You do not have permission to edit “Using VOCA Funds”." in problems(answer)
    assert not Recording.objects.exists()


def test_sessions_of_another_section_are_neither_suggested_nor_shown(as_editor_of, as_superuser, home, session):
    client = as_editor_of(make_section(home, slug="mine"), "add", "change")
    permit(Group.objects.get(name="editor"), "recording", "add")
    send_all(client, VOCA[0])
    send_all(as_superuser, VOCA[4])

    assert "Using VOCA Funds" in soup(as_superuser.get(several_url())).get_text()
    assert "Using VOCA Funds" not in soup(client.get(several_url())).get_text()
    attach(client, **{field_name("session", "voca-funds.mp4"): session.pk})
    assert blocks(draft_of(session)) == []


def test_list_is_of_the_user_alone(as_superuser, as_adder):
    send_all(as_superuser, VOCA[0])
    client, _user = as_adder("recording", "add")

    assert listed(as_superuser) == ["voca-funds.mp4"]
    assert listed(client) == []
    client.post(several_url(), {"remove": Upload.objects.get().pk})
    attach(client)
    assert listed(as_superuser) == ["voca-funds.mp4"]


def test_screen_needs_permission_to_add_recordings(client, as_nobody, as_adder):
    for visitor in (client, as_nobody, as_adder("handout", "add")[0], as_adder("recording", "choose")[0]):
        assert visitor.get(several_url()).status_code == 302
        assert send_all(visitor, VOCA[0]).redirect_chain
    assert not Upload.objects.exists()
    assert as_adder("recording", "add")[0].get(several_url()).status_code == 200


def test_collection_and_kind_need_their_own_permission(as_adder):
    mine, other = (Collection.get_first_root_node().add_child(name=name) for name in ("Mine", "Other"))
    client, _user = as_adder("recording", "add", collection=mine)

    send_all(client, VOCA[0], collection=other.pk)
    assert listed(client) == []
    answer = send_all(client, VOCA[0], VOCA[4], collection=mine.pk)
    assert listed(client) == ["voca-funds.mp4"]
    assert "You do not have permission to add “voca-funds.pdf” to this collection." in said(answer)[0]


def test_permission_taken_away_meanwhile_is_checked_again(as_adder, session):
    client, user = as_adder("recording", "add")
    send_all(client, VOCA[0])
    plan = plan_of(client)
    group = user.groups.get()
    group.collection_permissions.all().delete()
    other = Collection.get_first_root_node().add_child(name="Other")
    permit(group, "recording", "add", collection=other)

    answer = client.post(several_url(), {**plan, "attach": "1"})

    assert "You no longer have permission to add “voca-funds.mp4”" in problems(answer)
    assert not Recording.objects.exists()


def test_button_pressed_twice_adds_once(as_superuser, session):
    send_all(as_superuser, VOCA[0])
    plan = plan_of(as_superuser)

    for _time in range(2):
        as_superuser.post(several_url(), {**plan, "attach": "1"})

    assert Recording.objects.count() == 1
    assert blocks(draft_of(session)) == [("recording", "voca-funds")]


def test_session_that_is_gone_is_reported(as_superuser, session):
    send_all(as_superuser, VOCA[0])
    plan = plan_of(as_superuser)
    session.delete()

    answer = as_superuser.post(several_url(), {**plan, "attach": "1"})

    assert "a session you chose no longer exists" in " ".join(said(answer))
    assert not Recording.objects.exists()
    assert listed(as_superuser) == ["voca-funds.mp4"]


def test_abandoned_uploads_are_removed_after_a_week(as_superuser, private_folder):
    send_all(as_superuser, *VOCA)

    call_command("maigu_files", remove_orphans=True, older_than=-1)
    assert len(stored(private_folder)) == 3

    with time_machine.travel("2099-01-01", tick=False), TestCase.captureOnCommitCallbacks(execute=True):
        call_command("maigu_files", remove_orphans=True)
    assert stored(private_folder) == []
    assert not Upload.objects.exists()


def test_list_of_recordings_links_to_the_screen(as_superuser, as_adder):
    assert several_url() in {link.get("href") for link in soup(as_superuser.get(url("recordings"))).find_all("a")}
    changer, _user = as_adder("recording", "change")
    assert several_url() not in {link.get("href") for link in soup(changer.get(url("recordings"))).find_all("a")}


def test_empty_list_says_what_to_do(as_superuser):
    assert "No files yet. Choose recordings, captions, posters and slides together" in words(
        as_superuser.get(several_url())
    )
    answer = as_superuser.post(several_url(), {"upload": "1", "collection": root()}, follow=True)
    assert said(answer)[0].startswith("Nothing was uploaded. Choose one or more files first.")


def test_number_of_queries_does_not_depend_on_the_number_of_files(as_superuser, section):
    counts = []
    for number in ("one", "two", "three"):
        make_session(section, title=f"Session about {number}", slug=number)
        send_all(as_superuser, (f"{number}.mp4", files.MP4), (f"{number}.en.vtt", VTT))
        with CaptureQueriesContext(connection) as queries:
            assert len(listed(as_superuser)) == 2 * len(counts) + 2
        counts.append(len(queries))

    assert counts[0] == counts[2]
