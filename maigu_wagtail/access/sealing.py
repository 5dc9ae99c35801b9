"""
Encrypts shared passwords, so that a leaked database does not reveal them.

They are encrypted rather than hashed because staff must be able to look them up. The keys are
derived (HKDF, RFC 5869) from Django's ``SECRET_KEY`` and ``SECRET_KEY_FALLBACKS``.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.views.decorators.debug import sensitive_variables

from maigu_wagtail.conf import conf

_SALT = b"maigu_wagtail.sealing"


class Unreadable(Exception):
    """None of the site's keys decrypts the text."""


@sensitive_variables("text")
def seal(text: str) -> str:
    """Return ``text`` encrypted with the site's newest key."""
    return _cipher(conf.SECRET_KEYS).encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")


def unseal(sealed: str) -> str:
    """Return the text in ``sealed``. Raises ``Unreadable`` if no key of the site decrypts it."""
    try:
        return _cipher(conf.SECRET_KEYS).decrypt(sealed.encode()).decode("utf-8", "surrogatepass")
    except (InvalidToken, UnicodeError) as error:
        raise Unreadable from error


def reseal(sealed: str) -> str:
    """Return ``sealed``, encrypted with the newest key if it was not. Raises ``Unreadable`` like ``unseal``."""
    newest = conf.SECRET_KEYS[:1]
    try:
        _cipher(newest).decrypt(sealed.encode())
    except (InvalidToken, UnicodeError):
        return seal(unseal(sealed))
    return sealed


@lru_cache(maxsize=8)
def _cipher(secrets: tuple[str | bytes, ...]) -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in secrets])


def _fernet(secret: str | bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=b"shared password")
    # Django's signing also accepts a SECRET_KEY of bytes.
    return Fernet(base64.urlsafe_b64encode(key.derive(secret if isinstance(secret, bytes) else secret.encode())))
