import html
import json
from urllib.parse import quote, quote_plus

import pytest

from maigu_wagtail.management.leak_checks.kinds import Kind, Secret
from maigu_wagtail.management.leak_checks.normalising import unfolded
from maigu_wagtail.management.leak_checks.searching import Index

TEXT = (
    "“Ask” the dealer’s clerk for 12 records & keep them <sealed>, as the ordinance says, until nobody in the county "
    "office remembers who it was that asked for them."
)
WORDS = TEXT.split()


def found(response, text=TEXT, kind=Kind.TEXT, **options):
    return Index([Secret(kind, "a session", text)]).matches(response, **options)


def folded(text):
    return "\r\n ".join(text[start : start + 20] for start in range(0, len(text), 20))


@pytest.mark.parametrize(
    "response",
    [
        TEXT,
        TEXT.upper(),
        f"<p>{html.escape(TEXT)}</p>",
        f"<content type='html'>{html.escape(html.escape(TEXT))}</content>",
        json.dumps({"text": TEXT}),
        json.dumps({"text": f"<p>{html.escape(TEXT)}</p>"}, ensure_ascii=False),
        f'<a href="/?q={quote(TEXT)}">',
        f"/?q={quote_plus(TEXT)}",
        f"<p>{' <b>'.join(WORDS[:9])}</b> {' '.join(WORDS[9:])}</p>",
        "WEBVTT\n\n"
        + "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{' '.join(WORDS[n * 4 : n * 4 + 4])}" for n in range(8)),
        unfolded(folded(f"DESCRIPTION:{TEXT}")),
        "before " + " ".join(WORDS[3:18]) + " after",
    ],
    ids=[
        *(
            "plain",
            "capitals",
            "html",
            "feed",
            "json",
            "html in json",
            "quoted",
            "form",
            "markup",
            "captions",
            "calendar",
        ),
        "fifteen words",
    ],
)
def test_text_is_found_however_it_is_written(response):
    assert [match.secret.text for match in found(response)] == [TEXT]


@pytest.mark.parametrize("response", ["", "Nothing of it.", " ".join(reversed(WORDS)), " ".join(WORDS[3:9])])
def test_other_text_is_not_found(response):
    assert found(response) == []


@pytest.mark.parametrize(
    ("kind", "text", "is_found"),
    [
        (Kind.TITLE, "Slides", False),
        (Kind.TITLE, "Introduction", False),
        (Kind.TITLE, "Model texts", False),
        (Kind.TITLE, "Model ordinance", True),
        (Kind.FILE, "slides.pdf", False),
        (Kind.PASSWORD, "2024", False),
        (Kind.PASSWORD, "lantern", True),
        (Kind.JOIN, "271828", True),
    ],
)
def test_text_that_is_too_short_is_left_out(kind, text, is_found):
    searched = Index([Secret(kind, "a session", text)])

    assert (searched.too_short == 0) == is_found
    assert bool(searched.matches(f"Here: {text}.")) == is_found


def test_number_is_found_with_and_without_spaces_and_not_in_a_longer_one():
    assert found("Meeting 91827364501", "918 2736 4501", Kind.JOIN)
    assert found("Meeting 918 2736 4501.", "918 2736 4501", Kind.JOIN)
    assert not found("Meeting 391827364501", "918 2736 4501", Kind.JOIN)


def test_echo_of_the_query_is_no_evidence():
    assert found("Nothing found for lantern.", "lantern", Kind.PASSWORD)
    assert not found("Nothing found for lantern.", "lantern", Kind.PASSWORD, echoed="q=lantern")


def test_address_is_masked():
    searched = Index([Secret(Kind.FILE, "a session", "6f0c77aa91b2c3d4")])

    assert searched.masked("/media/6f/6F0C77AA91B2C3D4.pdf") == "/media/6f/….pdf"
    assert searched.masked("/Media/other.pdf") == "/Media/other.pdf"


def test_place_is_named_without_the_text_around_it():
    (match,) = found(f'{{"title": "x", "transcript": {json.dumps(TEXT)}}}')
    assert match.place == "in the field “transcript”"
    (match,) = found(f'<p class="y">{html.escape(TEXT)}</p>')
    assert match.place == "in <p>"
    (match,) = found(f"Secret words before it, {TEXT}")
    assert match.place == "in the text"
