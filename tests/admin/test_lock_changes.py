"""Who can open a page afterwards is said before it happens, logged, and can be undone."""

from datetime import date, timedelta

import pytest
import swapper
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from tests.admin.passwords.screens import SECRET, make_password, said, words
from tests.admin.sessions.test_forms import edit, fields_of
from tests.admin.test_transfers import act, move
from tests.doors import type_password
from tests.factories import make_section, make_session
from tests.pages.models import NotePage

pytestmark = [pytest.mark.usefixtures("private_folder"), pytest.mark.urls("tests.leaks.urls")]
LOGGED = "maigu_wagtail.page.change_lock"


@pytest.fixture
def other(home):
    return make_section(home, title="Other section", slug="other")


@pytest.fixture
def session(section):
    return make_session(section, title="The law")


@pytest.fixture
def unlocked(section, other):
    """Two devices that members of the section have unlocked, and one of the other's."""
    make_password(section)
    make_password(other)
    for each in (section, section, other):
        assert type_password(Client(), each, SECRET).status_code == 303


def published(session):
    session.save_revision().publish()
    return type(session).objects.get(pk=session.pk)


def publish(client, session, **more):
    return client.post(edit(session), fields_of(session, **{"action-publish": "1", **more}), follow=True)


def repeat(client, response, button=None):
    """Send the form of the page that asks, as a browser does."""
    form = BeautifulSoup(response.content, "html.parser").find("form", class_="maigu-actions")
    data = {}
    for field in form.find_all("input"):
        data.setdefault(field["name"], []).append(field["value"])
    pressed = [each for each in form.find_all("button") if button in (None, each.get_text(strip=True))][0]
    if name := pressed.get("name"):
        data[name] = pressed["value"]
    return client.post(form["action"], data, follow=True)


def children(page):
    return swapper.load_model("wagtailcore", "Page").objects.child_of(page)


def entries(page):
    found = PageLogEntry.objects.filter(page_id=page.pk, action=LOGGED).order_by("pk")
    return [(entry.message, entry.user and entry.user.get_username()) for entry in found]


def links_of(response):
    """Return the URLs of the buttons in the messages, by their text."""
    buttons = BeautifulSoup(response.content, "html.parser").select(".messages li a")
    return {" ".join(button.get_text(" ").split()): button["href"] for button in buttons}


# --- Moving ------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unlocked")
def test_moving_a_session_says_first_how_many_devices_lose_it(as_superuser, session, other):
    [losing, gaining] = said(move(as_superuser, session, other, "get"))

    assert losing.startswith("2 devices unlocked with the password of “MAIG U” will not be able to open “The law”.")
    assert gaining.startswith("Members need the password of “Other section” to open “The law”. 1 device is unlocked")
    assert entries(session) == []


@pytest.mark.usefixtures("unlocked")
def test_moved_session_is_logged_and_can_be_moved_back(as_superuser, session, section, other):
    answer = move(as_superuser, session, other)

    assert entries(session) == [
        (
            "Changed who can open it. Before: members with the password of “MAIG U”. "
            "Now: members with the password of “Other section”",
            "superuser",
        )
    ]
    assert any(text.startswith("Who can open “The law” has changed. Before: ") for text in said(answer))
    as_superuser.post(links_of(answer)["Move it back"])
    assert type(session).objects.get(pk=session.pk).get_parent().pk == section.pk
    assert len(entries(session)) == 2


def test_page_moved_into_a_section_closes_to_visitors(as_superuser, section, home):
    page = home.add_child(instance=NotePage(title="Notes", slug="notes"))

    [losing, gaining] = said(move(as_superuser, page, section, "get"))

    assert losing == "Visitors without the password will no longer be able to open “Notes”."
    assert gaining == "“MAIG U” has no password yet. Create one, or members cannot open “Notes”."
    move(as_superuser, page, section)
    assert entries(page)[0][0].startswith("Changed who can open it. Before: everyone. Now: members")


def test_move_by_the_api_is_logged(as_superuser, session, other):
    answer = act(as_superuser, session, "move", destination_id=other.pk, position="last-child")

    assert answer.status_code == 200, answer.content
    assert len(entries(session)) == 1


def test_move_that_changes_nothing_says_nothing(as_superuser, section, session, home):
    parent = home.add_child(instance=NotePage(title="Parent", slug="parent"))

    assert said(move(as_superuser, section, parent, "get")) == []
    assert len(said(move(as_superuser, section, parent))) == 1
    assert entries(section) == entries(session) == []


def test_figures_are_only_for_staff_who_may_see_them(as_editor_of, home, session, other, section):
    make_password(section)
    type_password(Client(), section, SECRET)
    client = as_editor_of(home)
    assert said(move(client, session, other, "get"))[0].startswith("Members with the password of “MAIG U” will not be")

    user_model = PageLogEntry._meta.get_field("user").related_model
    group = user_model.objects.get(username="editor").groups.get()
    group.permissions.add(Permission.objects.get(codename="see_activity_sharedpassword"))

    assert said(move(client, session, other, "get"))[0].startswith("1 device unlocked with")


def test_staff_of_one_section_see_no_figures_of_another(as_editor_of, session, section, other):
    make_password(section)
    make_password(other)
    type_password(Client(), other, SECRET)
    client = as_editor_of(section)
    user_model = PageLogEntry._meta.get_field("user").related_model
    group = user_model.objects.get(username="editor").groups.get()
    group.permissions.add(Permission.objects.get(codename="see_activity_sharedpassword"))

    gaining = said(move(client, session, other, "get"))[1]

    assert gaining == "Members need the password of “Other section” to open “The law”."


# --- Many pages at once ------------------------------------------------------------------------------------------------


def bulk(action, *pages):
    options = swapper.load_model("wagtailcore", "Page")._meta
    address = reverse("wagtail_bulk_action", args=[options.app_label, options.model_name, action])
    return f"{address}?next={reverse('wagtailadmin_home')}&" + "&".join(f"id={page.pk}" for page in pages)


@pytest.mark.usefixtures("unlocked")
def test_bulk_move_asks_first_and_can_be_undone(as_superuser, session, section, other):
    second = make_session(section, title="Second")

    asked = as_superuser.post(bulk("move", session, second), {"chooser": other.pk})

    assert "“The law”" in words(asked)
    assert "“Second”" in words(asked)
    assert children(other).count() == 0
    answer = repeat(as_superuser, asked)
    assert children(other).count() == 2
    assert [len(entries(page)) for page in (session, second)] == [1, 1]
    assert any(text.startswith("Who can open 2 pages has changed.") for text in said(answer))
    undo = as_superuser.get(links_of(answer)["Undo"])
    assert "The law" in undo.content.decode()
    assert "Second" in undo.content.decode()


def test_bulk_publishing_asks_before_a_draft_opens_a_session(as_superuser, session):
    draft = type(session).objects.get(pk=session.pk)
    draft.access = "public"
    draft.save_revision()

    asked = as_superuser.post(bulk("publish", session), {"include_descendants": ""})

    assert "Everyone will be able to open “The law”" in words(asked)
    assert type(session).objects.get(pk=session.pk).access == "section"
    repeat(as_superuser, asked)
    assert type(session).objects.get(pk=session.pk).access == "public"


def test_other_bulk_actions_are_not_held_up(as_superuser, session):
    assert as_superuser.post(bulk("unpublish", session), {"include_descendants": ""}).status_code == 302


# --- Copies and aliases ------------------------------------------------------------------------------------------------


def copy(client, page, parent, **more):
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent.pk, "publish_copies": "on", **more}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data, follow=True)


@pytest.mark.usefixtures("unlocked")
def test_copy_into_another_section_asks_first(as_superuser, session, other):
    asked = copy(as_superuser, session, other)

    assert "Members need the password of “Other section” to open “The law”." in words(asked)
    assert "will not be able to open" not in words(asked)
    assert children(other).count() == 0
    answer = repeat(as_superuser, asked)
    copied = children(other).get()
    assert entries(copied) == [
        ("Made a page that can be opened by: members with the password of “Other section”", "superuser")
    ]
    as_superuser.post(links_of(answer)["Delete the copy"])
    assert children(other).count() == 0


def test_copy_within_its_section_is_not_held_up(as_superuser, session, section):
    copy(as_superuser, session, section)

    assert children(section).count() == 2


def test_copy_of_a_session_with_its_own_password_says_that_it_has_none(as_superuser, section):
    own = make_session(section, title="Own", access="own")
    make_password(own)

    assert "“Own” has no password of its own there." in words(copy(as_superuser, own, section))


def test_copy_of_a_section_says_that_it_has_no_password(as_superuser, section, home):
    make_password(section)

    asked = copy(as_superuser, section, home)

    assert "A copy of “MAIG U” has no password. Create one, or members cannot open its sessions." in words(asked)


def test_alias_in_another_section_says_that_it_follows_its_original(as_superuser, session, other):
    asked = copy(as_superuser, session, other, alias="on")

    assert "The password of “Other section” will not open it." in words(asked)
    repeat(as_superuser, asked)
    alias = children(other).get()
    assert alias.alias_of_id == session.pk
    assert entries(alias)[0][0] == "Made a page that can be opened by: members with the password of “MAIG U”"


def test_copying_reveals_nothing_of_a_section_that_the_editor_cannot_add_to(as_editor_of, session, section, other):
    make_password(other)
    content = copy(as_editor_of(section), session, other).content.decode()

    assert "You do not have permission to copy to page" in content
    assert "Members need the password" not in content


# --- A session's access ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("unlocked")
def test_publishing_another_access_asks_first_and_keeps_what_was_entered(as_superuser, session):
    asked = publish(as_superuser, session, access="own", title="The new law", audience="Mayors & aldermen <all>")

    [losing, gaining] = [
        p.get_text(" ", strip=True) for p in BeautifulSoup(asked.content, "html.parser").select(".help-block p")
    ]
    assert losing == "2 devices unlocked with the password of “MAIG U” will not be able to open “The law”."
    assert gaining == "“The law” has no password of its own yet. Create one, or members cannot open it."
    saved = type(session).objects.get(pk=session.pk)
    assert (saved.access, saved.title, saved.latest_revision) == ("section", "The law", None)
    answer = repeat(as_superuser, asked)
    saved = type(session).objects.get(pk=session.pk)
    assert (saved.access, saved.title, saved.audience) == ("own", "The new law", "Mayors & aldermen <all>")
    assert entries(session)[0][0].endswith("Now: members with its own password")
    assert set(links_of(answer)) >= {"Change it back", "History"}


def test_publishing_can_become_a_draft_instead_that_changes_nothing(as_superuser, session):
    asked = publish(as_superuser, session, access="public")

    answer = repeat(as_superuser, asked, "Save as a draft only")

    saved = type(session).objects.get(pk=session.pk)
    assert (saved.access, saved.has_unpublished_changes) == ("section", True)
    assert entries(session) == []
    note = next(text for text in said(answer) if text.startswith("Nothing changes until you publish this draft."))
    assert "Everyone will be able to open “The law” without a password." in note
    assert publish(as_superuser, saved).status_code == 200


@pytest.mark.parametrize(
    ("before", "entered", "expected"),
    [
        ({}, {"public_from": "2140-05-03"}, "Everyone will be able to open “The law” from May 3, 2140."),
        ({"public_from": date(2140, 5, 3)}, {}, "“The law” will no longer open to everyone on May 3, 2140."),
        ({"access": "public"}, {}, "Visitors without the password will no longer be able to open “The law”."),
        ({}, {"public_from": "2023-01-02"}, "Everyone will be able to open “The law” without a password."),
    ],
    ids=["day set", "day removed", "closed", "day that has passed"],
)
def test_each_change_of_access_is_said_before(as_superuser, section, before, entered, expected):
    session = make_session(section, title="The law", **before)

    assert expected in words(publish(as_superuser, session, **entered))


def test_publishing_without_another_access_is_not_held_up(as_superuser, session):
    answer = publish(as_superuser, session, title="Another title")

    assert type(session).objects.get(pk=session.pk).title == "Another title"
    assert len(said(answer)) == 1


def test_wrong_date_is_left_to_the_form(as_superuser, session):
    answer = publish(as_superuser, session, access="section", public_from="tomorrow")

    assert "Enter a valid date" in words(answer)


def test_editor_who_may_not_publish_is_not_asked(as_editor_of, section, session):
    publish(as_editor_of(section, "add", "change"), session, access="public")

    saved = type(session).objects.get(pk=session.pk)
    assert (saved.access, saved.has_unpublished_changes) == ("section", True)


def test_draft_that_was_never_published_is_not_asked_about(as_superuser, section):
    session = make_session(section, title="The law", live=False)

    publish(as_superuser, session, access="public")

    assert type(session).objects.get(pk=session.pk).live
    assert entries(session) == []


def test_scheduled_and_coded_changes_are_logged_once(session):
    session.access = "public"
    published(session)
    session.title = "Another"
    published(session)
    session.access = "section"
    session.save(update_fields=["access"])

    assert [message.partition(" Now: ")[2] for message, _user in entries(session)] == [
        "everyone",
        "members with the password of “MAIG U”",
    ]


def test_day_is_in_the_log(session):
    session.public_from = timezone.localdate() + timedelta(days=400)
    published(session)

    assert "members with the password of “MAIG U”, and everyone from " in entries(session)[0][0]


def test_draft_of_a_published_session_logs_nothing(session):
    session.access = "public"
    session.save_revision()

    assert entries(session) == []


@pytest.mark.usefixtures("unlocked")
def test_translation_says_who_will_be_able_to_open_it(as_superuser, session, section, settings):
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    section.copy_for_translation(spanish, copy_parents=True)
    translation = session.copy_for_translation(spanish)

    [note] = said(as_superuser.get(edit(translation)))

    assert note.startswith("This is a draft translation of a page with the same password.")
    assert "2 devices are unlocked with it now." in note
