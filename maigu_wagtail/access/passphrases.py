"""
New passwords that a person can say on the phone.

Five words of a list of 1,295, so 51.7 bits in each language, chosen by the operating system's random numbers.

English is the EFF's short list (https://www.eff.org/dice), as the library xkcdpass carries it. Spanish is our own
``words_es.txt``: common words of four to eight letters, without accents or ñ, so that every keyboard types them. No two
differ by one letter alone or sound alike.
"""

from functools import lru_cache
from pathlib import Path

from xkcdpass import xkcd_password

NUMBER_OF_WORDS = 5
OWN_LISTS = {"es": Path(__file__).with_name("words_es.txt")}


def new_passphrase(language: str = "en") -> str:
    """Return five words in small letters with spaces between them; English ones where ``language`` has no list."""
    return xkcd_password.generate_xkcdpassword(_words(language.split("-")[0]), numwords=NUMBER_OF_WORDS)


@lru_cache(maxsize=4)
def _words(language: str = "en") -> list[str]:
    if language in OWN_LISTS:
        return OWN_LISTS[language].read_text(encoding="ascii").split()
    # Letters alone: on the phone, a hyphen sounds like a space.
    return xkcd_password.generate_wordlist(
        wordfile=xkcd_password.locate_wordfile("eff-short"), min_length=3, max_length=5, valid_chars="[a-z]"
    )
