"""The walk over the members' search, and over every other search with its words (threat 91)."""

from itertools import product

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText
from wagtail.search.backends import get_search_backend
from wagtail.search.index import get_indexed_models

from maigu_wagtail.models import Caption, SearchedText, SearchedWord, SharedPassword
from tests.factories import make_handout, make_recording, make_section, make_session
from tests.leaks import library as planted
from tests.leaks.library import MARK, everything_of, unlock

# MariaDB's index finds what is committed.
pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SECTIONS = ["/api/v2/sections/", *(["/api/v3/sections/"] if WAGTAIL_VERSION >= (8, 0) else [])]
SAID, HANDOUT, TYPED, EDITED = f"{MARK}said", f"{MARK}slides", f"{MARK}typed", f"{MARK}edited"
WORDS = [SAID, HANDOUT, TYPED, EDITED]
OWN_SAID, DRAFT_SAID, HIDDEN_SAID, OTHER_SAID = (f"{MARK}{name}said" for name in ("own", "draft", "hidden", "other"))
CLOSED = [DRAFT_SAID, HIDDEN_SAID, OTHER_SAID]


def film(word, **fields):
    recording = make_recording(title="Recording", **fields)
    webvtt = f"WEBVTT\n\n00:12.000 --> 00:15.000\n<v Amara>The word of this film is {word}.\n"
    Caption.objects.create(recording=recording, language="en", webvtt=webvtt)
    return ("recording", recording)


@pytest.fixture
def searched(library, home, private_folder):
    """Return the library, with canaries in all that the members' search reads, and in all it must not."""
    typed = ("transcript", {"title": "", "text": f"Somebody has typed {TYPED} here."})
    edited = make_recording(title="Edited", transcript=f"An editor has typed {EDITED} here.")
    content = [film(SAID), ("recording", edited), ("resource", make_handout(title=HANDOUT)), typed]
    library.session.members_content = content
    library.session.save()
    library.own.members_content = [film(OWN_SAID)]
    library.own.save()
    make_session(library.section, slug="draft", live=False, members_content=[film(DRAFT_SAID)])
    hidden = make_session(library.section, slug="hidden", members_content=[film(HIDDEN_SAID)])
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")
    elsewhere = make_section(home, slug="other-section")
    make_session(elsewhere, slug="other", members_content=[film(OTHER_SAID)])
    SharedPassword.objects.create_password(elsewhere, "the other section's own")
    # A draft of a live session.
    library.open.members_content = [film(DRAFT_SAID), ("text", RichText(DRAFT_SAID))]
    library.open.save_revision()
    return library


def searches(library, word):
    yield f"{library.section.url}search/?q={word}"
    for root in SECTIONS:
        yield f"{root}{library.section.pk}/search/?q={word}"


def found(client, address):
    response = client.get(address)
    assert response.status_code == 200
    # The search itself is on the page.
    return "maigu-entry__title" in (text := everything_of(response)) or '"matches"' in text


def test_member_finds_every_canary_and_nothing_that_is_closed(searched, member):
    for word in [*WORDS, OWN_SAID]:
        for address in searches(searched, word):
            assert found(member, address), (word, address)
            assert "12" in everything_of(member.get(address)) or word not in (SAID, OWN_SAID)
    for word in CLOSED:
        for address in searches(searched, word):
            assert not found(member, address), (word, address)
    for address in searches(searched, MARK):
        text = everything_of(member.get(address))
        assert not any(word in text for word in CLOSED)


def test_outsider_gets_the_same_for_every_word(searched, outsider):
    for word in [*WORDS, OWN_SAID, *CLOSED]:
        nonsense = "x" * len(word)
        for address, other, method in product(searches(searched, word), [nonsense], ["get", "head", "options"]):
            with CaptureQueriesContext(connection) as queries:
                response = getattr(outsider, method)(address)
            with CaptureQueriesContext(connection) as as_many:
                wrong = getattr(outsider, method)(address.replace(word, other))
            assert response.status_code in ((200, 204) if method == "options" else (401, 403))
            text = everything_of(response).replace(word, "")
            assert MARK not in text
            assert text == everything_of(wrong).replace(other, "")
            assert [query["sql"] for query in queries] == [query["sql"] for query in as_many]
            assert not any("searched" in query["sql"] for query in queries)


def test_section_password_finds_nothing_of_a_session_with_its_own(searched):
    client = Client()
    assert unlock(client, searched.section).status_code == 303

    for address in searches(searched, OWN_SAID):
        assert not found(client, address)
    for address in searches(searched, SAID):
        assert found(client, address)


def test_password_of_one_session_opens_no_search(searched):
    client = Client()
    data = {"password": planted.OWN_PASSWORD, "next": f"{searched.own.url}watch/"}
    assert client.post(f"{searched.section.url}unlock/", data).status_code == 303

    for address in searches(searched, OWN_SAID):
        assert client.get(address).status_code in (401, 403)


def test_search_ends_with_the_password_and_with_publication(searched, member):
    addresses = list(searches(searched, SAID))
    searched.session.unpublish()
    assert not any(found(member, address) for address in addresses)
    searched.session.save_revision().publish()
    assert all(found(member, address) for address in addresses)

    searched.password.rotate("another good password", earlier="end")

    for address in addresses:
        response = member.get(address)
        assert response.status_code in (401, 403)
        assert MARK not in everything_of(response).replace(SAID, "")


@pytest.mark.parametrize("is_rebuilt", [False, True], ids=["as saved", "rebuilt"])
def test_no_other_search_reaches_the_index(searched, admin_client, is_rebuilt):
    if is_rebuilt:
        call_command("maigu_rebuild", verbosity=0)
        call_command("update_index", verbosity=0)
    backend = get_search_backend()
    assert not {SearchedText, SearchedWord} & set(get_indexed_models())
    for word in [*WORDS, OWN_SAID, *CLOSED]:
        for more in ({}, {"all": ""}, {"autocomplete": ""}, {"all": "", "autocomplete": ""}):
            assert Client().get("/search/", {"q": word, **more}).json() == {"count": 0, "urls": []}
        for model in get_indexed_models():
            # Editors search files by their titles.
            expected = int(word == HANDOUT and model.__name__ == "Handout")
            assert backend.search(word, model).count() == expected
        for root in ("/api/v2/", "/api/v3/"):
            for name in ("sessions", "sections", "pages", "documents", "images"):
                response = Client().get(f"{root}{name}/", {"search": word})
                assert response.status_code != 200 or not response.json().get("items")
        section = Client().get("/maig-u/", {"q": word})
        assert b"maigu-entry__title" not in section.content


def test_responses_are_private(searched, member):
    for client, address in product((member, Client()), searches(searched, SAID)):
        response = client.get(address)

        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in response.headers
