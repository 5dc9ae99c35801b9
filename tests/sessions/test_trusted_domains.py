from typing import Any

import pytest
from django.core.exceptions import ValidationError

from maigu_wagtail.sessions.trusted_domains import is_trusted, trusted_domain

LINES = ["example-city.org", "*.gov", "*.fl.us", "münchen.example"]


@pytest.mark.parametrize(
    "address",
    [
        "mayor@example-city.org",
        "Mayor.O'Neil+maig@EXAMPLE-CITY.ORG",
        "aide@riverton.gov",
        "aide@police.riverton.gov",
        "aide@ci.fl.us",
        "aide@münchen.example",
        "aide@xn--mnchen-3ya.example",
    ],
)
def test_address_at_a_trusted_domain_is_trusted(address: str) -> None:
    assert is_trusted(address, LINES)


@pytest.mark.parametrize(
    "address",
    [
        "aide@gov",
        "aide@fl.us",
        "aide@mail.example-city.org",
        "aide@example-city.org.evil.example",
        "aide@evil-example-city.org",
        "aide@example-city.org.",
        "aide@riverton.gov.",
        "aide@riverton..gov",
        "aide@.gov",
        "aide@riverton.gov.example",
        "aide@riverton.govx",
        # Homographs: Cyrillic "о" and "е", Greek omicron, full-width letters, the Kelvin sign, other dots.
        "aide@riverton.gоv",
        "aide@еxample-city.org",
        "aide@example-city.οrg",
        "aide@ｅxample-city.org",
        "aide@example-city。org",
        "aide@example-city．org",
        "aide@\u212aingston.gov",
        "aide@MÜNCHEN.example",
        "aide@mu\u0308nchen.example",
        "aide@example-city.org\u200b",
        '"aide@example-city.org"@evil.example',
        '"aide"@example-city.org',
        '"aide@evil.example"@example-city.org',
        "aide%evil.example@example-city.org",
        "evil.example!aide@example-city.org",
        "aide@evil.example@example-city.org",
        "aide@[192.0.2.1]",
        "aide @example-city.org",
        "aide@example-city.org\n",
        "@example-city.org",
        "example-city.org",
        "",
        "áide@example-city.org",
    ],
    ids=ascii,
)
def test_address_that_only_looks_trusted_is_not(address: str) -> None:
    assert not is_trusted(address, LINES)


def test_no_domain_is_trusted_by_an_empty_list() -> None:
    assert not is_trusted("aide@example-city.org", [])
    assert not is_trusted("", ["", "*."])


@pytest.mark.parametrize(
    "line",
    [
        "*",
        "*.",
        "org",
        "gov",
        ".gov",
        "*.*.gov",
        "a b.org",
        "@example.org",
        "a@example.org",
        "https://example.org",
        "example.org/",
        "*example.org",
        "-a.org",
        "straße.example",
    ],
)
def test_line_that_is_no_domain_is_refused(section: Any, line: str) -> None:
    assert trusted_domain(line) == ""
    section.trusted_domains = f"example.org\n{line}"

    with pytest.raises(ValidationError) as raised:
        section.full_clean()

    assert list(raised.value.message_dict) == ["trusted_domains"]
