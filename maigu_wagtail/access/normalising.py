"""
What counts as the same password.

People paste passwords from mail and chat, and those programs change them: they add a
no-break space, set curly quotation marks, turn a hyphen into a dash. Both sides are made
alike here, when a password is set and when it is typed. Case counts.
"""

import unicodedata

from django.views.decorators.debug import sensitive_variables

# Characters; what is longer is refused before any work is done with it.
LONGEST_PASSWORD = 128

# Nothing is seen of them: zero-width characters, marks of direction, soft hyphen, byte order mark and their like, which
# Unicode has named Default_Ignorable_Code_Point since version 5. First and last of each run.
_UNSEEN = (
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
    *((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
    *((0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys(code for first, last in _UNSEEN for code in range(first, last + 1)),
    **dict.fromkeys(map(ord, "‘’‚‛′‵ʼ`´＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″‶«»＂"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-"),
}


class UnusablePassword(ValueError):
    """A text that can be no password: ``reason`` is "empty", "long" or "characters"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@sensitive_variables("text", "plain")
def normalise(text: str) -> str:
    """
    Return ``text`` in the form in which passwords are kept and compared.

    Unicode NFKC (UAX 15); characters that nobody sees are dropped; curly quotation marks and
    dashes are made plain; white space is dropped at the ends and is one space inside.

    Raises ``UnusablePassword`` where nothing is left, where there are more than
    ``LONGEST_PASSWORD`` characters before or after, and for NUL and halves of surrogate pairs,
    which are no text.
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
    # NFKC makes up to 18 characters of one, and what staff hand out must be accepted when it is typed.
    if len(plain) > LONGEST_PASSWORD:
        raise UnusablePassword("long")
    return plain
