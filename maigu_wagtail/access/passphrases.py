"""
New passwords that a person can say on the phone.

Five words of the EFF's short list (https://www.eff.org/dice), as the library xkcdpass carries it: 1,295 common words of at
most five letters, so 51.7 bits, chosen by the operating system's random numbers.
"""

from functools import lru_cache

from xkcdpass import xkcd_password

NUMBER_OF_WORDS = 5


def new_passphrase() -> str:
    """Return five words in small letters with spaces between them."""
    return xkcd_password.generate_xkcdpassword(_words(), numwords=NUMBER_OF_WORDS)


@lru_cache(maxsize=1)
def _words() -> list[str]:
    # Letters alone: a hyphen in a word can't be told apart from a space on the phone.
    return xkcd_password.generate_wordlist(
        wordfile=xkcd_password.locate_wordfile("eff-short"), min_length=3, max_length=5, valid_chars="[a-z]"
    )
