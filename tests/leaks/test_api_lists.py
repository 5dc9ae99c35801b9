"""The walk over our API and Wagtail's v2, with a careless ``api_fields`` on the pages below the section."""

from itertools import product

import pytest
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from tests.api.calls import APIS
from tests.factories import make_section
from tests.leaks import library as planted
from tests.leaks.library import MARK, everything_of, plant_drafts
from tests.pages.models import NotePage

pytestmark = pytest.mark.urls("tests.leaks.urls")

LISTS = [*APIS, "/api/v2/pages/"]
LOOKS = ["", "?fields=*", "?fields=_,members_content"]
GUESSES = {
    "body": f"<p>{planted.WHOLE_BODY}</p>",
    "keyword": planted.WHOLE_KEYWORD,
    "members_content": planted.SECTION_TEXT,
    "share_message": planted.HANDOUT,
    "search_words": "civil",
    "password": planted.PASSWORD,
    "search": planted.WHOLE_BODY,
}
MEMBERS_FIELDS = ["members_content", "body", "keyword", "share_message", "search_words"]


def test_list_and_detail_have_public_parts_and_no_canary(library, member, outsider):
    plant_drafts(library)

    for visitor in (outsider, member):
        for address in LISTS:
            listed = visitor.get(address).json()
            assert "Session civil" in [item["title"] for item in listed["items"]]
            assert {page.pk for page in (library.note, library.below)}.isdisjoint(i["id"] for i in listed["items"])
            details = [f"{address}{page.pk}/" for page in library.pages]
            for asked in [f"{start}{look}" for start in (address, *details) for look in LOOKS]:
                assert MARK not in everything_of(visitor.get(asked))
            for method in ("head", "options"):
                assert MARK not in everything_of(getattr(visitor, method)(details[0]))


def test_detail_of_a_members_page_looks_like_a_missing_page(client, library):
    for address in LISTS:
        for page in (library.note, library.below):
            for asked, missing in (
                (f"{address}{page.pk}/", f"{address}987654/"),
                (f"{address}find/?id={page.pk}", f"{address}find/?id=987654"),
                (f"{address}find/?html_path={page.url}", f"{address}find/?html_path=/maig-u/missing/"),
            ):
                response = client.get(asked)

                assert response.status_code == 404
                assert everything_of(response) == everything_of(client.get(missing))


@pytest.mark.parametrize("page_type", [{}, {"type": "pages.NotePage"}], ids=["any type", "of the type"])
def test_filter_responds_to_a_right_guess_as_to_a_wrong_one(client, library, page_type):
    plant_drafts(library)

    for address, (name, guess) in product(LISTS, GUESSES.items()):
        wrong = guess.swapcase().replace("Q", "X")
        answers = [client.get(address, {name: value, **page_type}) for value in (guess, wrong)]

        right_text, wrong_text = (answer.content.decode() for answer in answers)
        assert right_text.replace(guess, "") == wrong_text.replace(wrong, "")
        assert answers[0].status_code == answers[1].status_code
        assert MARK not in right_text.replace(guess, "")


def test_order_by_a_members_field_reveals_no_members_page(client, library):
    for address, field, sign in product(LISTS, MEMBERS_FIELDS, ("", "-")):
        response = client.get(address, {"order": f"{sign}{field}", "type": "pages.NotePage"})

        assert response.status_code == 400 or response.json()["items"] == []


def test_relation_to_a_members_page_is_null(client, library):
    relations = ["child_of", "descendant_of", "ancestor_of", "translation_of"]

    for page, relation in product((library.note, library.below), relations):
        asked = client.get("/api/v2/pages/", {relation: page.pk})
        missing = client.get("/api/v2/pages/", {relation: 987654})

        assert asked.status_code == missing.status_code == 400
        assert asked.content == missing.content


# MariaDB's index finds what is committed.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_search_counts_no_members_page(client, library):
    plant_drafts(library)

    for address in LISTS:
        for query in (planted.WHOLE_BODY, planted.BELOW_BODY, planted.SECTION_TEXT, planted.DRAFT_TEXT, "Notes"):
            for more in ({}, {"search_operator": "or"}):
                answer = client.get(address, {"search": query, **more}).json()
                assert (answer["meta"]["total_count"], answer["items"]) == (0, [])
        assert client.get(address, {"search": "attorneys"}).json()["meta"]["total_count"] == 1


@pytest.mark.parametrize("state", ["members page", "draft"])
def test_relation_of_a_public_page_reveals_no_hidden_page(client, home, library, state):
    section = make_section(home, slug="beside")
    hidden = library.note
    if state == "draft":
        hidden = home.add_child(instance=NotePage(title="Notes", slug="draft", live=False))
    section.contact_page_id = hidden.pk
    section.save()

    for look in ("?fields=*", "?fields=contact_page", "?fields=contact_page(title,slug)", "?fields=contact_page(*)"):
        for address in (f"/api/v2/pages/{section.pk}/{look}", f"/api/v2/pages/{look}"):
            assert "Notes" not in client.get(address).content.decode()
    section.contact_page_id = library.open.pk
    section.save()
    assert client.get(f"/api/v2/pages/{section.pk}/").json()["contact_page"] == {
        "id": library.open.pk,
        "title": "Session welcome",
        "html_url": "http://localhost/maig-u/welcome/",
    }


def test_files_and_pictures_are_listed_without_canaries(library, member):
    image = get_image_model().objects.create(title="Speaker", file=get_test_image_file())
    document = get_document_model().objects.create(title="Agenda", file="agenda.pdf")

    for visitor in (Client(), member):
        for address, title in (("/api/v2/images/", image.title), ("/api/v2/documents/", document.title)):
            for look in ("", "?fields=*", "?search=" + planted.SECTION_TEXT):
                assert MARK not in everything_of(visitor.get(f"{address}{look}"))
            assert title in everything_of(visitor.get(address))


def test_admin_api_has_no_members_content(library, member, as_editor_of, admin_client):
    elsewhere = make_section(library.section.get_parent(), slug="beside")
    editor = as_editor_of(elsewhere)
    assert planted.SECTION_TEXT in everything_of(member.get(f"{library.session.url}watch/"))

    for page in (library.session, library.own, library.note, library.below):
        # Whoever may edit all pages may read a whole page there; a session's members' content is in no field at all.
        entitled = [] if page in (library.note, library.below) else [admin_client]
        for client in (Client(), editor, *entitled):
            for look in ("", "?fields=*", "?fields=_,members_content", "?fields=body"):
                assert MARK not in everything_of(client.get(f"/admin/api/main/pages/{page.pk}/{look}"))
        assert editor.get(f"/admin/api/main/pages/{page.pk}/").status_code == 404
        assert editor.get(f"/admin/pages/{page.pk}/edit/").status_code == 302
        assert editor.get(f"/admin/pages/{page.pk}/view_draft/").status_code in (302, 403)
    for query in ("?fields=*", f"?search={planted.WHOLE_BODY}", "?fields=body,members_content"):
        assert MARK not in everything_of(editor.get(f"/admin/api/main/pages/{query}")).replace(planted.WHOLE_BODY, "")
