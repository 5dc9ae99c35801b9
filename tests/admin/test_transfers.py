from datetime import date

import pytest
import swapper
from django.contrib.auth import get_user
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import PageLogEntry

from maigu_wagtail.models import SessionFile
from tests.admin.files.screens import permit
from tests.admin.passwords.screens import make_password, said
from tests.admin.sessions.test_forms import edit, fields_of
from tests.factories import make_recording, make_section, make_session
from tests.pages.models import NotePage

pytestmark = [pytest.mark.usefixtures("private_folder"), pytest.mark.urls("tests.leaks.urls")]


@pytest.fixture
def film():
    return make_recording()


@pytest.fixture
def theirs(section, film):
    """A session in another section than the editor's."""
    return make_session(section, title="Theirs", members_content=[("recording", film)])


@pytest.fixture
def mine(home):
    return make_section(home, title="Mine", slug="mine")


@pytest.fixture
def editor(as_editor_of, home):
    """An editor of both sections, who may not choose the film."""
    return as_editor_of(home)


def copy(client, page, parent, **more):
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent.pk, "publish_copies": "on", **more}
    # As the page that says who can open the copy does.
    data["maigu_confirmed"] = "yes"
    return client.post(address, data, follow=True)


def convert(client, alias, method="post"):
    return getattr(client, method)(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]), follow=True)


def move(client, page, destination, method="post"):
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    return getattr(client, method)(address, follow=True)


def act(client, page, action, **data):
    """Act by Wagtail's API v3, or, before Wagtail 8, by the API that the CMS itself uses."""
    if WAGTAIL_VERSION < (8, 0):
        names = {"revert": "revert_to_page_revision", "destination_id": "destination_page_id"}
        address = reverse("wagtailadmin_api:pages:action", args=[page.pk, names.get(action, action)])
        data = {names.get(name, name): value for name, value in data.items()}
        return client.post(address, data, content_type="application/json")
    from wagtail.models import APIToken

    _token, text = APIToken.create_token(user=get_user(client), name="of a test")
    address = f"/api/v3/pages/{page.pk}/actions/{action}/"
    return Client().post(address, data, content_type="application/json", headers={"Authorization": f"Bearer {text}"})


def newest(title="Copy"):
    return swapper.load_model("maigu_wagtail", "SessionPage").objects.get(title=title, slug__startswith="copy")


def films_of(session):
    """Return what the session opens to members, and what its newest revision has."""
    session = type(session).objects.get(pk=session.pk)
    drafted = session.get_latest_revision().as_object().members_content
    assert [block.value for block in session.members_content] == [block.value for block in drafted]
    found = [block.value for block in drafted if block.block_type == "recording"]
    assert set(SessionFile.objects.filter(session=session).values_list("uid", flat=True)) == {f.uid for f in found}
    return found


def may_choose():
    permit(Group.objects.get(name="editor"), "recording", "choose")


# --- Files that the editor may not choose ------------------------------------------------------------------------------


def test_copy_into_another_section_omits_files_its_editor_may_not_choose(editor, theirs, mine):
    answer = copy(editor, theirs, mine)

    assert newest().live
    assert films_of(newest()) == []
    [_done, left_out, readers] = said(answer)
    assert "members with the password of “Mine”" in readers
    assert left_out.startswith("1 recording or handout was left out because you may not choose it.")
    assert PageLogEntry.objects.filter(page=newest(), action="maigu_wagtail.page.leave_out_files").count() == 1


def test_copy_says_that_it_is_not_opened_by_a_date(editor, theirs):
    theirs.public_from = date(2026, 5, 3)
    theirs.save_revision().publish()

    answer = copy(editor, theirs, theirs.get_parent().specific)

    assert newest().public_from is None
    assert any("open to everyone from May 3, 2026. The copy has no such date" in text for text in said(answer))


def test_copy_keeps_the_files_its_editor_may_choose(editor, theirs, mine, film):
    may_choose()

    copy(editor, theirs, mine)

    assert films_of(newest()) == [film]


def test_copy_within_the_section_keeps_all_files(as_editor_of, section, theirs, film):
    answer = copy(as_editor_of(section), theirs, section)

    assert films_of(newest()) == [film]
    assert len(said(answer)) == 1


def test_file_of_a_narrower_group_is_not_copied_to_a_whole_section(as_editor_of, section, film):
    own = make_session(section, access="own", members_content=[("recording", film)])

    answer = copy(as_editor_of(section), own, section)

    assert films_of(newest()) == []
    assert any("members with its own password" in words for words in said(answer))


def test_copy_of_a_section_omits_the_files_of_all_its_sessions(editor, section, theirs, mine):
    second = make_session(section, title="Second", members_content=[("recording", make_recording())])
    inside = mine.add_child(instance=NotePage(title="Inside", slug="inside"))

    answer = act(editor, section, "copy", destination_id=inside.pk, recursive=True, slug="copy-of-section")

    assert answer.status_code == 201, answer.content
    session_model = type(second)
    copies = session_model.objects.descendant_of(inside)
    assert copies.count() == 2
    assert [films_of(session) for session in copies] == [[], []]


def test_copy_through_the_api_omits_the_files(editor, theirs, mine):
    answer = act(editor, theirs, "copy", destination_id=mine.pk, title="Copy", slug="copy", keep_live=True)

    assert answer.status_code == 201, answer.content
    assert films_of(newest()) == []


@pytest.mark.parametrize("way", ["CMS", "API"])
def test_converted_alias_omits_the_files(editor, theirs, mine, way):
    alias = theirs.create_alias(parent=mine, update_slug="copy")

    answer = convert(editor, alias) if way == "CMS" else act(editor, alias, "convert_alias")

    assert answer.status_code == 200
    assert films_of(alias) == []


def test_converted_alias_keeps_the_files_its_editor_may_choose(editor, theirs, mine, film):
    alias = theirs.create_alias(parent=mine, update_slug="copy")
    may_choose()

    convert(editor, alias)

    assert films_of(alias) == [film]


def test_session_moved_to_another_section_loses_the_files(editor, theirs, mine):
    make_password(mine)
    assert any("need the password of “Mine”" in words for words in said(move(editor, theirs, mine, "get")))

    answer = move(editor, theirs, mine)

    moved = type(theirs).objects.get(pk=theirs.pk)
    assert moved.get_parent().pk == mine.pk
    assert [block for block in moved.members_content if block.block_type == "recording"] == []
    assert any("left out" in words for words in said(answer))


def test_copy_without_a_user_keeps_the_files(theirs, mine, film):
    theirs.copy(to=mine, update_attrs={"title": "Copy", "slug": "copy"})

    assert films_of(newest()) == [film]


@pytest.mark.parametrize("way", ["CMS", "API"])
def test_restored_revision_omits_files_its_editor_may_not_choose(editor, mine, film, way):
    session = make_session(mine, members_content=[("recording", film)])
    with_film = session.save_revision()
    with_film.publish()
    session.members_content = []
    session.save_revision().publish()
    assert films_of(session) == []

    if way == "CMS":
        address = reverse("wagtailadmin_pages:revisions_revert", args=[session.pk, with_film.pk])
        data = fields_of(session, ("recording", str(film.pk)), **{"action-publish": "1", "revision": with_film.pk})
        assert "permission to use one of these" in editor.post(address, data).content.decode()
        assert "permission to use one of these" in editor.post(edit(session), data).content.decode()
    else:
        assert act(editor, session, "revert", revision_id=with_film.pk).status_code == 200
        session = type(session).objects.get(pk=session.pk)
        assert session.get_latest_revision().pk != with_film.pk
        session.get_latest_revision().publish()

    assert films_of(session) == []
    may_choose()
    if way == "CMS":
        assert editor.post(address, data).status_code == 302
    else:
        act(editor, session, "revert", revision_id=with_film.pk)
        type(session).objects.get(pk=session.pk).get_latest_revision().publish()
    assert films_of(session) == [film]


def test_restored_revision_keeps_what_the_session_had(editor, mine, film):
    session = make_session(mine, members_content=[("recording", film)])
    first = session.save_revision()
    first.publish()
    session.title = "Another title"
    session.save_revision().publish()

    act(editor, session, "revert", revision_id=first.pk)

    session = type(session).objects.get(pk=session.pk)
    assert [block.value for block in session.get_latest_revision_as_object().members_content] == [film]


# --- Pages that leave their section ------------------------------------------------------------------------------------


@pytest.fixture
def note(section):
    return section.add_child(instance=NotePage(title="Notes", slug="notes", body="<p>for members alone</p>"))


def is_public(client, page):
    """Return whether a stranger gets the page: as HTML, or from Wagtail's API."""
    page = NotePage.objects.get(pk=page.pk)
    html = client.get(page.url)
    api = client.get(f"/api/v2/pages/{page.pk}/?fields=*")
    return "for members alone" in html.content.decode() or api.status_code == 200


def test_converted_alias_outside_the_section_is_unpublished(as_superuser, client, home, note):
    alias = note.create_alias(parent=home, update_slug="alias")
    [_losing, warned] = said(convert(as_superuser, alias, "get"))
    assert warned.startswith("“Notes” is for members only. Outside their section it would be public")

    answer = convert(as_superuser, alias)

    assert not is_public(client, alias)
    assert any(words.startswith("1 page was for members only") for words in said(answer))
    NotePage.objects.get(pk=alias.pk).get_latest_revision().publish()
    assert is_public(client, alias)


def test_converted_alias_below_another_alias_is_unpublished(as_superuser, client, home, note):
    note.add_child(instance=NotePage(title="Below", slug="below", body="<p>for members alone</p>"))
    alias = note.create_alias(parent=home, update_slug="alias", recursive=True)
    below = NotePage.objects.child_of(alias).get()

    act(as_superuser, below, "convert_alias")

    assert not is_public(client, below)


@pytest.mark.parametrize("way", ["CMS", "API"])
@pytest.mark.parametrize("depth", ["topmost", "further down"])
def test_copy_outside_the_section_is_unpublished(as_superuser, client, home, note, way, depth):
    page = note
    if depth == "further down":
        page = note.add_child(instance=NotePage(title="Below", slug="below", body="<p>for members alone</p>"))

    if way == "CMS":
        answer = copy(as_superuser, page, home)
        assert any(words.startswith("1 page was for members only") for words in said(answer))
    else:
        assert act(as_superuser, page, "copy", destination_id=home.pk, slug="copy").status_code == 201

    copied = NotePage.objects.child_of(home).get(slug="copy")
    assert not copied.live
    assert not is_public(client, copied)


@pytest.mark.parametrize("depth", ["topmost", "further down"])
def test_page_moved_out_of_the_section_is_unpublished(as_superuser, client, home, note, depth):
    below = note.add_child(instance=NotePage(title="Below", slug="below", body="<p>for members alone</p>"))
    page = note if depth == "topmost" else below
    warned = said(move(as_superuser, page, home, "get"))
    assert any("is for members only. Outside their section it would be public" in words for words in warned)

    answer = move(as_superuser, page, home)

    number = "2 pages were" if depth == "topmost" else "1 page was"
    assert any(words.startswith(f"{number} for members only") for words in said(answer))
    assert not is_public(client, page)
    assert not is_public(client, below)


def test_page_moved_within_or_into_a_section_stays_published(as_superuser, home, section, note):
    within = section.add_child(instance=NotePage(title="Within", slug="within"))
    outside = home.add_child(instance=NotePage(title="Outside", slug="outside"))

    for page, destination, messages in ((note, within, 1), (outside, section, 2)):
        assert len(said(move(as_superuser, page, destination))) == messages
        assert NotePage.objects.get(pk=page.pk).live


def test_pages_elsewhere_are_copied_and_moved_as_usual(as_superuser, home):
    page = home.add_child(instance=NotePage(title="Page", slug="page"))
    parent = home.add_child(instance=NotePage(title="Parent", slug="parent"))

    assert len(said(copy(as_superuser, page, parent))) == 1
    assert len(said(move(as_superuser, page, parent))) == 1

    assert NotePage.objects.descendant_of(parent).live().count() == 2
