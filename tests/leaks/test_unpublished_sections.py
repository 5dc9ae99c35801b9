"""A section that is not published gives its members' content to nobody, and offers no form that fails."""

from typing import Any

import pytest
from django.test import Client
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.rich_text import RichText

from tests.factories import make_handout, make_recording, make_section
from tests.leaks import library as planted
from tests.leaks.library import MARK, PASSWORD, Library, everything_of, unlock
from tests.leaks.test_pages import MEMBERS_ADDRESSES

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.usefixtures("private_folder")]
VERSIONS = ["v2", "v3"] if WAGTAIL_VERSION >= (8, 0) else ["v2"]


@pytest.fixture
def files(library: Library) -> list[str]:
    """Addresses with a ticket, and without one, of the files of a locked and of a public session."""
    content = [("recording", make_recording(("en",))), ("resource", make_handout())]
    for session in (library.session, library.open):
        session.members_content = [*content, ("text", RichText(f"<p>{planted.SECTION_TEXT}</p>"))]
        session.save()
    addresses = []
    for session in (library.session, library.open):
        for block in content_of(session)["blocks"][:2]:
            value = block["value"]
            addresses += [value["url"], *(caption["url"] for caption in value.get("captions", []))]
    plain = [address.partition("?")[0] for address in addresses]
    return [address.removeprefix("http://testserver") for address in [*addresses, *plain]]


def token_for(session: Any) -> str:
    address = f"/api/v2/sessions/{session.pk}/unlock/"
    return str(Client().post(address, {"password": PASSWORD}, content_type="application/json").json().get("token", ""))


def content_of(session: Any) -> dict[str, Any]:
    response = Client().get(f"/api/v2/sessions/{session.pk}/content/", headers={"X-Maigu-Unlock": token_for(session)})
    found: dict[str, Any] = response.json()
    return found


def status_of(visitor: Client, address: str) -> int:
    """Return the status of an answer, read to its end: the test client then closes the file that it may stream."""
    response: Any = visitor.get(address)
    everything_of(response)
    return int(response.status_code)


def unpublish(section: Any) -> None:
    type(section).objects.get(pk=section.pk).unpublish()


def test_members_content_is_not_served_while_the_section_is_unpublished(
    library: Library, member: Client, files: list[str]
) -> None:
    token = token_for(library.session)
    assert all(status_of(member, address) == 200 for address in files)
    assert all(member.get(address).status_code == 200 for address in MEMBERS_ADDRESSES.values())

    unpublish(library.section)

    for visitor in (member, Client()):
        for address in MEMBERS_ADDRESSES.values():
            response = visitor.get(address)
            assert response.status_code == 404, address
            assert MARK not in everything_of(response)
        assert {status_of(visitor, address) for address in files} == {403}
        for version in VERSIONS:
            for session in (library.session, library.own, library.open):
                address = f"/api/{version}/sessions/{session.pk}"
                response = visitor.get(f"{address}/content/", headers={"X-Maigu-Unlock": token})
                assert response.status_code == 404
                answer = visitor.post(f"{address}/unlock/", {"password": PASSWORD}, content_type="application/json")
                assert answer.status_code == 404
    library.section.refresh_from_db()
    library.section.save_revision().publish()
    assert all(status_of(member, address) == 200 for address in [*files, *MEMBERS_ADDRESSES.values()])


def test_public_page_has_no_form_while_the_section_is_unpublished(library: Library) -> None:
    before = Client().get("/maig-u/civil/").content.decode()
    assert 'action="/maig-u/unlock/"' in before

    unpublish(library.section)

    for address in ("/maig-u/civil/", "/maig-u/attorneys/", "/maig-u/welcome/"):
        response = Client().get(address)
        assert response.status_code == 200
        page = response.content.decode()
        assert "The content for members is not available at the moment." in page
        assert "<form" not in page
        assert "unlock/" not in page
        assert "watch/" not in page
        # Nor does anything lead to the section, which nobody can see.
        assert 'href="/maig-u/"' not in page
        assert "MAIG U" not in page
        assert "feed/" not in page
    assert unlock(Client(), library.section).status_code == 404


def test_expired_section_is_closed_too(library: Library, member: Client) -> None:
    section = type(library.section).objects.get(pk=library.section.pk)
    section.unpublish(set_expired=True)

    assert member.get("/maig-u/civil/watch/").status_code == 404


def test_alias_in_a_published_section_stays_open(library: Library, home: Any, member: Client) -> None:
    alias = library.session.create_alias(parent=make_section(home, slug="other"), update_slug="alias")
    unpublish(library.section)

    assert planted.SECTION_TEXT in everything_of(member.get(f"{alias.url}watch/"))


def test_staff_see_the_preview_while_the_section_is_unpublished(library: Library, admin_client: Client) -> None:
    library.session.save_revision()
    unpublish(library.section)

    preview = admin_client.get(f"/admin/pages/{library.session.pk}/view_draft/?mode=members")

    assert planted.SECTION_TEXT in everything_of(preview)
