"""The walk of a visitor who passes Wagtail's own restriction of a page, and has no password of the section."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import PageViewRestriction

from tests.leaks import library as planted
from tests.leaks.library import MARK, Library, everything_of, unlock
from tests.leaks.test_pages import LOCKED_ADDRESSES

pytestmark = pytest.mark.urls("tests.leaks.urls")

WAGTAILS_PASSWORD = "opens Wagtail's own form alone"
API_ADDRESSES = [
    "/api/v2/pages/?fields=*&limit=20",
    "/api/v2/pages/?type=pages.NotePage&fields=*",
    "/api/v2/pages/?search=quetzal",
    "/api/v2/pages/?type=pages.NotePage&keyword=quetzalwholekeyword",
    "/api/v2/pages/?type=pages.NotePage&order=keyword&fields=*",
    "/api/v2/sessions/?fields=*",
    "/api/v2/pages/find/?html_path=/maig-u/notes/",
    "/api/v2/pages/find/?html_path=/maig-u/notes/more/",
]
if WAGTAIL_VERSION >= (8, 0):
    API_ADDRESSES += ["/api/v3/pages/", "/api/v3/pages/?type=pages.NotePage&fields=*", "/api/v3/sessions/"]
PLACES = {"the page": "note", "the page below": "below", "the section": "section"}


def restrict(page: Any, kind: str) -> PageViewRestriction:
    """Restrict ``page`` as an editor does in the CMS."""
    password = WAGTAILS_PASSWORD if kind == "password" else ""
    restriction = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind, password=password)
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="readers"))
    return restriction


def pass_restriction(client: Client, restriction: PageViewRestriction) -> None:
    """Have the device of ``client`` pass the restriction, as its visitor does."""
    if restriction.restriction_type == "password":
        page = restriction.page
        address = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
        answer = client.post(address, {"password": WAGTAILS_PASSWORD, "return_url": page.url})
        assert answer.status_code == 302
        return
    user = get_user_model().objects.create_user("reader")
    user.groups.set(restriction.groups.all())
    client.force_login(user)


def detail_addresses(library: Library) -> list[str]:
    versions = ["v2", "v3"] if WAGTAIL_VERSION >= (8, 0) else ["v2"]
    return [
        f"/api/{version}/pages/{page.pk}/?fields=*"
        for version, page in product(versions, [library.note, library.below, library.session])
    ]


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_visitor_who_passes_another_restriction_gets_no_members_content(
    library: Library, kind: str, place: str
) -> None:
    restriction = restrict(getattr(library, place), kind)
    visitor = Client()
    pass_restriction(visitor, restriction)

    for address in LOCKED_ADDRESSES:
        response = visitor.get(address)
        assert response.status_code == 403
        assert MARK not in everything_of(response)
    for address in [*API_ADDRESSES, *detail_addresses(library)]:
        assert MARK not in everything_of(visitor.get(address)).replace("search=quetzal", "")
    for page in (library.note, library.below):
        assert visitor.get(f"/api/v2/pages/{page.pk}/").status_code == 404
        assert page.url not in visitor.get("/sitemap.xml").content.decode()
    for canary in (planted.WHOLE_BODY, planted.WHOLE_KEYWORD, planted.BELOW_BODY):
        assert visitor.get("/search/", {"q": canary}).json()["count"] == 0

    # With the members' password as well, everything is there: the walk above could have found it.
    assert unlock(visitor, library.section).status_code == 303
    assert planted.WHOLE_BODY in everything_of(visitor.get("/maig-u/notes/"))
    assert planted.BELOW_BODY in everything_of(visitor.get("/maig-u/notes/more/"))


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
def test_member_still_has_to_pass_the_other_restriction(library: Library, member: Client, kind: str) -> None:
    assert planted.WHOLE_BODY in everything_of(member.get("/maig-u/notes/"))

    restriction = restrict(library.note, kind)

    for address in ("/maig-u/notes/", "/maig-u/notes/more/"):
        assert MARK not in everything_of(member.get(address))
    pass_restriction(member, restriction)
    assert planted.WHOLE_BODY in everything_of(member.get("/maig-u/notes/"))
