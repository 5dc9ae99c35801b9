from dataclasses import dataclass

import pytest

from maigu_wagtail.recordings.pairing import pair, part_of, stem_of


@dataclass(frozen=True)
class Named:
    name: str


def grouped(*names):
    """Return each group as its recording, its captions with their languages, its poster and its handouts."""
    return {
        group.name: (
            group.recording and group.recording.name,
            [(file.name, language) for file, language in group.captions],
            group.poster and group.poster.name,
            [file.name for file in group.handouts],
        )
        for group in pair(map(Named, names))
    }


def test_files_of_one_name_belong_together():
    names = ("voca-funds.mp4", "voca-funds.en.vtt", "voca-funds.es.srt", "voca-funds.jpg", "voca-funds.pdf")

    captions = [("voca-funds.en.vtt", "en"), ("voca-funds.es.srt", "es")]
    expected = {"voca-funds": ("voca-funds.mp4", captions, "voca-funds.jpg", ["voca-funds.pdf"])}
    assert grouped(*names) == expected
    assert grouped(*reversed(names)) == expected


def test_case_spaces_and_underscores_make_no_difference():
    assert list(grouped("VOCA Funds.MP4", "voca_funds.EN.VTT", "voca-funds.Pdf")) == ["voca-funds"]


@pytest.mark.parametrize(
    ("captions", "language"),
    [
        ("panel.en.vtt", "en"),
        ("panel.pt-BR.vtt", "pt-br"),
        ("panel_es.srt", "es"),
        ("panel-es.srt", "es"),
        ("panel.Spanish.vtt", "es"),
        ("panel.español.vtt", "es"),
        ("panel.vtt", ""),
        ("panel.final.vtt", ""),
    ],
)
def test_language_is_read_from_the_end_of_the_name(captions, language):
    assert grouped("panel.mp4", captions)["panel"][1] == [(captions, language)]


def test_last_word_of_a_title_is_not_a_language():
    assert grouped("how-we-did-it.mp4", "how-we-did-it.vtt")["how-we-did-it"][1] == [("how-we-did-it.vtt", "")]
    assert grouped("how-we-did-it.vtt") == {"how-we-did-it": (None, [("how-we-did-it.vtt", "")], None, [])}


def test_longer_names_go_with_the_longest_beginning():
    names = ("panel.mp4", "panel-part-2.mp4", "panel-slides.pdf", "panel-part-2-slides.pdf", "panels.pdf")

    assert grouped(*names) == {
        "panel": ("panel.mp4", [], None, ["panel-slides.pdf"]),
        "panel-part-2": ("panel-part-2.mp4", [], None, ["panel-part-2-slides.pdf"]),
        "panels": (None, [], None, ["panels.pdf"]),
    }


def test_files_without_a_recording_stay_by_themselves():
    assert grouped("alone.es.vtt", "alone.png", "notes.docx") == {
        "alone": (None, [("alone.es.vtt", "es")], "alone.png", []),
        "notes": (None, [], None, ["notes.docx"]),
    }


def test_second_recording_and_second_poster_are_groups_of_their_own():
    groups = pair(map(Named, ("a.m4a", "a.mp4", "a.en.vtt", "a.jpg", "a.png", "a.png")))

    assert [[file.name for file in group.files] for group in groups] == [
        ["a.m4a", "a.en.vtt", "a.jpg"],
        ["a.mp4"],
        ["a.png"],
        ["a.png"],
    ]


def test_other_kinds_of_files_are_left_out():
    assert grouped("a.exe", "a", "", ".mp4", "a.mov") == {}
    assert (part_of("a.MOV"), part_of("a.MP4"), stem_of("Año 1_final.mp4")) == ("", "recording", "año-1-final")
