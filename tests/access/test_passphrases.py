import math
import re

from maigu_wagtail.access.normalising import normalise
from maigu_wagtail.access.passphrases import NUMBER_OF_WORDS, _words, new_passphrase


def test_passphrase_has_fifty_bits_at_least():
    words = set(_words())

    bits = NUMBER_OF_WORDS * math.log2(len(words))

    assert len(words) == len(_words())
    assert bits >= 50


def test_passphrases_are_letters_and_single_spaces_and_never_the_same_twice():
    phrases = {new_passphrase() for _ in range(1000)}

    assert len(phrases) == 1000
    assert all(re.fullmatch(r"[a-z]{3,5}(?: [a-z]{3,5}){4}", phrase) for phrase in phrases)
    assert all(normalise(phrase) == phrase for phrase in phrases)


def test_passphrases_use_the_whole_list():
    seen = {word for _ in range(1000) for word in new_passphrase().split()}

    # 5,000 draws from 1,295 words give about 1,270 different ones.
    assert seen <= set(_words())
    assert len(seen) > 1200
