import pytest

from maigu_wagtail.models.words import asked_words, kept_words, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mayor’s “Office”", ["mayor", "s", "office"]),
        ("AND (x* OR -y)", ["and", "x", "or", "y"]),
        ("Raúl Torrez, Jr.", ["raul", "torrez", "jr"]),
        ("\"'`🙂%_", []),
        ("سلام", ["سلام"]),
        ("", []),
    ],
)
def test_words_are_small_and_without_accents_and_signs(text, words):
    assert words_of(text) == words


def test_words_asked_for_are_few_and_each_once():
    assert asked_words("gun Gun GUN violence") == ["gun", "violence"]
    assert len(asked_words(" ".join(map(str, range(50))))) == 10


def test_words_kept_begin_with_a_space_each():
    assert kept_words("Gun violence", "in cities", "") == " gun violence in cities"
    assert kept_words("a a", "A") == " a"
