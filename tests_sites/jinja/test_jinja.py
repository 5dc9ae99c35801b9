from tests_sites import probe
from tests_sites.browser import Browser, soup_of


def test_pages_of_both_engines_stand_side_by_side(library):
    member = Browser()
    session = soup_of(member.get(library.session.full_url))
    probe.unlock(member, library.session, probe.PASSWORD)
    note = soup_of(member.get(library.note.full_url))

    assert session.select_one("header").get_text() == "By Django"
    assert session.title.get_text(strip=True).startswith(probe.TITLE)
    assert note.select_one("main[data-engine=jinja2] h1").get_text() == "Notes"
    assert probe.NOTE in note.get_text()
