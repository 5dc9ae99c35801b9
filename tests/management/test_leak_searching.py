import base64
import html
import json
import time
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
        "before " + " ".join(WORDS[3:20]) + " after",
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


@pytest.mark.parametrize("written", ["918-273-6450", "918 2736 450", "918&nbsp;273&nbsp;6450"])
def test_number_is_found_in_the_usual_groups(written):
    assert found(f"Meeting {written}.", "9182736450", Kind.JOIN)


def test_lines_are_found_with_numbers_between_them():
    lines = [" ".join(WORDS[start : start + 5]) for start in range(0, len(WORDS), 5)]
    cues = [{"start": number * 1.5, "text": line} for number, line in enumerate(lines)]

    assert found(json.dumps(cues))
    assert found(
        "".join(f"<li><time>00:0{number}</time> {html.escape(line)}</li>" for number, line in enumerate(lines))
    )


def test_accents_make_no_difference():
    text = "¿Qué dirá la próxima reunión del ayuntamiento sobre la gestión del condado y el año fiscal?"

    assert found("que dira la proxima reunion del ayuntamiento sobre la gestion del condado y el ano fiscal", text)


def test_base64_is_found_in_the_form_for_addresses():
    token = base64.urlsafe_b64encode(json.dumps({"text": TEXT}).encode()).decode().rstrip("=")

    assert found(f'<a href="/?state={token}">')


def test_all_pieces_of_a_long_text_are_looked_up_in_linear_time():
    text = " ".join(f"word{number}of" for number in range(40_000))
    searched = Index([Secret(Kind.TEXT, "a session", text)])

    started = time.process_time()
    assert searched.matches(f"<p>{text}</p>")
    # Not one search of the page for each of the 5,000 pieces.
    assert time.process_time() - started < 10


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
