import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from wagtail.models import ModelLogEntry, Page, Revision, Site

from example_site.pages.accounts import PASSWORD_PERMISSIONS, ensure_accounts, ensure_members_passwords
from example_site.pages.models import StandardPage
from maigu_wagtail.models import SessionPage, SharedPassword


@pytest.fixture
def own_machine(settings, db):
    settings.DEBUG = True


def prepare(*args):
    out = StringIO()
    call_command("prepare", *args, stdout=out)
    return out.getvalue()


def test_prepare_prints_every_address(own_machine):
    said = prepare("--port", "8123")

    assert "MAIG U    http://127.0.0.1:8123/maig-u/\n" in said
    assert "API       http://127.0.0.1:8123/api/v2/sessions/\n" in said
    assert "Editor    editor / local-editor\n" in said
    assert "Members         river lantern maple harbour\n" in said
    assert "City attorneys  quiet docket granite\n" in said
    assert Site.objects.get().root_url == "http://127.0.0.1:8123"


def test_prepare_twice_changes_nothing(empty_site, own_machine):
    first = prepare()
    models = (Page, Revision, get_user_model(), SharedPassword, ModelLogEntry)
    before = [model.objects.count() for model in models]

    second = prepare()

    assert "created: About" in first
    assert "created" not in second
    assert "The catalogue is already loaded. There is nothing to do." in second
    assert "river lantern maple harbour" in second
    assert [model.objects.count() for model in models] == before


@pytest.mark.parametrize(
    ("address", "password"),
    [
        ("/maig-u/connecting-silos/watch/", "river lantern maple harbour"),
        ("/maig-u/targeting-the-source/watch/", "quiet docket granite"),
    ],
    ids=["section", "city attorneys"],
)
def test_printed_password_unlocks_the_section(own_machine, client, address, password):
    said = prepare()

    opened = client.post("/maig-u/unlock/", {"password": password, "next": address}, follow=True)

    assert password in said
    assert (opened.status_code, opened.redirect_chain) == (200, [(address, 303)])


def test_printed_link_unlocks_the_section(own_machine, client):
    [address] = re.findall(r"^  (http://127.0.0.1:8000/maig-u/unlock/\S+)$", prepare(), re.MULTILINE)

    opened = client.post(address.removeprefix("http://127.0.0.1:8000"))

    assert (opened.status_code, opened.headers["Location"]) == (303, "/maig-u/")
    assert client.get("/maig-u/connecting-silos/watch/").status_code == 200
    assert address in prepare()


def test_prepare_says_where_to_find_a_changed_password(own_machine, section):
    prepare()
    SharedPassword.objects.of_page(section).get().rotate("known to members alone", earlier="end")

    said = prepare()

    assert "Members         has been changed: see MAIG U, Passwords in the CMS\n" in said
    assert "known to members alone" not in said
    assert SharedPassword.objects.of_page(section).count() == 2


def test_page_below_the_section_is_moved_out_unless_edited(own_machine, home, section):
    resources = StandardPage.objects.get(slug="resources")
    resources.move(section, pos="last-child")

    prepare()
    untouched = StandardPage.objects.get(slug="resources").get_parent().pk
    StandardPage.objects.get(slug="resources").save_revision(user=get_user_model().objects.get(username="editor"))
    StandardPage.objects.get(slug="resources").move(section, pos="last-child")
    prepare()
    edited = StandardPage.objects.get(slug="resources").get_parent().pk

    assert (untouched, edited) == (home.pk, section.pk)


def test_editor_may_only_publish_sessions(own_machine):
    prepare()

    editor = authenticate(username="editor", password="local-editor")

    may = SessionPage.objects.first().permissions_for_user(editor)
    assert (may.can_edit(), may.can_publish(), may.can_delete()) == (True, True, True)
    assert (editor.is_superuser, editor.is_staff) == (False, False)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert not editor.has_perm("auth.change_user")
    assert editor.has_perms([f"maigu_wagtail.{name}" for name in PASSWORD_PERMISSIONS])


def test_editor_sees_sessions_in_the_cms(own_machine, client):
    prepare()
    client.login(username="editor", password="local-editor")

    session = SessionPage.objects.get(slug="research-on-gun-violence-in-cities")
    page = client.get(f"/admin/pages/{session.pk}/edit/").content.decode()

    assert "title and date to be confirmed" in page
    assert "the old page has lost the title" in page


@pytest.mark.parametrize("ensure", [ensure_accounts, ensure_members_passwords])
def test_well_known_passwords_need_debug(db, ensure):
    with pytest.raises(ImproperlyConfigured):
        ensure()

    assert not get_user_model().objects.exists()
    assert not SharedPassword.objects.exists()
