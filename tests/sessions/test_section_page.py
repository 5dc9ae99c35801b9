import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import make_section, make_session


@pytest.fixture
def get(client, section):
    def get(query="", **filters):
        response = client.get(f"{section.url}{query}", filters)
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return get


def titles(soup, kind="entry"):
    return [heading.get_text(strip=True) for heading in soup.select(f".maigu-{kind}__title")]


def in_days(number):
    return timezone.localdate() + timedelta(days=number)


def test_section_lists_upcoming_soonest_first_and_recorded_newest_first(section, get):
    for title, days in {"late": 90, "soon": 5, "old": -90, "new": -5}.items():
        make_session(section, title=title, date=in_days(days))

    soup = get()

    assert titles(soup, "next") == ["soon", "late"]
    assert titles(soup) == ["new", "old"]
    headings = [heading.get_text(strip=True) for heading in soup.select("h2")]
    assert headings == ["Upcoming Sessions", "For members", "Previously Recorded Sessions"]


def test_section_shows_the_key_facts_of_a_session(section, get):
    make_session(
        section,
        title="Civil litigation",
        date=date(2023, 12, 14),
        audience="City attorneys",
        description="<p>How cities sue.</p>",
        speakers=[
            ("speaker", {"name": "Amara", "role": "Chief", "organisation": "City"}),
            ("moderator", {"name": "Bea"}),
        ],
    )

    entry = get().select_one(".maigu-entry")

    assert entry.time["datetime"] == "2023-12-14"
    assert entry.time.get_text() == "December 14, 2023"
    assert entry.select_one(".maigu-audience").get_text(strip=True) == "For: City attorneys"
    assert entry.select_one(".maigu-prose").get_text(strip=True) == "How cities sue."
    assert entry.select_one(".maigu-people").get_text().strip() == "Speakers: Amara, Bea (moderator)"


def test_section_without_sessions_says_so(get):
    soup = get()

    quiet = [p.get_text(strip=True) for p in soup.select(".maigu-quiet")]
    assert quiet == ["There are no upcoming sessions at this time.", "No sessions have been recorded yet."]
    assert soup.select_one("form[method=get]") is None


def test_section_shows_its_own_texts_and_contact(section, get):
    section.introduction = "<p>A training programme.</p>"
    section.nothing_upcoming_text = "Back in spring."
    section.recordings_note = "<p>For members only.</p>"
    section.contact_email = "office@example.org"
    section.contact_link_text = "Write to the office"
    section.save()

    soup = get()

    assert soup.select_one(".maigu-lead").get_text(strip=True) == "A training programme."
    assert soup.select_one(".maigu-quiet").get_text(strip=True) == "Back in spring."
    assert "For members only." in soup.select_one(".maigu-password").get_text()
    assert soup.select_one(".maigu-password a")["href"] == "mailto:office@example.org"
    assert soup.select_one(".maigu-password a").get_text() == "Write to the office"


@pytest.mark.parametrize("kind", ["page", "url"])
def test_section_contact_may_be_a_page_or_an_address(home, section, get, kind):
    if kind == "page":
        section.contact_page_id, expected = home.pk, "/"
    else:
        section.contact_url = expected = "https://example.org/contact"
    section.save()

    assert get().select_one(".maigu-password a")["href"] == expected
    assert get().select_one(".maigu-password a").get_text() == "Send us a message"


def test_section_does_not_link_an_unpublished_contact_page(home, section, get):
    page = make_section(home, title="Contact")
    section.contact_page_id = page.pk
    section.save()
    page.unpublish()

    addresses = [f"{section.url}unlock/", f"{section.url}search/"]
    assert [link["href"] for link in get().select(".maigu-password [data-maigu-locked] a")] == addresses


def test_section_hides_drafts_restricted_sessions_and_other_sections(home, section, get):
    make_session(section, title="shown")
    make_session(section, title="draft", live=False)
    make_session(make_section(home), title="elsewhere")
    restricted = make_session(section, title="restricted")
    PageViewRestriction.objects.create(page_id=restricted.pk, restriction_type="login")

    assert titles(get()) == ["shown"]


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
        )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"year": "2023"}, ["Trafficking report", "Civil litigation"]),
        ({"speaker": "amara-cole"}, ["Trafficking report", "Funding"]),
        ({"speaker": "Raúl Torrez"}, ["Civil litigation"]),
        ({"year": "2023", "speaker": "amara-cole"}, ["Trafficking report"]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_section_filters_combine(library, get, filters, expected):
    soup = get(**filters)

    assert titles(soup) == expected
    number = f"{len(expected)} session{'s' if len(expected) > 1 else ''} found"
    assert soup.select_one(".maigu-results__count").get_text(strip=True) == number
    assert soup.title.get_text(strip=True).startswith(number)
    assert soup.select_one("meta[name=robots]")["content"] == "noindex, follow"


def test_section_says_that_nothing_was_found(library, get):
    soup = get(q="zebra", year="2023")

    assert titles(soup) == []
    assert soup.select_one(".maigu-results__count").get_text(strip=True) == "0 sessions found"
    assert "No sessions match" in soup.select_one(".maigu-quiet").get_text()
    assert [a["href"] for a in soup.select(".maigu-results a")] == [
        "/maig-u/?year=2023#maigu-results",
        "/maig-u/?q=zebra#maigu-results",
        "/maig-u/#maigu-results",
    ]


def test_section_form_keeps_the_query(library, get):
    soup = get(q="cities", year="2023", speaker="amara-cole")

    assert soup.select_one("input[name=q]")["value"] == "cities"
    assert soup.select_one("select[name=year] [selected]")["value"] == "2023"
    assert soup.select_one("select[name=speaker] [selected]").get_text() == "Amara Cole"
    assert [o["value"] for o in soup.select("select[name=year] option")] == ["", "2023", "2022"]


def test_section_offers_the_chosen_speaker_beyond_the_usual_ones(library, get, settings, section):
    settings.MAIGU_WAGTAIL_SPEAKER_CHOICES = 1
    section.sessions().first().save()

    soup = get(speaker="raul-torrez")

    assert [o.get_text() for o in soup.select("select[name=speaker] option")] == [
        "Any speaker",
        "Amara Cole",
        "Raúl Torrez",
    ]
    assert titles(soup) == ["Civil litigation"]


def test_section_filters_survive_paging(section, get):
    section.sessions_per_page = 1
    section.save()
    for month in (1, 2, 3):
        make_session(section, title=f"Month {month}", date=date(2023, month, 1))
    make_session(section, title="Other year", date=date(2022, 1, 1))

    first = get(year="2023")
    second = get(first.select_one("a[rel=next]")["href"].partition("#")[0].removeprefix("/maig-u/"))

    assert titles(first) == ["Month 3"]
    assert titles(second) == ["Month 2"]
    assert second.select_one("[aria-current=page]").get_text(strip=True) == "Page2"
    assert [a["href"] for a in second.select(".maigu-paging a")] == [
        "/maig-u/?year=2023#maigu-results",
        "/maig-u/?year=2023#maigu-results",
        "/maig-u/?year=2023&page=3#maigu-results",
        "/maig-u/?year=2023&page=3#maigu-results",
    ]


def test_section_pages_list_every_session_once(section, get):
    section.sessions_per_page = 2
    section.save()
    expected = [f"Session number {n}" for n in range(5, 0, -1)]
    for title in reversed(expected):
        make_session(section, title=title)

    pages = [get(page=number) for number in (1, 2, 3)]

    assert [title for soup in pages for title in titles(soup)] == expected
    assert [soup.select_one("link[rel=canonical]")["href"] for soup in pages] == [
        "http://localhost/maig-u/",
        "http://localhost/maig-u/?page=2",
        "http://localhost/maig-u/?page=3",
    ]


NONSENSE = {
    "word for a year": {"year": "abc"},
    "year of no calendar": {"year": "99999"},
    "year nought": {"year": "0"},
    "negative year": {"year": "-5"},
    "other digits": {"year": "٢٠٢٣"},
    "negative page": {"page": "-1"},
    "page too far": {"page": "999999"},
    "page of many digits": {"page": "9" * 400},
    "long q": {"q": "x" * 10_000},
    "long words": {"q": "word " * 2_000},
    "nul": {"q": "a\x00b", "speaker": "\x00", "year": "\x00"},
    "controls": {"q": "\x1e\x1f\r\n\t"},
    "sql": {"q": "' OR 1=1 --", "speaker": "'; DROP TABLE x", "year": "1 OR 1"},
    "quotes": {"q": "\"'`"},
    "search operators": {"q": 'AND OR NOT NEAR(" * ^ : ( ) - + ~ < > @ & | ! %'},
    "percent": {"q": "%", "speaker": "%_"},
    "emoji": {"q": "🙂", "speaker": "🙂"},
    "surrogate": {"q": "\ud800"},
    "unknown": {"order": "members_content", "members_content": "x", "access": "public"},
    "list": {"year": ["2023", "x"], "q": ["a", "b"]},
    "long speaker": {"speaker": "x" * 10_000},
}


@pytest.mark.parametrize("query", NONSENSE.values(), ids=NONSENSE)
def test_section_ignores_invalid_parameters(library, client, section, query):
    encoded = urlencode(query, doseq=True, errors="surrogatepass")

    response = client.get(f"{section.url}?{encoded}")

    assert response.status_code == 200
    assert b"maigu-list" in response.content or b"No sessions match" in response.content


def test_section_page_past_the_end_is_the_last_one(section, get):
    section.sessions_per_page = 1
    section.save()
    for month in (1, 2):
        make_session(section, title=f"Month {month}", date=date(2023, month, 1))

    assert titles(get(page="999")) == ["Month 1"]


def test_section_escapes_what_editors_type(section, get):
    make_session(
        section, title="<b>Bold</b>", audience="<i>x</i>", speakers=[("speaker", {"name": "<script>x()</script>"})]
    )

    entry = get().select_one(".maigu-entry")

    assert titles(get()) == ["<b>Bold</b>"]
    assert entry.select_one(".maigu-people bdi").get_text() == "<script>x()</script>"
    assert entry.select("script, b, i") == []
    assert get().select_one("select[name=speaker]").get_text(strip=True).endswith("<script>x()</script>")


def test_section_shows_a_session_with_sixty_speakers_and_one_without(section, get):
    people = [("speaker", {"name": f"Person {n}", "role": "Mayor"}) for n in range(60)]
    make_session(section, speakers=people)
    make_session(section, title="م" * 255, slug="long")

    soup = get()

    assert len(soup.select(".maigu-people bdi")) == 60
    assert len(soup.select(".maigu-people")) == 1
    assert titles(soup)[0] == "م" * 255


def test_section_shows_the_first_two_sentences_of_each_description(section, get):
    make_session(
        section, title="long", description="<p>One <b>bold</b>.</p><p>Dr. Lee asks: two? Three is left out.</p>"
    )
    make_session(section, title="empty", description="")
    make_session(section, title="broken", description="<p>First <a ")

    shown = {entry.h3.get_text(): entry.select_one(".maigu-entry__summary") for entry in get().select(".maigu-entry")}

    assert shown["long"].get_text() == "One bold. Dr. Lee asks: two?"
    assert shown["empty"] is None
    assert shown["broken"].get_text().startswith("First")


def test_section_says_how_many_sessions_there_are(library, get):
    assert get().select_one("#maigu-results").get_text(strip=True) == "3 sessions"


def test_section_renders_while_a_session_ends(section, get):
    session = make_session(section, title="turning", date=in_days(1))
    before = titles(get(), "next")
    type(session).objects.filter(pk=session.pk).update(ends_at=timezone.now())

    after = get()

    assert before == ["turning"]
    assert (titles(after, "next"), titles(after)) == ([], ["turning"])


def test_section_is_the_same_for_every_visitor(library, client, admin_client, section):
    stranger, editor = client.get(section.url), admin_client.get(section.url)

    assert stranger.content == editor.content
    assert not stranger.cookies
    assert not editor.cookies
    assert "Cookie" not in stranger.headers.get("Vary", "")
    assert not re.search(rb"csrf", stranger.content)


def test_section_refuses_more_than_one_contact(section):
    from django.core.exceptions import ValidationError

    section.contact_email, section.contact_url = "a@example.org", "https://example.org"

    with pytest.raises(ValidationError) as caught:
        section.full_clean()

    assert sorted(caught.value.message_dict) == ["contact_email", "contact_url"]


@pytest.mark.parametrize(("name", "kind"), [("section", "website"), ("session", "article")])
def test_head_uses_no_undefined_variable(client, section, settings, name, kind):
    options = {**settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid": "UNDEFINED %s"}
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "OPTIONS": options}]
    page = section if name == "section" else make_session(section, description="<p>What it is about.</p>")

    head = client.get(page.url).content.decode().partition("</head>")[0]

    assert f'<meta property="og:type" content="{kind}">' in head
    # A base page of a site's own may have no fields for search engines.
    known = {name for name in ("page.seo_title", "page.search_description") if not hasattr(section, name[5:])}
    assert set(re.findall(r"UNDEFINED ([\w.]+)", head)) <= known
