import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.access.sealing import Unreadable, reseal, seal, unseal


def is_readable(sealed):
    try:
        unseal(sealed)
    except Unreadable:
        return False
    return True


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cs", "Cc"])), max_size=300))
def test_any_text_survives_encryption(text):
    assert unseal(seal(text)) == text


def test_encryption_hides_the_text_and_whether_two_are_equal():
    first, second = seal("correct horse"), seal("correct horse")

    assert first != second
    for sealed in (first, second):
        assert "correct" not in sealed
        assert b"correct" not in base64.urlsafe_b64decode(sealed)


@given(st.data())
def test_changed_ciphertext_is_unreadable(data):
    sealed = seal("correct horse")
    raw = bytearray(base64.urlsafe_b64decode(sealed))
    position = data.draw(st.integers(0, len(raw) - 1))

    raw[position] ^= data.draw(st.integers(1, 255))

    assert is_readable(sealed)
    assert not is_readable(base64.urlsafe_b64encode(bytes(raw)).decode())


@given(st.one_of(st.text(max_size=200), st.integers(0, 99).map(lambda end: seal("correct horse")[:end])))
def test_text_that_was_never_encrypted_is_unreadable(text):
    assert not is_readable(text)


@pytest.mark.parametrize(
    "lost", ["", "\ud800", "gAAAAA", "é" * 120, "x" * 1_000_000], ids=["none", "odd", "cut", "é", "huge"]
)
def test_malformed_ciphertext_is_unreadable(lost):
    with pytest.raises(Unreadable):
        unseal(lost)


def test_ciphertext_of_a_fallback_key_is_encrypted_again_with_the_newest(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old key", []
    sealed = seal("correct horse")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", ["another key", "old key"]

    renewed = reseal(sealed)

    assert unseal(sealed) == "correct horse"
    assert renewed != sealed
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(renewed) == "correct horse"
    assert not is_readable(sealed)


def test_ciphertext_of_the_newest_key_stays_unchanged(settings):
    sealed = seal("correct horse")
    settings.SECRET_KEY_FALLBACKS = ["old key"]

    assert reseal(sealed) == sealed


def test_reseal_reports_text_that_no_key_decrypts(settings):
    settings.SECRET_KEY = "lost key"
    sealed = seal("correct horse")
    settings.SECRET_KEY = "new key"

    with pytest.raises(Unreadable):
        reseal(sealed)


def test_secret_key_may_be_bytes(settings):
    settings.SECRET_KEY = "key"
    sealed = seal("correct horse")
    settings.SECRET_KEY = b"key"

    assert unseal(sealed) == "correct horse"


def test_encryption_key_is_derived_from_the_secret_key(settings):
    settings.SECRET_KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
    from cryptography.fernet import Fernet, InvalidToken

    sealed = seal("correct horse")

    with pytest.raises(InvalidToken):
        Fernet(settings.SECRET_KEY).decrypt(sealed)
