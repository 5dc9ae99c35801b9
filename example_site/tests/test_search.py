import pytest
from wagtail.models import PageViewRestriction

from example_site.pages.models import StandardPage
from maigu_wagtail.models import SessionPage


def found(client, query, **extra):
    response = client.get("/search/", {"q": query, **extra})
    assert response.status_code == 200
    return [hit["page"].title for hit in response.context["hits"]]


def test_search_finds_sessions_and_pages(section, client):
    assert "Unlocking VOCA Funds for Local Gun Violence Prevention" in found(client, "voca")
    assert found(client, "crisis lifeline") == ["Resources"]
    assert found(client, "narika") == ["Connecting Silos: The Intersection of Domestic Violence and Gun Violence"]


def test_search_never_finds_members_content(section, client):
    session = section.sessions().get(slug="connecting-silos")
    assert "draw a map" in str(session.members_content)

    assert found(client, "draw map every office") == []


def test_search_omits_drafts_and_private_pages(section, client):
    draft = section.sessions().get(live=False)
    assert [page.pk for page in SessionPage.objects.search("pandemic economy", operator="and")] == [draft.pk]
    assert found(client, "lifeline") == ["Resources"]
    page = StandardPage.objects.get(slug="resources")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    assert found(client, "lifeline") == []
    assert found(client, "pandemic economy") == []


def test_search_says_that_nothing_was_found(section, client):
    page = client.get("/search/", {"q": "<b>zzzz"}).content.decode()

    assert "No pages found for <strong>&lt;b&gt;zzzz</strong>." in page


def test_search_pages_through_results(section, client):
    first, second = found(client, "gun"), found(client, "gun", page=2)

    assert len(first) == 10
    assert second
    assert not set(first) & set(second)
    assert 'href="?q=gun&amp;page=2"' in client.get("/search/?q=gun").content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "abc", "999999", "1" * 50, "\x00", ""])
def test_search_accepts_any_page_number(section, client, page):
    assert found(client, "gun", page=page)


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "a\x00b",
        "x" * 10_000,
        '"',
        "'",
        "*",
        "gun*",
        "AND",
        "NOT gun",
        "(",
        "gun )",
        "%",
        "\\",
        "مدينة",
        "é" * 300,
    ],
)
def test_search_accepts_any_words(section, client, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_search_refuses_other_methods(section, client):
    assert client.post("/search/", {"q": "gun"}).status_code == 405
