"""
What a search finds.

MariaDB's full-text index knows a row only once it is committed, so these tests commit.
"""

from datetime import date

import pytest
import swapper
from bs4 import BeautifulSoup
from django.core.management import call_command
from wagtail.rich_text import RichText

from tests.factories import make_section, make_session

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

CANARY = "quetzalcanary"


@pytest.fixture
def library(section):
    people = {"Civil litigation": "Raúl Torrez", "Trafficking report": "Amara Cole", "Funding": "Amara Cole"}
    years = {"Civil litigation": 2023, "Trafficking report": 2023, "Funding": 2022}
    for title, name in people.items():
        make_session(
            section,
            title=title,
            date=date(years[title], 5, 1),
            description=f"<p>About {title.lower()} in <b>cities</b>.</p>",
            speakers=[("speaker", {"name": name, "organisation": "Office of Numbers"})],
            members_content=[("text", RichText(f"<p>{CANARY}</p>"))],
            access="public",
        )


def found(client, section, **filters):
    soup = BeautifulSoup(client.get(section.url, filters).content, "html.parser")
    return [heading.get_text(strip=True) for heading in soup.select(".maigu-entry__title")]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "traffick"}, ["Trafficking report"]),
        ({"q": "cities"}, ["Trafficking report", "Civil litigation", "Funding"]),
        ({"q": "TORREZ"}, ["Civil litigation"]),
        ({"q": "raul torr"}, ["Civil litigation"]),
        ({"q": "about civ"}, ["Civil litigation"]),
        ({"q": "raffick"}, []),
        ({"q": "“office” numbers"}, ["Trafficking report", "Civil litigation", "Funding"]),
        ({"year": "2022", "speaker": "amara-cole", "q": "funding"}, ["Funding"]),
        ({"year": "2023", "q": "funding"}, []),
    ],
)
def test_search_of_a_section_combines_with_its_filters(client, section, library, filters, expected):
    assert found(client, section, **filters) == expected


def test_search_of_a_section_finds_upcoming_sessions_too(client, section):
    make_session(section, title="Trafficking ahead", date=date(2099, 1, 1))

    soup = BeautifulSoup(client.get(section.url, {"q": "traffick"}).content, "html.parser")

    assert soup.select_one(".maigu-next__title").get_text(strip=True) == "Trafficking ahead"
    assert soup.select_one(".maigu-results__count").get_text(strip=True) == "1 session found"


TITLES = {
    "polish": "Łódź, Malmö: Bjørn Straße",
    "chinese": "枪支暴力预防培训",
    "thai": "การป้องกันความรุนแรง",
    "mixed": "加入WTO后",
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *(
            (words, "polish")
            for words in ("Lodz", "ŁÓDŹ", "łódź", "Malmo", "Bjorn", "bjørn", "Strasse", "straße", "lo")
        ),
        *((words, "chinese") for words in ("暴力", "枪支", "培训", "暴力 培训")),
        *((words, "thai") for words in ("ความรุนแรง", "การป้องกัน")),
        *((words, "mixed") for words in ("wto", "加入", "加入wto")),
        *((words, None) for words in ("odz", "暴预", "to")),
    ],
)
def test_search_ignores_accents_and_handles_scripts_without_spaces(client, section, words, expected):
    for title in TITLES.values():
        make_session(section, title=title)

    title = [TITLES[expected]] if expected else []

    assert found(client, section, q=words) == title
    answer = client.get("/api/v2/sessions/", {"search": words})
    assert [item["title"] for item in answer.json()["items"]] == title


def test_search_of_the_api_matches_all_or_some_words(client, section, library):
    def told(**query):
        items = client.get("/api/v2/sessions/", query).json()["items"]
        return sorted(item["title"] for item in items)

    assert told(search="civil report") == told(search="civil report", search_operator="and") == []
    assert told(search="civil report", search_operator="or") == ["Civil litigation", "Trafficking report"]


@pytest.mark.urls("tests.leaks.urls")
def test_search_of_sections_finds_titles_and_introductions(client, home):
    make_section(home, title="Łódź", introduction="<p>For <b>mayors</b></p>")

    def told(**query):
        return [item["title"] for item in client.get("/api/v2/sections/", query).json()["items"]]

    assert told(search="lodz mayor") == told(search="lodz nothing", search_operator="or") == ["Łódź"]
    assert told(search="lodz nothing") == told(search="“”") == []


def test_speaker_filter_ignores_accents(client, section):
    make_session(section, title="asked", speakers=[("speaker", {"name": "Łukasz Bjørnsen"})])
    make_session(section, title="other")

    for key in ("lukasz-bjornsen", "Łukasz Bjørnsen", "łukasz-bjørnsen"):
        assert found(client, section, speaker=key) == ["asked"]


def test_search_finds_public_words_and_no_members_content(client, section, library):
    call_command("update_index", verbosity=0)
    address = section.sessions().get(title="Funding").url
    models = [swapper.load_model("wagtailcore", "Page"), swapper.load_model("maigu_wagtail", "SessionPage")]

    assert CANARY in client.get(f"{address}watch/").content.decode()
    for pages in (model.objects.live() for model in models):
        assert [page.title for page in pages.search("funding")] == ["Funding"]
        assert [page.title for page in pages.autocomplete("fundi")] == ["Funding"]
        assert list(pages.search(CANARY)) == list(pages.autocomplete(CANARY)) == []
    assert found(client, section, q="funding") == ["Funding"]
    assert found(client, section, q=CANARY) == []


def test_search_of_the_api_finds_only_public_words(client, library):
    for endpoint in ("sessions", "pages"):
        counts = [
            client.get(f"/api/v2/{endpoint}/", {"search": words}).json()["meta"]["total_count"]
            for words in ("litigation", CANARY)
        ]

        assert counts == [1, 0]
