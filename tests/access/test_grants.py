from datetime import datetime, timedelta, timezone

import pytest
from django.core.signing import Signer
from hypothesis import given
from hypothesis import strategies as st

from maigu_wagtail.access import grants
from maigu_wagtail.access.grants import LONGEST_TOKEN, MOST_GRANTS, Grant, issue, join, read, sign, split
from maigu_wagtail.conf import conf

NOW = datetime(2026, 3, 1, 12, 0, 0, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
TOKEN_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

versions = st.text(st.sampled_from(TOKEN_LETTERS[:-1]), min_size=1, max_size=32)
ids = st.integers(1, 2**63 - 1)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1), timezones=st.timezones())


@pytest.fixture
def token():
    return sign(issue(7, "version", NOW))


@given(ids, versions, moments)
def test_grant_survives_signing_and_reading(password_id, version, moment):
    token = sign(issue(password_id, version, moment))

    grant = read(token)

    assert grant == Grant(password_id, version, moment.astimezone(timezone.utc).replace(microsecond=0))
    assert len(token) <= LONGEST_TOKEN
    assert split(join([token])) == [token]


@given(st.data())
def test_token_with_a_changed_character_is_rejected(data):
    token = sign(issue(7, "version", NOW))
    position = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.one_of(st.sampled_from(TOKEN_LETTERS), st.characters(), st.characters(categories=["Cs"])))

    changed = token[:position] + other + token[position + 1 :]

    assert read(token)
    assert changed == token or read(changed) is None


@given(st.data())
def test_token_with_a_flipped_bit_is_rejected(data):
    token = sign(issue(7, "version", NOW)).encode()
    position = data.draw(st.integers(0, len(token) - 1))

    changed = bytearray(token)
    changed[position] ^= 1 << data.draw(st.integers(0, 7))

    assert read(changed.decode("latin-1")) is None


@given(st.data())
def test_token_with_an_inserted_character_is_rejected(data):
    token = sign(issue(7, "version", NOW))
    position = data.draw(st.integers(0, len(token)))

    changed = token[:position] + data.draw(st.text(min_size=1, max_size=200)) + token[position:]

    assert read(changed) is None


@given(st.integers(0, 200), st.integers(0, 200))
def test_part_of_a_token_is_rejected(begin, end):
    token = sign(issue(7, "version", NOW))

    part = token[begin:end]

    assert part == token or read(part) is None


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=200))
def test_arbitrary_text_is_not_a_grant(text):
    assert read(text) is None
    assert read(grants.PREFIX + text) is None
    assert [read(part) for part in split(text)] == [None] * len(split(text))


def test_two_joined_tokens_are_not_a_token(token):
    other = sign(issue(8, "version", NOW))

    for joined in (token + other, f"{token}.{other}", f"{token}~{other}", f"{token} {other}", f"{token},{other}"):
        assert read(joined) is None
    assert [read(part).password_id for part in split(f"{token}~{other}")] == [7, 8]


def test_parts_of_two_tokens_do_not_make_a_token(token):
    other = sign(issue(8, "version", NOW))
    statement, _dot, _signature = token.rpartition(".")
    _statement, _dot, signature = other.rpartition(".")

    assert read(f"{statement}.{signature}") is None


@pytest.mark.parametrize("salt", ["maigu_wagtail.link", "django.core.signing", "", "maigu_wagtail.grant "])
def test_signature_for_another_purpose_is_not_a_grant(settings, salt):
    statement = f"7.version.{int(NOW.timestamp())}"
    signed = {
        name: grants.PREFIX + Signer(key=settings.SECRET_KEY, sep=".", salt=name).sign(statement)
        for name in (salt, "maigu_wagtail.grant")
    }

    assert read(signed["maigu_wagtail.grant"])
    assert read(signed[salt]) is None


@pytest.mark.parametrize(
    "statement",
    [
        "7.version",
        "7.version.",
        "0.version.1",
        "07.version.1",
        "-7.version.1",
        "7.version.-1",
        "7..1",
        "7.version.1e9",
        "７.version.1",
        "7.version.1\n",
        "7.ver sion.1",
        "7.version.999999999999",
        "99999999999999999999.version.1",
        f"7.{'v' * 33}.1",
        "",
    ],
)
def test_signed_text_with_other_contents_is_not_a_grant(settings, statement):
    signer = Signer(key=settings.SECRET_KEY, sep=".", salt="maigu_wagtail.grant")

    assert read(grants.PREFIX + signer.sign("7.version.1"))
    assert read(grants.PREFIX + signer.sign(statement)) is None


def test_grant_signed_with_another_secret_key_is_rejected(settings, token):
    settings.SECRET_KEY = "another key"

    assert read(token) is None


def test_grant_signed_with_a_fallback_key_still_works(settings, token):
    earlier = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", [earlier]
    assert read(token) == Grant(7, "version", NOW)
    settings.SECRET_KEY_FALLBACKS = ["third key", earlier]

    assert read(token) == Grant(7, "version", NOW)
    assert read(sign(issue(7, "version", NOW))) == Grant(7, "version", NOW)

    settings.SECRET_KEY_FALLBACKS = ["third key"]
    assert read(token) is None


def test_token_one_character_too_long_is_rejected():
    grant = Grant(10**19 - 1, "v" * 32, datetime.fromtimestamp(10**11 - 1, timezone.utc))

    token = sign(grant)

    assert read(token) == grant
    assert read(token + "x" * (LONGEST_TOKEN + 1 - len(token))) is None


@pytest.mark.parametrize(
    ("after", "is_in_time"),
    [
        (timedelta(seconds=-61), False),
        (timedelta(seconds=-60), True),
        (timedelta(0), True),
        (timedelta(days=30) - SECOND, True),
        (timedelta(days=30) - timedelta(microseconds=1), True),
        (timedelta(days=30), False),
        (timedelta(days=30) + SECOND, False),
    ],
)
def test_grant_expires_on_the_second(after, is_in_time):
    grant = issue(7, "version", NOW)

    assert grant.expires_at == NOW + timedelta(seconds=conf.MAIGU_WAGTAIL_UNLOCK_LIFETIME)
    assert grant.is_in_time(NOW + after) is is_in_time


def test_grant_follows_a_shorter_lifetime_immediately(settings):
    grant = issue(7, "version", NOW)
    settings.MAIGU_WAGTAIL_UNLOCK_LIFETIME = 60

    assert grant.is_in_time(NOW + 59 * SECOND)
    assert not grant.is_in_time(NOW + 60 * SECOND)


def test_cookie_holds_the_newest_grants_within_the_browser_limit():
    tokens = [sign(Grant(2**63 - number, "v" * 32, NOW)) for number in range(1, 40)]

    cookie = join(tokens)

    assert split(cookie) == tokens[:MOST_GRANTS]
    assert len(cookie) < 4096 - len("maigu_unlock_token=")


@pytest.mark.parametrize(
    "cookie", ["", "x" * 100_000, "~" * 3000, "~".join(["mgu1_x"] * 500)], ids=["none", "huge", "marks", "many"]
)
def test_malformed_cookie_holds_no_grants(cookie):
    assert split(cookie) == []


def test_cookie_is_read_up_to_the_maximum_of_tokens():
    assert len(split("~" * 100)) == MOST_GRANTS


def test_grant_is_issued_at_a_whole_second_in_utc():
    east = timezone(timedelta(hours=8))

    grant = issue(7, "version", (NOW + timedelta(microseconds=789)).astimezone(east))

    assert grant == Grant(7, "version", NOW)
    assert grant.issued_at.utcoffset() == timedelta(0)
    assert read(sign(grant)) == grant


def test_cookie_may_be_as_long_as_the_tokens_it_carries():
    longest = MOST_GRANTS * (LONGEST_TOKEN + 1)

    assert split("x" * longest) == ["x" * longest]
    assert split("x" * (longest + 1)) == []


def test_no_grants_make_an_empty_cookie():
    assert join([]) == ""
    assert split(join(iter(["a", "b"]))) == ["a", "b"]
