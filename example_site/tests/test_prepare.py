from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from wagtail.models import Page, Revision, Site

from example_site.pages.accounts import ensure_accounts
from maigu_wagtail.models import SessionPage


@pytest.fixture
def own_machine(settings, db):
    settings.DEBUG = True


def prepare(*args):
    out = StringIO()
    call_command("prepare", *args, stdout=out)
    return out.getvalue()


def test_prepare_says_where_everything_is(own_machine):
    said = prepare("--port", "8123")

    assert "MAIG U    http://127.0.0.1:8123/maig-u/\n" in said
    assert "API       http://127.0.0.1:8123/api/v2/sessions/\n" in said
    assert "Editor    editor / local-editor\n" in said
    assert Site.objects.get().root_url == "http://127.0.0.1:8123"


def test_prepare_twice_changes_nothing(empty_site, own_machine):
    first = prepare()
    before = (Page.objects.count(), Revision.objects.count(), get_user_model().objects.count())

    second = prepare()

    assert "created: About" in first
    assert "created" not in second
    assert (Page.objects.count(), Revision.objects.count(), get_user_model().objects.count()) == before


def test_editor_may_publish_sessions_and_no_more(own_machine):
    prepare()

    editor = authenticate(username="editor", password="local-editor")

    may = SessionPage.objects.first().permissions_for_user(editor)
    assert (may.can_edit(), may.can_publish(), may.can_delete()) == (True, True, True)
    assert (editor.is_superuser, editor.is_staff) == (False, False)
    assert editor.has_perm("wagtailadmin.access_admin")
    assert not editor.has_perm("auth.change_user")


def test_editor_sees_sessions_in_the_cms(own_machine, client):
    prepare()
    client.login(username="editor", password="local-editor")

    session = SessionPage.objects.get(slug="research-on-gun-violence-in-cities")
    page = client.get(f"/admin/pages/{session.pk}/edit/").content.decode()

    assert "title and date to be confirmed" in page
    assert "the old page has lost the title" in page


def test_accounts_with_known_passwords_need_debug(db):
    with pytest.raises(ImproperlyConfigured):
        ensure_accounts()

    assert not get_user_model().objects.exists()
