"""The members' search: what it finds, where it leads, and what a locked device gets."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from maigu_wagtail.models import Access, Caption, SharedPassword
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_folder")]

PASSWORD = "correct horse battery"
WEBVTT = """WEBVTT

00:01.000 --> 00:05.000
<v Amara Castillo>Welcome to this session on the work of cities.

12:31.400 --> 12:36.000
<v Ben Ortíz>We have asked dealers for background checks since 2019.

12:36.000 --> 12:41.000
Checks alone are not enough, said the council of Łódź.
"""
SPANISH = "WEBVTT\n\n12:31.000 --> 12:36.000\nPedimos la verificación de antecedentes desde 2019.\n"


@pytest.fixture
def member(section):
    SharedPassword.objects.create_password(section, PASSWORD)
    client = Client()
    assert client.post(f"{section.url}unlock/", {"password": PASSWORD}).status_code == 303
    return client


@pytest.fixture
def recording(section):
    recording = make_recording(title="Part 1: the ordinance")
    Caption.objects.create(recording=recording, language="en", webvtt=WEBVTT)
    Caption.objects.create(recording=recording, language="es", webvtt=SPANISH, sort_order=1)
    return recording


@pytest.fixture
def session(section, recording):
    speakers = [("speaker", {"name": "Amara Castillo"})]
    content = [("recording", recording)]
    return make_session(section, title="Dealers and cities", speakers=speakers, members_content=content)


def search(client, section, text, **more):
    response = client.get(f"{section.url}search/", {"q": text, **more})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup):
    return [title.get_text(strip=True) for title in soup.select(".maigu-entry__title")]


def passages(soup):
    return [" ".join(passage.get_text().split()) for passage in soup.select(".maigu-found__text")]


def links(soup):
    return [link["href"] for link in soup.select(".maigu-found__link")]


def test_sentence_is_found_with_its_words_marked_its_speaker_and_its_time(member, section, session, recording):
    soup = search(member, section, "background checks")

    assert titles(soup) == ["Dealers and cities"]
    assert passages(soup) == ["Ben Ortíz: We have asked dealers for background checks since 2019."]
    assert [mark.get_text() for mark in soup.select("mark")] == ["background", "checks"]
    assert links(soup) == [f"{session.url}watch/#t=751&r={recording.pk}"]
    assert soup.select_one(".maigu-found__time").get_text() == "12:31"
    assert soup.select_one(".maigu-found__text [lang]")["lang"] == "en"


def test_link_leads_to_a_line_of_the_transcript(member, section, session):
    address, _hash, fragment = links(search(member, section, "background checks"))[0].partition("#")

    watch = BeautifulSoup(member.get(address).content, "html.parser")

    (line,) = watch.find_all(id=fragment)
    assert line["data-maigu-at"] == "751.400"
    ids = [element["id"] for element in watch.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BACKGROUND", 1),
        ("backgr", 1),
        ("ortiz", 1),
        ("ortiz background", 1),
        ("lodz", 1),
        ("VERIFICACIÓN ántecedentes", 1),
        ("castillo", 1),
        ("castillo checks", 1),
        ("ground", 0),
        ("background verificación", 1),
        ("background nothingness", 0),
        ("“background”, checks!", 1),
        ('"checks background"', 1),
        ("background OR nothing", 0),
        ("background* AND (checks) NEAR", 0),
        ("%", 0),
        ("_ackground", 0),
        ("' UNION SELECT 1 --", 0),
        ("back\x00ground", 0),
        ("background\x00checks", 1),
        ("\ud800 background", 1),
    ],
)
def test_every_word_has_to_begin_a_word_of_the_session(member, section, session, text, expected):
    text = text.encode(errors="replace").decode()

    assert len(titles(search(member, section, text))) == expected


def test_long_query_is_cut(member, section, session):
    soup = search(member, section, "background " * 1000)

    assert titles(soup) == ["Dealers and cities"]
    assert soup.select_one("input[type=search]")["value"] == ("background " * 1000)[:200].strip()
    assert titles(search(member, section, "x" * 10_000)) == []


def test_search_without_words_explains_itself(member, section, session):
    for text, expected in (("", "Choose a sentence to watch from there"), ("?!", "Enter at least one word")):
        soup = search(member, section, text)

        assert titles(soup) == []
        assert expected in soup.get_text()
        assert soup.select_one("#maigu-results") is None


def test_nothing_found_gets_advice(member, section, session):
    soup = search(member, section, "nonsense")

    assert "0 sessions found" in soup.select_one(".maigu-results__count").get_text()
    assert "Try fewer or shorter words" in soup.get_text()


def test_handouts_recordings_and_transcripts_of_videos_elsewhere_are_found(member, section):
    handout, recording = make_handout(title="Model ordinance <slides>"), make_recording(title="The panel in Riverton")
    words = ("transcript", {"title": "", "text": "We met in the harbour.\n\nThen everybody went home."})
    session = make_session(section, members_content=[("resource", handout), ("recording", recording), words])
    block = session.members_content[2].id

    assert links(search(member, section, "ordinance")) == [f"{session.url}watch/#handout-{handout.uid}"]
    assert links(search(member, section, "riverton")) == [f"{session.url}watch/#recording-{recording.uid}"]
    assert links(search(member, section, "harbour")) == [f"{session.url}watch/#transcript-{block}"]
    watch = BeautifulSoup(member.get(f"{session.url}watch/").content, "html.parser")
    for name in (f"handout-{handout.uid}", f"recording-{recording.uid}", f"transcript-{block}"):
        assert watch.find(id=name)


def test_more_places_are_counted(member, section):
    sentence = "This is one of many sentences, and it speaks of a harbour."
    lines = "".join(f"00:{10 + second}.000 --> 00:{11 + second}.000\n{sentence}\n\n" for second in range(9))
    recording = make_recording()
    Caption.objects.create(recording=recording, language="en", webvtt=f"WEBVTT\n\n{lines}")
    make_session(section, members_content=[("recording", recording)])

    soup = search(member, section, "harbour")

    assert len(passages(soup)) == 3
    assert "Found in 6 more places" in soup.get_text()


def test_results_are_newest_first_and_paged(member, section):
    for day in range(1, 13):
        make_session(section, title=f"Harbour {day}", date=date(2023, 1, day))

    first, second, beyond = (titles(search(member, section, "harbour", page=page)) for page in ("1", "2", "99"))

    assert first == [f"Harbour {day}" for day in range(12, 2, -1)]
    assert second == beyond == ["Harbour 2", "Harbour 1"]
    assert titles(search(member, section, "harbour", page="x")) == first
    next_page = search(member, section, "harbour").select_one("[rel=next]")["href"]
    assert titles(BeautifulSoup(member.get(f"{section.url}search/{next_page}").content, "html.parser")) == second


def test_changed_captions_and_deleted_files_are_searched_as_they_are_now(member, section, session, recording):
    caption = recording.captions.get(language="en")
    caption.webvtt = WEBVTT.replace("background", "thorough")
    caption.save()
    assert titles(search(member, section, "background")) == []
    assert titles(search(member, section, "thorough")) == ["Dealers and cities"]

    recording.transcript = "Somebody typed this anew."
    recording.save()
    assert titles(search(member, section, "thorough")) == []
    assert titles(search(member, section, "typed")) == ["Dealers and cities"]

    recording.delete()
    assert titles(search(member, section, "typed")) == []


@pytest.mark.parametrize("text", ["background", "nonsense", ""])
def test_locked_device_gets_the_form_that_leads_back(client, section, session, member, text):
    response = client.get(f"{section.url}search/", {"q": text, "page": "2"})

    assert response.status_code == 403
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    soup = BeautifulSoup(response.content, "html.parser")
    assert not soup.select("mark, .maigu-entry")
    address = soup.select_one("input[name=next]")["value"]
    answer = client.post(f"{section.url}unlock/", {"password": PASSWORD, "next": address})
    assert answer.status_code == 303
    assert answer.url == f"{section.url}search/?{f'q={text}&' if text else ''}unlocked"
    assert client.get(answer.url).status_code == 200


def test_locked_device_costs_the_same_whatever_it_asks_for(client, section, session, member):
    def queries(text):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{section.url}search/", {"q": text})
        return [query["sql"] for query in captured]

    queries("nothing, to warm up")
    assert queries("background") == queries("nonsense")
    assert not any("searched" in sql for sql in queries("background"))


def test_response_is_private(member, section, session):
    response = member.get(f"{section.url}search/", {"q": "background"})

    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_only_reads(member, section, session, method):
    assert getattr(member, method)(f"{section.url}search/?q=background").status_code == 405


def test_search_of_an_unpublished_section_is_not_found(member, section, session):
    section.unpublish()

    assert member.get(f"{section.url}search/", {"q": "background"}).status_code == 404


def queries_for(member, section, number):
    recordings = []
    for position in range(number):
        recording = make_recording(title=f"Part {position}")
        Caption.objects.create(recording=recording, language="en", webvtt=WEBVTT)
        recordings.append(recording)
        make_session(section, members_content=[("recording", recording)], access=Access.OWN)
        kept = make_session(section, members_content=[("recording", recording)])
        kept.create_alias(parent=section, update_slug=f"alias-{kept.pk}")
        hidden = make_session(section, members_content=[("recording", recording)])
        PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")
    search(member, section, "background checks")
    with CaptureQueriesContext(connection) as captured:
        soup = search(member, section, "background checks")
    assert len(titles(soup)) == 2 * number
    return len(captured)


def test_search_takes_as_many_queries_for_one_session_as_for_three(member, section, home):
    other = make_section(home)
    SharedPassword.objects.create_password(other, PASSWORD)
    assert member.post(f"{other.url}unlock/", {"password": PASSWORD}).status_code == 303

    assert queries_for(member, section, 1) == queries_for(member, other, 3)


def test_privacy_setting_of_the_section_comes_first(member, section, session):
    PageViewRestriction.objects.create(page_id=section.pk, restriction_type="login")

    response = member.get(f"{section.url}search/", {"q": "background"})

    assert response.status_code == 302
    assert "background" not in response.content.decode()
