from datetime import date

import pytest

from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError
from maigu_wagtail.sessions.imports.reading import read_sessions

pytestmark = pytest.mark.once

EXPORT = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><guid>https://x.org/?p={title}</guid><content:encoded><![CDATA[{content}]]></content:encoded>
<wp:post_date>2022-05-04 10:00:00</wp:post_date><wp:status>{state}</wp:status><wp:post_type>{type}</wp:post_type>{more}</item>"""
META = "<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"


def item(
    title: str = "A title", content: str = "Text.", *, state: str = "publish", kind: str = "post", **meta: str
) -> str:
    more = "".join(META.format(key=key, value=value) for key, value in meta.items())
    return ITEM.format(title=title, content=content, state=state, type=kind, more=more)


def read(*items: str, encoding: str = "utf-8") -> list[FoundSession]:
    text = EXPORT.format(items="".join(items), encoding=encoding)
    return read_sessions(text.encode(encoding), "export.xml", day_first=False)


def test_post_is_a_session_with_the_date_of_its_title() -> None:
    [found] = read(item("Ghost Guns (12/14/2023)"))

    assert (found.title, found.date) == ("Ghost Guns", date(2023, 12, 14))
    assert found.place == "post “Ghost Guns (12/14/2023)”"
    assert found.not_understood == ()


def test_post_has_the_date_of_its_text() -> None:
    [found] = read(item(content="<p>Recorded on December 14, 2023</p><p>Text.</p>"))

    assert (found.date, found.description) == (date(2023, 12, 14), "<p>Text.</p>")


@pytest.mark.parametrize(("key", "value"), [("webinar_date", "20231214"), ("_EventStartDate", "2023-12-14 14:00:00")])
def test_post_has_the_date_of_a_plugins_field(key: str, value: str) -> None:
    [found] = read(item(**{key: value}))

    assert (found.date, found.not_understood) == (date(2023, 12, 14), ())


def test_day_of_publication_is_the_last_resort_and_said_so() -> None:
    [found] = read(item())

    assert found.date == date(2022, 5, 4)
    assert found.not_understood == ("The date is the day on which WordPress published the post.",)


@pytest.mark.parametrize("kind", ["attachment", "nav_menu_item", "revision", "wp_block", "acf-field", "page"])
def test_items_that_are_no_sessions_are_left_out(kind: str) -> None:
    assert read(item(kind="webinar"))

    assert read(item(kind=kind)) == []


@pytest.mark.parametrize("state", ["draft", "pending", "private"])
def test_unpublished_post_is_flagged(state: str) -> None:
    [found] = read(item("Ghost Guns (12/14/2023)", state=state))

    assert found.not_understood == ("This was not published in WordPress.",)


def test_post_in_the_bin_is_left_out() -> None:
    assert read(item(state="trash")) == []


def test_shortcodes_of_accordions_are_titles() -> None:
    panels = '[su_spoiler title="One (12/14/2023)"]First.[/su_spoiler][su_spoiler title="Two (7/27/2023)"]Second.[/su_spoiler]'

    first, second = read(item(kind="page", content=panels))

    assert (first.title, first.date, first.description) == ("One", date(2023, 12, 14), "<p>First.</p>")
    assert (second.title, second.date, second.description) == ("Two", date(2023, 7, 27), "<p>Second.</p>")


def test_paragraphs_of_the_classic_editor_are_blank_lines() -> None:
    [found] = read(item("A (12/14/2023)", "One.\n\nTwo\nthree.\n\n[embed]https://vimeo.com/123[/embed]"))

    assert found.description == "<p>One.</p><p>Two<br/>three.</p>"
    assert found.video_url == "https://vimeo.com/123"


def test_encoding_is_the_one_of_the_file() -> None:
    [found] = read(item("Prevención (12/14/2023)"), encoding="iso-8859-1")

    assert found.title == "Prevención"


def test_damaged_export_names_line_and_column() -> None:
    with pytest.raises(ImportFileError, match=r"“export.xml”, line \d+, column \d+: the file is damaged"):
        read("<item><title>Oops</item>")


def test_key_of_a_post_stays_when_its_title_changes() -> None:
    [before] = read(item("Ghost Guns"))
    [after] = read(item("Ghost Guns").replace("<title>Ghost Guns", "<title>Ghost Guns: An Update"))

    assert before.title != after.title
    assert before.source_key == after.source_key
