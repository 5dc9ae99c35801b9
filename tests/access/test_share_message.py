from datetime import datetime, timezone

import pytest
from wagtail.models import Locale

from maigu_wagtail.access.share_message import share_message_text
from maigu_wagtail.models import SharedPassword
from tests.factories import make_section, make_session

UNTIL = datetime(2026, 3, 1, 17, 0, tzinfo=timezone.utc)


def test_share_message_has_the_address_the_password_and_its_end(section):
    text = share_message_text(section, "correct horse", UNTIL)

    assert text == (
        "The recordings of “MAIG U” are here:\nhttp://localhost/maig-u/\n\nThe password: correct horse\n"
        "Valid until March 1, 2026, noon.\n\nPlease share it with members and their staff only."
    )


def test_share_message_without_an_end_has_no_line_for_it(section):
    text = share_message_text(section, "correct horse", None)

    assert "until" not in text
    assert "{" not in text
    assert text.endswith("The password: correct horse\n\nPlease share it with members and their staff only.")


def test_share_message_uses_the_text_of_the_section(home):
    section = make_section(home, share_message="{address}: {password}\nBis {valid_until}\n{title}\n{unknown} {0} %s {")

    assert (
        share_message_text(section, "correct horse", None)
        == f"{section.full_url}: correct horse\nMAIG U\n{{unknown}} {{0}} %s {{"
    )


def test_share_message_of_a_session_uses_the_section_text_and_its_own_address(home):
    section = make_section(home, share_message="{title} {address} {password}")
    session = make_session(section, title="Recent cases", slug="recent", access="own")

    assert share_message_text(session, "own words", None) == f"Recent cases {section.full_url}recent/ own words"


@pytest.mark.parametrize("password", ["{address}", "{title} {valid_until}", "{password}", "%(address)s", "\\1 \\g<0>"])
def test_share_message_ignores_placeholders_in_a_password(section, password):
    assert f"The password: {password}\n" in share_message_text(section, password, UNTIL)


def test_share_message_is_in_the_language_of_the_page(settings, home, section):
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)
    translated = section.copy_for_translation(spanish)

    assert "1 de marzo de 2026" in share_message_text(translated, "correct horse", UNTIL)
    assert "March 1, 2026" in share_message_text(section, "correct horse", UNTIL)


def test_share_message_contains_the_password_that_was_read(section):
    password = SharedPassword.objects.create_password(section, "correct horse")

    assert "correct horse" in share_message_text(section, password.reveal(), password.expires_at)


def test_share_message_with_a_link_alone_has_no_line_for_the_password(section):
    text = share_message_text(section, "", None, link="https://example.org/maig-u/unlock/token/")

    assert text == (
        "The recordings of “MAIG U” are here:\nhttps://example.org/maig-u/unlock/token/\n\n"
        "Please share it with members and their staff only."
    )


def test_share_message_with_link_and_password_has_both(section):
    text = share_message_text(section, "correct horse", UNTIL, link="https://example.org/maig-u/unlock/token/")

    assert "are here:\nhttps://example.org/maig-u/unlock/token/\n\nThe password: correct horse\nValid until" in text
    assert section.full_url + "\n" not in text


def test_share_message_keeps_the_link_if_its_line_has_the_password(home):
    section = make_section(home, share_message="Hello\n{address}: {password}")

    assert share_message_text(section, "", None, link="https://example.org/u/") == "Hello\n\nhttps://example.org/u/"
