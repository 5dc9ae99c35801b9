"""
Normalise passwords before they are stored or compared.

People paste passwords from email and chat, and those programs add no-break spaces and turn straight
quotes and hyphens into typographic ones. Passwords are normalised both when they are set and when
they are entered. Case is significant.
"""

import unicodedata

from django.views.decorators.debug import sensitive_variables

# In characters. Longer input is refused before any further work.
LONGEST_PASSWORD = 128

# Invisible characters (zero-width characters, direction marks, soft hyphen, byte order mark and so on): the
# code points with the Unicode property Default_Ignorable_Code_Point. Each pair is the first and last of a
# range.
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
    """A text cannot be used as a password: ``reason`` is "empty", "long" or "characters"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@sensitive_variables("text", "plain")
def normalise(text: str) -> str:
    """
    Return ``text`` in the form in which passwords are stored and compared.

    Applies Unicode NFKC (UAX 15), removes invisible characters, straightens quotation marks and
    dashes, strips white space at the ends and collapses it to single spaces inside.

    Raises ``UnusablePassword`` if nothing is left, if there are more than ``LONGEST_PASSWORD``
    characters before or after, or if ``text`` contains NUL or unpaired surrogates.
    """
    if len(text) > LONGEST_PASSWORD:
        raise UnusablePassword("long")
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise UnusablePassword("characters")
    # Once before NFKC, which would decompose some quotation marks, and once after it for the characters it composes.
    plain = unicodedata.normalize("NFKC", text.translate(_PLAIN)).translate(_PLAIN)
    plain = " ".join(unicodedata.normalize("NFKC", plain).split())
    if not plain:
        raise UnusablePassword("empty")
    # NFKC can turn one character into 18. A longer result would be refused when a member types it.
    if len(plain) > LONGEST_PASSWORD:
        raise UnusablePassword("long")
    return plain
