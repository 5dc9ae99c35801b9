from typing import Any

import pytest
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("request_questions", "One?\nTwo?\nThree?\nFour?", "Enter at most three questions, one on each line."),
        ("request_questions", "x" * 201, "Shorten the question to 200 characters."),
        ("request_addresses", "a@example.org\nnobody", "“nobody” is not an email address."),
        ("request_addresses", "a@example.org, b@example.org", "is not an email address."),
        ("request_addresses", "\n".join(f"a{n}@example.org" for n in range(11)), "Enter at most ten addresses"),
    ],
)
def test_editor_is_told_what_is_wrong_with_the_form(section: Any, field: str, text: str, error: str) -> None:
    setattr(section, field, text)

    with pytest.raises(ValidationError) as raised:
        section.full_clean()

    assert error in raised.value.message_dict[field][0]


def test_lines_are_read_without_blanks_and_controls(section: Any) -> None:
    section.request_questions = "  One?  \r\n\r\nTwo\t?\n"
    section.request_addresses = "a@example.org\n\nb@example.org"
    section.full_clean()

    assert section.questions == ["One?", "Two ?"]
    assert section.addresses_told == ["a@example.org", "b@example.org"]
