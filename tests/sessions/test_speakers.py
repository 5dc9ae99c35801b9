import pytest

from maigu_wagtail.sessions.speakers import SpeakerLine, speaker_key, speaker_lines


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Raúl Torrez", "raul-torrez"),
        ("Rau\u0301l Torrez", "raul-torrez"),
        ("Bindu Oommen-Fernandes", "bindu-oommen-fernandes"),
        ("Julius Thibodeaux, Jr.", "julius-thibodeaux-jr"),
        ("محمد علي", "محمد-علي"),
        ("<script>", "script"),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_speaker_key_is_the_same_for_any_spelling_of_a_name(name, key):
    assert speaker_key(name) == key


def test_speaker_key_of_a_key_is_itself():
    key = speaker_key("Bindu Oommen-Fernandes " * 20)

    assert speaker_key(key) == key
    assert len(key) <= 100


def test_speaker_lines_keep_order_and_separate_moderators():
    stream = [
        {"type": "moderator", "value": {"name": " Amara ", "role": "Chief", "organisation": "City"}},
        {"type": "speaker", "value": {"name": "Bea", "role": None, "organisation": "Town"}},
        {"type": "speaker", "value": {"name": ""}},
        {"type": "speaker", "value": None},
    ]

    lines = speaker_lines(stream)

    assert lines == [SpeakerLine("Amara", "Chief", "City", True), SpeakerLine("Bea", "", "Town", False)]
    assert [line.affiliation for line in lines] == ["Chief, City", "Town"]
