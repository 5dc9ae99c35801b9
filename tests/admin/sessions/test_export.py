"""The export of a section in the CMS: who gets what."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import GroupPagePermission, PageLogEntry

from tests.admin.passwords.screens import soup
from tests.factories import make_section, make_session

CANARY = "canary-for-members"


@pytest.fixture
def session(section):
    return make_session(section, title="The law", members_content=[("text", f"<p>{CANARY}</p>")])


def address(section):
    return reverse("maigu_export", args=[section.pk])


def offered(client, section):
    return [field["value"] for field in soup(client.get(address(section))).select("input[name=content]")]


def download(client, section, content):
    return client.post(address(section), {"content": content})


def body(response):
    return response.getvalue() if response.streaming else response.content


def messages_of(section):
    entries = PageLogEntry.objects.filter(page_id=section.pk, action="maigu_wagtail.section.export").order_by("pk")
    return [(entry.message, entry.user.get_username()) for entry in entries]


def test_editor_gets_members_content_and_it_is_logged(as_editor_of, section, session):
    client = as_editor_of(section)
    assert offered(client, section) == ["members", "public", "xlsx", "csv"]

    answer = download(client, section, "members")

    assert CANARY in answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="sessions-of-maig-u.json"'
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert messages_of(section) == [("Exported the sessions with members’ content (JSON)", "editor")]


@pytest.mark.parametrize("content", ["public", "xlsx", "csv"])
def test_other_files_have_no_members_content(as_editor_of, section, session, content):
    answer = download(as_editor_of(section), section, content)

    text = body(answer)
    if content == "xlsx":
        text = str(list(load_workbook(io.BytesIO(text)).active.iter_rows(values_only=True))).encode()
    assert b"The law" in text
    assert CANARY.encode() not in text
    assert "no-store" in answer["Cache-Control"]
    kind = "JSON" if content == "public" else content.upper()
    assert messages_of(section) == [(f"Exported the sessions without members’ content ({kind})", "editor")]


def test_user_who_may_only_see_the_section_gets_what_is_public(as_editor_of, section, session):
    client = as_editor_of(section, "lock")
    assert offered(client, section) == ["public", "xlsx", "csv"]

    refused = download(client, section, "members")

    assert "Select a valid choice" in refused.content.decode()
    assert CANARY not in refused.content.decode()
    assert "The law" in download(client, section, "public").content.decode()
    assert [message for message, _user in messages_of(section)] == [
        "Exported the sessions without members’ content (JSON)"
    ]


def test_user_gets_members_content_of_own_sessions_alone(as_editor_of, section, session, django_user_model):
    client = as_editor_of(section, "add")
    user = django_user_model.objects.get(username="editor")
    mine = make_session(section, title="Mine", owner=user, members_content=[("text", "<p>mine-alone</p>")])
    make_session(section, title="Their draft", live=False)

    sessions = json.loads(download(client, section, "members").content)["sessions"]

    assert {each["title"]: "members_content" in each for each in sessions} == {"The law": False, "Mine": True}
    assert "mine-alone" in json.dumps(sessions)
    assert mine.owner == user


def test_editor_of_another_section_gets_nothing(as_editor_of, as_nobody, section, session, home):
    client = as_editor_of(make_section(home, slug="other"))

    for each in (client, as_nobody):
        for answer in (each.get(address(section), follow=True), download(each, section, "public")):
            assert "The law" not in answer.content.decode()
    assert download(client, section, "members").status_code == 302
    assert GroupPagePermission.objects.exists()
    assert messages_of(section) == []


def test_visitor_is_sent_to_the_login(client, section, session):
    assert client.get(address(section)).status_code == 302
    assert "login" in download(client, section, "public")["Location"]


def test_list_has_all_columns_and_no_formulas(as_superuser, section):
    make_session(section, title="=1+1", audience="+2", registration_url="https://example.org/", live=False)

    table = list(csv.reader(io.StringIO(body(download(as_superuser, section, "csv")).decode())))

    row = dict(zip(table[0], table[1], strict=True))
    assert row["Title"] == "'=1+1"
    assert row["Audience"] == "'+2"
    assert row["Status"] == "draft"
    assert row["Registration address"] == "https://example.org/"
    assert row["Time zone"] == "America/New_York"
    assert row["Address"].startswith("http")


def test_empty_section_can_be_exported(as_superuser, section):
    assert json.loads(download(as_superuser, section, "public").content)["sessions"] == []


def test_page_that_is_no_section_is_not_found(as_superuser, session):
    assert as_superuser.get(address(session)).status_code == 404


def test_menu_of_a_section_has_the_export(as_superuser, section, session):
    explorer = reverse("wagtailadmin_explore", args=[section.pk])
    above = reverse("wagtailadmin_explore", args=[section.get_parent().pk])

    assert address(section) in as_superuser.get(explorer).content.decode()
    assert address(section) in as_superuser.get(above).content.decode()
    edit = as_superuser.get(reverse("wagtailadmin_pages:edit", args=[session.pk])).content.decode()
    assert "maigu/export" not in edit


@pytest.mark.parametrize("content", ["public", "csv"])
def test_queries_do_not_grow_with_the_number_of_sessions(as_superuser, section, content):
    counts = []
    for more in (1, 2):
        for _number in range(more):
            make_session(section)
        with CaptureQueriesContext(connection) as queries:
            body(download(as_superuser, section, content))
        counts.append(len(queries))

    assert counts[1] - counts[0] <= (4 if content == "public" else 0), counts
