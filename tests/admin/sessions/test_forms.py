import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import Collection
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from maigu_wagtail.models import SessionFile
from tests.admin.files.screens import permit
from tests.factories import make_handout, make_recording, make_session

pytestmark = pytest.mark.usefixtures("private_folder")
MAKE = {"recording": make_recording, "resource": make_handout}
MODEL_NAMES = {"recording": "recording", "resource": "handout"}


def fields_of(session, *blocks, **more):
    """Return what the form of a session sends, with these blocks of members' content."""
    fields = {
        "title": session.title,
        "slug": session.slug,
        "date": "2023-12-14",
        "time_zone": "America/New_York",
        "description": rich_text(""),
        "speakers": streamfield([]),
        "members_content": streamfield(list(blocks)),
        "access": "section",
        "comments": inline_formset([]),
        **more,
    }
    return nested_form_data(fields)


def edit(session):
    return reverse("wagtailadmin_pages:edit", args=[session.pk])


def publish(client, session, *blocks):
    return client.post(edit(session), fields_of(session, *blocks, **{"action-publish": "1"}))


def files_of(session):
    return set(SessionFile.objects.filter(session=session).values_list("uid", flat=True))


@pytest.mark.parametrize("kind", MAKE)
def test_session_refuses_a_file_its_editor_may_not_choose(section, as_editor_of, kind):
    client, session, file = as_editor_of(section), make_session(section), MAKE[kind]()

    answer = publish(client, session, (kind, str(file.pk)))

    assert answer.status_code == 200
    assert "permission to use one of these recordings or handouts" in answer.content.decode()
    assert files_of(session) == set()


@pytest.mark.parametrize("kind", MAKE)
def test_session_accepts_a_file_its_editor_may_choose(section, as_editor_of, kind):
    client, session, file = as_editor_of(section), make_session(section), MAKE[kind]()
    permit(Group.objects.get(name="editor"), MODEL_NAMES[kind], "choose")

    assert publish(client, session, (kind, str(file.pk))).status_code == 302

    assert files_of(session) == {file.uid}


def test_permission_for_one_collection_does_not_cover_another(section, as_editor_of):
    mine, theirs = (Collection.get_first_root_node().add_child(name=name) for name in ("Mine", "Theirs"))
    client, session = as_editor_of(section), make_session(section)
    permit(Group.objects.get(name="editor"), "recording", "choose", collection=mine)
    one, other = make_recording(collection=mine), make_recording(collection=theirs)

    assert publish(client, session, ("recording", str(one.pk)), ("recording", str(other.pk))).status_code == 200
    assert publish(client, session, ("recording", str(one.pk))).status_code == 302
    assert files_of(session) == {one.uid}


def test_file_already_in_the_session_stays(section, as_editor_of):
    film = make_recording()
    client, session = as_editor_of(section), make_session(section, members_content=[("recording", film)])

    assert publish(client, session, ("recording", str(film.pk))).status_code == 302
    assert files_of(session) == {film.uid}


if WAGTAIL_VERSION >= (8, 0):

    def test_autosave_accepts_and_refuses_the_same_files(section, as_editor_of):
        client, session, film = as_editor_of(section), make_session(section), make_recording()
        sent = {"data": fields_of(session, ("recording", str(film.pk))), "headers": {"Accept": "application/json"}}

        refused = client.post(edit(session), **sent)
        permit(Group.objects.get(name="editor"), "recording", "choose")
        taken = client.post(edit(session), **sent)

        assert (refused.status_code, refused.json()["success"]) == (400, False)
        assert (taken.status_code, taken.json()["success"]) == (200, True)
        session.refresh_from_db()
        draft = session.get_latest_revision_as_object()
        assert [block.value for block in draft.members_content] == [film]
        # A draft opens nothing.
        assert files_of(session) == set()


def test_editor_says_from_when_a_session_is_open_to_everyone(section, as_editor_of):
    client, session = as_editor_of(section), make_session(section)
    form = client.get(edit(session)).content.decode()
    # As the page that says who can open the session then does.
    dated = {"public_from": "2026-05-03", "action-publish": "1", "maigu_confirmed": "yes"}

    client.post(edit(session), fields_of(session, **dated))
    refused = client.post(edit(session), fields_of(session, **dated, access="public"))

    assert "Open to everyone from" in form
    assert "everyone can open it without a password" in form
    session.refresh_from_db()
    assert (session.public_from.isoformat(), session.access) == ("2026-05-03", "section")
    assert "This session is open to everyone already." in refused.content.decode()
