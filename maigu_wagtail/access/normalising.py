"""
What counts as the same password.

People paste passwords from mail and chat, and those programs change them: they add a
no-break space, set curly quotation marks, turn a hyphen into a dash. Both sides are made
alike here, when a password is set and when it is typed. Case counts. May import nothing
of this package.
"""

import unicodedata

# Characters; what is longer is refused before any work is done with it.
LONGEST_PASSWORD = 128

# Nothing is seen of them: zero-width characters, marks of direction, soft hyphen, byte order mark.
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u3164\uffa0\ufeff"
_UNSEEN += "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))))
_UNSEEN += "".join(map(chr, range(0xFE00, 0xFE10)))
_PLAIN = {
    **dict.fromkeys(map(ord, _UNSEEN)),
    **dict.fromkeys(map(ord, "‘’‚‛′‵ʼ`´＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″‶«»＂"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-"),
}


class UnusablePassword(ValueError):
    """A text that can be no password: ``reason`` is "empty", "long" or "characters"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def normalise(text: str) -> str:
    """
    Return ``text`` in the form in which passwords are kept and compared.

    Unicode NFKC (UAX 15); characters that nobody sees are dropped; curly quotation marks and
    dashes are made plain; white space is dropped at the ends and is one space inside.

    Raises ``UnusablePassword`` where nothing is left, where there are more than
    ``LONGEST_PASSWORD`` characters, and for NUL and halves of surrogate pairs, which are no text.
    """
    if len(text) > LONGEST_PASSWORD:
        raise UnusablePassword("long")
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise UnusablePassword("characters")
    # Before NFKC, which would take apart some quotation marks; after it, for what it puts together.
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN)
    plain = " ".join(unicodedata.normalize("NFKC", plain).split())
    if not plain:
        raise UnusablePassword("empty")
    return plain
