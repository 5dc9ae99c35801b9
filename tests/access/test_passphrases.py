import itertools
import math
import re

import pytest

from maigu_wagtail.access.normalising import normalise
from maigu_wagtail.access.passphrases import NUMBER_OF_WORDS, _words, new_passphrase

WORD = {"en": "[a-z]{3,5}", "es": "[a-z]{4,8}"}


def sound(word):
    """Return a Spanish word as it is heard where c and z, or ll and y, sound alike."""
    rules = (
        ("ch", "C"),
        ("h", ""),
        ("v", "b"),
        ("ll", "y"),
        ("z|c(?=[ei])|x", "s"),
        ("qu(?=[ei])|c", "k"),
        ("g(?=[ei])", "j"),
        ("gu(?=[ei])", "g"),
    )
    for pattern, heard in rules:
        word = re.sub(pattern, heard, word)
    return word


@pytest.mark.parametrize("language", ["en", "es"])
def test_passphrase_has_the_same_bits_in_each_language(language):
    words = set(_words(language))

    assert len(words) == len(_words(language)) == 1295
    assert round(NUMBER_OF_WORDS * math.log2(len(words)), 1) == 51.7


@pytest.mark.parametrize("language", ["en", "es"])
def test_passphrases_are_unique_letters_and_single_spaces(language):
    phrases = {new_passphrase(language) for _ in range(1000)}

    assert len(phrases) == 1000
    assert all(re.fullmatch(f"{WORD[language]}(?: {WORD[language]}){{4}}", phrase) for phrase in phrases)
    assert all(normalise(phrase) == phrase for phrase in phrases)


@pytest.mark.parametrize("language", ["en", "es"])
def test_passphrases_use_the_whole_list(language):
    seen = {word for _ in range(1000) for word in new_passphrase(language).split()}

    # 5,000 draws from 1,295 words give about 1,270 different ones.
    assert seen <= set(_words(language))
    assert len(seen) > 1200


@pytest.mark.parametrize(("language", "list_of"), [("es-mx", "es"), ("en-us", "en"), ("fr", "en"), ("", "en")])
def test_variants_have_their_language_s_words_and_all_others_english_ones(language, list_of):
    assert set(new_passphrase(language).split()) <= set(_words(list_of))


def test_spanish_words_are_told_apart_on_the_phone():
    words = _words("es")
    blanks = [(word[:place], word[place + 1 :]) for word in words for place in range(len(word))]

    assert all(re.fullmatch(WORD["es"], word) for word in words)
    assert len({sound(word) for word in words}) == len(words)
    # None is another one with one letter changed.
    assert [blank for blank, same in itertools.groupby(sorted(blanks)) if len(list(same)) > 1] == []
