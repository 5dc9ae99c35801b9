"""``sections/<id>/search/``, on every version of the API alike."""

import pytest

from maigu_wagtail.models import Caption, SearchedText
from tests.api.calls import problem_of
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = [pytest.mark.urls("tests.leaks.urls"), pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]

WEBVTT = "WEBVTT\n\n12:31.400 --> 12:36.000\n<v Ben Ortíz>We have asked dealers for background checks.\n"


@pytest.fixture
def token(api, session, password):
    return api.unlock(session).json()["token"]


@pytest.fixture
def search(api):
    def search(section, token="", **query):
        headers = {"X-Maigu-Unlock": token} if token else {}
        root = api.root.replace("/sessions/", "/sections/")
        return api.client.get(f"{root}{getattr(section, 'pk', section)}/search/", query, headers=headers)

    return search


@pytest.fixture
def film(section):
    recording = make_recording(title="Part 1")
    Caption.objects.create(recording=recording, language="en", webvtt=WEBVTT)
    content = [("resource", make_handout(title="Model ordinance")), ("recording", recording)]
    return make_session(section, title="Dealers", members_content=content)


def test_match_has_its_text_in_pieces_its_speaker_and_its_time(search, section, film, token):
    response = search(section, token, q="background CHECK")

    assert response.status_code == 200
    assert response.json() == {
        "meta": {"total_count": 1},
        "items": [
            {
                "id": film.pk,
                "title": "Dealers",
                "date": "2023-12-14",
                "matches": [
                    {
                        "block": film.members_content[1].id,
                        "time": 751,
                        "speaker": "Ben Ortíz",
                        "language": "en",
                        "pieces": [
                            {"text": "We have asked dealers for ", "is_marked": False},
                            {"text": "background", "is_marked": True},
                            {"text": " ", "is_marked": False},
                            {"text": "checks", "is_marked": True},
                            {"text": ".", "is_marked": False},
                        ],
                    }
                ],
                "more_matches": 0,
            }
        ],
    }


def test_match_of_a_title_has_no_time(search, section, film, token):
    (item,) = search(section, token, q="ordinance").json()["items"]

    assert item["matches"][0]["block"] == film.members_content[0].id
    assert item["matches"][0]["time"] is None


def test_sessions_are_paged(search, section, film, token):
    for number in range(12):
        make_session(section, title=f"Harbour {number}")

    first, rest, none = (
        search(section, token, q="harbour", **page).json() for page in ({}, {"offset": "10"}, {"offset": "50"})
    )

    assert [len(page["items"]) for page in (first, rest, none)] == [10, 2, 0]
    assert {page["meta"]["total_count"] for page in (first, rest, none)} == {12}
    assert len(search(section, token, q="harbour", limit="3").json()["items"]) == 3
    assert len(search(section, token, q="harbour", limit="999").json()["items"]) == 10


@pytest.mark.parametrize("query", [{"limit": "x"}, {"limit": "-1"}, {"offset": "9" * 30}, {"offset": "\x00"}])
def test_invalid_page_is_malformed(search, section, film, token, query):
    response = search(section, token, q="harbour", **query)

    assert (response.status_code, problem_of(response)) == (400, "malformed")


@pytest.mark.parametrize("text", ["", "?", "\x00", "x" * 10_000, "' UNION SELECT 1 --", '"'])
def test_any_text_is_searched(search, section, film, token, text):
    assert search(section, token, q=text).json() == {"meta": {"total_count": 0}, "items": []}


@pytest.mark.parametrize("text", ["background", "nonsense"])
def test_locked_request_gets_the_problems_of_content(search, section, film, password, token, text):
    assert_locked(search(section, q=text), "unlock-required")
    assert_locked(search(section, "mgu1_broken", q=text), "token-invalid")
    password.revoke()
    assert_locked(search(section, token, q=text), "token-revoked")


def assert_locked(response, name):
    assert response.status_code == 401
    assert problem_of(response) == name
    assert "unlock_url" not in response.json()
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="members"')


def test_section_that_is_not_public_is_not_found(search, home, section, film, token):
    draft = make_section(home, live=False)
    for missing in (draft, film, 987654, "x", "9" * 30):
        assert problem_of(search(missing, token, q="background")) == "not-found"

    section.unpublish()

    assert problem_of(search(section, token, q="background")) == "not-found"


def test_search_is_read_only(api, section, film, token):
    address = f"{api.root.replace('/sessions/', '/sections/')}{section.pk}/search/"

    response = api.client.post(address, headers={"X-Maigu-Unlock": token})

    assert problem_of(response) == "method-not-allowed"
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_error_responds_without_its_message(settings, search, section, film, token):
    settings.DEBUG = True
    SearchedText.objects.exclude(recording=None).update(lines=[["background canary"]])

    response = search(section, token, q="background")

    assert problem_of(response) == "internal-error"
    assert "canary" not in response.content.decode()
