"""
Signed tokens: a short statement of ours, with Django's signature.

What a statement says and how long it holds is for the module that makes it; a token that we never
signed is simply none, never an error.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer


@dataclass(frozen=True)
class SignedTokens:
    """
    Signs and reads tokens of one kind, ``<statement>.<signature>``.

    ``salt`` keeps the kinds apart. ``longest`` is the number of characters that no token exceeds:
    longer ones are refused unread.
    """

    salt: str
    longest: int

    def sign(self, statement: str, about: str = "") -> str:
        """Return the token of ``statement``, valid only with ``about``, which is signed but not in the token."""
        return f"{statement}.{self._signer.signature(statement + about)}"

    def read(self, token: str, about: str = "") -> str | None:
        """Return the statement of ``token``; ``None`` if we never signed it, or not with ``about``."""
        if len(token) > self.longest:
            return None
        statement, _dot, signature = token.rpartition(".")
        try:
            self._signer.unsign(f"{statement}{about}.{signature}")
        except (BadSignature, UnicodeError):
            return None
        return statement

    @property
    def _signer(self) -> Signer:
        return Signer(sep=".", salt=self.salt)
