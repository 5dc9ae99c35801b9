"""What holds for every kind of token; grants and file tickets have tests of their own."""

import pytest

from maigu_wagtail.signed_tokens import SignedTokens

TOKENS = SignedTokens(salt="tests.one-kind", longest=200)


def test_token_is_read_as_what_was_signed():
    token = TOKENS.sign("7.spring", "for a file")

    assert token.startswith("7.spring.")
    assert "for a file" not in token
    assert TOKENS.read(token, "for a file") == "7.spring"


@pytest.mark.parametrize("about", ["", "for another file"])
def test_token_is_none_together_with_anything_else(about):
    assert TOKENS.read(TOKENS.sign("7.spring", "for a file"), about) is None


@pytest.mark.parametrize(
    "altered", ["", ".", "7.spring", "8.spring.{0}", "7.spring.{0}x", "\ud800.{0}", "7.spring.\x00"]
)
def test_altered_token_is_none(altered):
    signature = TOKENS.sign("7.spring").rpartition(".")[2]

    assert TOKENS.read(altered.format(signature)) is None


def test_token_of_another_kind_is_none():
    other = SignedTokens(salt="tests.other-kind", longest=200)

    assert TOKENS.read(other.sign("7.spring")) is None


def test_token_may_be_as_long_as_the_longest_and_no_longer():
    token = TOKENS.sign("7.spring")

    assert SignedTokens(TOKENS.salt, longest=len(token)).read(token) == "7.spring"
    assert SignedTokens(TOKENS.salt, longest=len(token) - 1).read(token) is None


def test_token_of_an_earlier_secret_key_is_read_while_it_is_a_fallback(settings):
    token = TOKENS.sign("7.spring")

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert TOKENS.read(token) == "7.spring"

    settings.SECRET_KEY_FALLBACKS = []
    assert TOKENS.read(token) is None
