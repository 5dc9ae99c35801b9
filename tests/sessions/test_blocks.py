from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from maigu_wagtail.models import SessionPageMixin
from maigu_wagtail.sessions.blocks import MembersContentBlock, SpeakersBlock
from tests.factories import make_session

BLOCKS = {
    "speaker": SpeakersBlock().child_blocks["speaker"],
    "moderator": SpeakersBlock().child_blocks["moderator"],
    "text": MembersContentBlock().child_blocks["text"],
}


def preview(block: Any) -> BeautifulSoup:
    user, _made = get_user_model().objects.get_or_create(username="superuser", is_superuser=True)
    client = Client()
    client.force_login(user)
    response = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("speaker", "AC Amara Castillo Deputy Mayor, City of Riverton Leads the city’s work on public safety."),
        (
            "moderator",
            "AC Amara Castillo Moderator Deputy Mayor, City of Riverton Leads the city’s work on public safety.",
        ),
        ("text", "The model ordinance that the panel talks about, clause by clause."),
    ],
)
def test_preview_shows_the_block_as_visitors_see_it(db: Any, name: str, words: str) -> None:
    page = preview(BLOCKS[name])

    assert " ".join(page.select_one("main .maigu").get_text(" ").split()) == words
    assert "maigu_wagtail/css/maigu.css" in page.select_one("link[rel=stylesheet]")["href"]


@pytest.mark.parametrize("name", BLOCKS)
def test_block_has_a_description(name: str) -> None:
    block = BLOCKS[name]

    assert block.is_previewable
    assert str(block.get_description()).endswith(".")
    assert str(block.label)
    assert block.meta.icon != "placeholder"


@pytest.mark.parametrize("name", ["speaker", "moderator"])
def test_speaker_needs_only_a_name(name: str) -> None:
    block = BLOCKS[name]

    cleaned = block.clean(block.to_python({"name": "Amara Castillo"}))

    assert cleaned["name"] == "Amara Castillo"
    assert [key for key, value in cleaned.items() if value] == ["name"]


@pytest.mark.parametrize("name", ["speaker", "moderator"])
def test_speaker_needs_a_name(name: str) -> None:
    block = BLOCKS[name]

    with pytest.raises(ValidationError) as raised:
        block.clean(block.to_python({"role": "Mayor"}))

    assert list(raised.value.block_errors) == ["name"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "x" * 256), ("biography", "x" * 2001), ("link", "javascript:alert(1)")],
)
def test_speaker_refuses_what_the_page_cannot_show(field: str, value: str) -> None:
    block = BLOCKS["speaker"]

    with pytest.raises(ValidationError) as raised:
        block.clean(block.to_python({"name": "Amara Castillo", field: value}))

    assert list(raised.value.block_errors) == [field]


def test_speaker_is_shown_escaped(section: Any) -> None:
    session = make_session(
        section,
        speakers=[("speaker", {"name": "<script>alert(1)</script>", "organisation": "A & B", "biography": "<i>x</i>"})],
    )

    html = str(session.speakers[0].render())

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "A &amp; B" in html
    assert "&lt;i&gt;x&lt;/i&gt;" in html
    assert "<script" not in html


def test_session_may_have_no_speakers_and_no_members_content(section: Any) -> None:
    session = make_session(section)

    session.full_clean()

    assert isinstance(session, SessionPageMixin)
    assert (len(session.speakers), len(session.members_content)) == (0, 0)


def test_editor_sees_names_of_blocks_in_their_language() -> None:
    with translation.override("en"):
        labels = [str(block.label) for block in BLOCKS.values()]

    assert labels == ["Speaker", "Moderator", "Text for members"]
