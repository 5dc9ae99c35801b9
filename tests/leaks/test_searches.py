"""The walk over Wagtail's search, with the queries of a site's own."""

import pytest
import swapper
from django.core.management import call_command
from django.test import Client
from wagtail.search.backends import get_search_backend

from tests.leaks import library as planted
from tests.leaks.library import plant_drafts, plant_live

# MariaDB's index finds what is committed.
pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SESSION_CANARIES = [planted.SECTION_TEXT, planted.OWN_TEXT, planted.OPEN_TEXT, planted.DRAFT_TEXT, planted.HANDOUT]
SESSION_CANARIES += [*planted.LIVE_WORDS, planted.LIVE["url"]]
WHOLE_CANARIES = [planted.WHOLE_BODY, planted.BELOW_BODY, planted.WHOLE_KEYWORD]


def found(query, **more):
    return Client().get("/search/", {"q": query, **more}).json()


@pytest.mark.parametrize("more", [{}, {"autocomplete": ""}], ids=["search", "autocomplete"])
@pytest.mark.parametrize("is_rebuilt", [False, True], ids=["as saved", "rebuilt"])
def test_site_search_finds_public_words_and_no_canary(library, more, is_rebuilt):
    plant_drafts(library)
    plant_live(library)
    if is_rebuilt:
        call_command("update_index", verbosity=0)

    for canary in [*SESSION_CANARIES, *WHOLE_CANARIES, planted.MARK, planted.PASSWORD, "Notes"]:
        assert found(canary, **more) == {"count": 0, "urls": []}
    assert found("attorneys", **more)["urls"] == ["/maig-u/attorneys/"]


@pytest.mark.parametrize("more", [{}, {"autocomplete": ""}], ids=["search", "autocomplete"])
def test_search_without_a_public_filter_finds_no_members_content(library, more):
    plant_drafts(library)
    plant_live(library)

    for canary in [*SESSION_CANARIES, planted.PASSWORD]:
        assert found(canary, all="", **more) == {"count": 0, "urls": []}
    assert found("attorneys", all="", **more)["count"] == 1


def test_search_index_never_contains_members_content(library, member):
    plant_live(library)
    library.password.rotate("another good password", earlier="end")
    library.session.access = "own"
    library.session.save()
    member.post("/maig-u/lock/")
    backend = get_search_backend()

    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    for canary in [*SESSION_CANARIES, planted.MARK, planted.PASSWORD, "another good password"]:
        assert backend.search(canary, session_model).count() == 0
        assert backend.autocomplete(canary, session_model).count() == 0
    assert backend.search("civil", session_model).count() == 1


def test_section_search_treats_a_canary_like_nonsense(client, library):
    for canary in [*SESSION_CANARIES, *WHOLE_CANARIES]:
        right = client.get("/maig-u/", {"q": canary}).content.decode()
        wrong = client.get("/maig-u/", {"q": "x" * len(canary)}).content.decode()

        assert right.replace(canary, "") == wrong.replace("x" * len(canary), "")
        assert "Session civil" not in right
