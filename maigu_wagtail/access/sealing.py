"""
How a shared password is kept: sealed, so that a leaked database does not give it away.

Staff must be able to answer "what's the password?", so it is encrypted and not hashed,
with keys derived (HKDF, RFC 5869) from Django's ``SECRET_KEY`` and its fallbacks.
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
    """A sealed text that none of the site's keys opens."""


@sensitive_variables("text")
def seal(text: str) -> str:
    """Return ``text`` encrypted under the site's newest key."""
    return _box(conf.SECRET_KEYS).encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")


def unseal(sealed: str) -> str:
    """Return the text in ``sealed``; raises ``Unreadable`` where no key of the site opens it."""
    try:
        return _box(conf.SECRET_KEYS).decrypt(sealed.encode()).decode("utf-8", "surrogatepass")
    except (InvalidToken, UnicodeError) as error:
        raise Unreadable from error


def reseal(sealed: str) -> str:
    """Return ``sealed`` under the site's newest key; raises ``Unreadable`` where no key opens it."""
    newest = conf.SECRET_KEYS[:1]
    try:
        _box(newest).decrypt(sealed.encode())
    except (InvalidToken, UnicodeError):
        return seal(unseal(sealed))
    return sealed


@lru_cache(maxsize=8)
def _box(secrets: tuple[str | bytes, ...]) -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in secrets])


def _fernet(secret: str | bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=_SALT, info=b"shared password")
    # A SECRET_KEY may be given as bytes, as Django's own signing takes it.
    return Fernet(base64.urlsafe_b64encode(key.derive(secret if isinstance(secret, bytes) else secret.encode())))
