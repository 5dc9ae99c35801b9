import pytest
from wagtail.models import ModelLogEntry

from maigu_wagtail.models import Handout, Recording
from tests.admin.files.screens import url
from tests.admin.passwords.screens import said, soup, words
from tests.factories import make_handout, make_recording, make_session

pytestmark = pytest.mark.usefixtures("private_folder")


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_delete_removes_row_captions_and_files_on_commit(
    as_superuser, private_folder, django_capture_on_commit_callbacks
):
    recording = make_recording(("en",))
    page = as_superuser.get(url("recording_delete", recording))
    assert "You cannot undo this" in words(page)
    assert soup(page).find(id="maigu-all-the-same") is None

    with django_capture_on_commit_callbacks() as callbacks:
        answer = as_superuser.post(url("recording_delete", recording), follow=True)

    assert said(answer) == [f"“{recording.title}” was deleted."]
    assert not Recording.objects.exists()
    # Until the deletion is certain, the file is there.
    assert len(kept(private_folder)) == 1
    for callback in callbacks:
        callback()
    assert kept(private_folder) == []
    assert ModelLogEntry.objects.get(object_id=str(recording.pk), action="wagtail.delete").label == recording.title


@pytest.mark.parametrize("state", ["live", "draft", "version", "scheduled draft"])
def test_delete_is_refused_for_a_file_in_use(as_superuser, section, private_folder, state):
    recording = make_recording()
    session = make_session(section, title="The panel", live=state != "draft")
    session.members_content = [("recording", recording)]
    if state in {"live", "draft"}:
        session.save()
    else:
        session.save_revision()
    expected = {"live": "visible to members now", "draft": "not published"}.get(
        state, "only earlier or unpublished versions"
    )

    page = as_superuser.get(url("recording_delete", recording))
    refused = as_superuser.post(url("recording_delete", recording))

    assert f"The panel : {expected}" in words(page)
    assert "The sessions above will be shown without it" in words(page)
    assert "Nothing was deleted" in words(refused)
    assert Recording.objects.filter(pk=recording.pk).exists()
    assert len(kept(private_folder)) == 1


def test_delete_counts_the_revisions_using_the_file(as_superuser, section):
    recording, other = make_recording(), make_recording()
    session = make_session(section, title="The panel", members_content=[("recording", recording)])
    for content in ([("recording", recording)], [("recording", recording)], [("recording", other)]):
        session.members_content = content
        session.save_revision().publish()

    found = words(as_superuser.get(url("recording_delete", recording)))

    assert "The panel : only earlier or unpublished versions, 2 versions in its history" in found


def test_delete_distinguishes_similar_ids_and_kinds(as_superuser, section):
    recording = make_recording(pk=7)
    make_session(section, members_content=[("recording", make_recording(pk=77))]).save_revision()
    make_session(section, members_content=[("resource", make_handout(pk=7))]).save_revision()

    assert "name it" not in words(as_superuser.get(url("recording_delete", recording)))


def test_forced_delete_leaves_pages_working(
    as_superuser, client, section, private_folder, django_capture_on_commit_callbacks
):
    recording = make_recording(title="Gone", duration=60)
    session = make_session(section, access="public", members_content=[("recording", recording)])
    session.save_revision().publish()

    with django_capture_on_commit_callbacks(execute=True):
        as_superuser.post(url("recording_delete", recording), {"all_the_same": "1"})

    assert not Recording.objects.exists()
    assert kept(private_folder) == []
    assert client.get(session.url).status_code == 200
    assert client.get(f"{session.url}watch/").status_code == 200
    session.refresh_from_db()
    assert session.members_summary == {}
    # An earlier version that is brought back comes without it.
    session.get_latest_revision_as_object().save_revision().publish()
    assert client.get(f"{session.url}watch/").status_code == 200


def test_delete_of_a_handout_has_the_same_checks(as_superuser, section):
    handout = make_handout()
    make_session(section, title="The panel", members_content=[("resource", handout)])

    assert "The panel : visible to members now" in words(as_superuser.post(url("handout_delete", handout)))
    as_superuser.post(url("handout_delete", handout), {"all_the_same": "1"})

    assert not Handout.objects.exists()


def test_delete_links_only_to_pages_the_user_may_change(as_adder, section):
    client, user = as_adder("recording")
    recording = make_recording(uploaded_by=user)
    make_session(section, title="The panel", members_content=[("recording", recording)])

    page = client.get(url("recording_delete", recording))

    assert "The panel: visible to members now" in words(page)
    assert [link["href"] for link in soup(page).select(".maigu-plain-list a")] == []
