import json

import pytest
from django.core.management import CommandError
from wagtail.models import Page, Revision

from example_site.pages.tree import ensure_home

from .loading_catalogues import load_catalogue, write


def spoil(change):
    def spoiled(catalogue):
        change(catalogue)
        return json.dumps(catalogue)

    return spoiled


BROKEN = {
    "no JSON": (lambda c: "{", "catalogue.json: not JSON at line 1, column 2"),
    "a field twice": (lambda c: '{"a": 1, "a": 2}', "the field “a” appears twice"),
    "no object": (lambda c: "[]", "the content must be an object in braces"),
    "no sessions": (spoil(lambda c: c.pop("sessions")), "catalogue.json, sessions is missing."),
    "no list": (spoil(lambda c: c.update(sessions={})), "sessions must be a list in square brackets."),
    "no row": (spoil(lambda c: c["sessions"].insert(0, "x")), "session 1: the content must be an object in braces."),
    "no title": (spoil(lambda c: c["sessions"][2].pop("title")), "session 3: title is missing."),
    "empty title": (spoil(lambda c: c["drafts"][0].update(title=" ")), "draft 1 (“ ”): title is empty."),
    "long title": (
        spoil(lambda c: c["sessions"][0].update(title="x" * 256)),
        "title has 256 characters; the limit is 255.",
    ),
    "title of another type": (
        spoil(lambda c: c["sessions"][0].update(title=7)),
        "session 1: title must be text in quotation marks.",
    ),
    "no such day": (
        spoil(lambda c: c["sessions"][2].update(date="2023-02-30")),
        "catalogue.json, session 3 (“ATF Gun Trafficking Report”): date is “2023-02-30”, which is not a date",
    ),
    "American date": (
        spoil(lambda c: c["sessions"][2].update(date="03/16/2023")),
        "date is “03/16/2023”; write dates like 2023-12-14.",
    ),
    "unknown field": (
        spoil(lambda c: c["sessions"][2].update(heading="x")),
        "session 3 (“ATF Gun Trafficking Report”): heading is not a known field",
    ),
    "unknown access": (
        spoil(lambda c: c["sessions"][2].update(access="members")),
        "access is “members”; write one of section, own, public.",
    ),
    "unknown recording": (
        spoil(lambda c: c["sessions"][2].update(recordings=[{"name": "part-9"}])),
        "session 3 (“ATF Gun Trafficking Report”), recording 1 (“part-9”): name is “part-9”; write one of targeting-the-source,",
    ),
    "unknown slides": (spoil(lambda c: c["sessions"][2].update(slides={"name": "x", "title": "y"})), "name is “x”;"),
    "video without an address": (
        spoil(lambda c: c["sessions"][2].update(video={"title": "y"})),
        "session 3 (“ATF Gun Trafficking Report”), video: url is missing.",
    ),
    "date of a draft": (spoil(lambda c: c["drafts"][0].update(date="2020-12-01")), "date is not a known field"),
    "speaker without a name": (
        spoil(lambda c: c["sessions"][6]["speakers"][1].pop("name")),
        "session 7 (“Connecting Silos: The Intersection of Domestic Violence and Gun Violence”), speaker 2: name is missing.",
    ),
    "slug twice": (
        spoil(lambda c: c["upcoming"][1].update(slug="inside-the-gun-shop")),
        "slug is “inside-the-gun-shop”, which session 2 already uses.",
    ),
    "slug with a space": (
        spoil(lambda c: c["sessions"][0].update(slug="a b")),
        "slug is “a b”; use only lower-case letters",
    ),
    "days as text": (
        spoil(lambda c: c["upcoming"][0].update(days_from_today="24")),
        "days_from_today is “24”; write a number of days from 1 to 366.",
    ),
    "clock": (
        spoil(lambda c: c["upcoming"][0].update(start_time="2 pm")),
        "start_time is “2 pm”; write times like 14:00.",
    ),
    "end before start": (
        spoil(lambda c: c["upcoming"][0].update(end_time="13:00")),
        "end_time must be later than start_time.",
    ),
    "time zone": (spoil(lambda c: c["upcoming"][0].update(time_zone="Riverton")), "time_zone is “Riverton”"),
    "address": (
        spoil(lambda c: c["upcoming"][0].update(registration_url="javascript:alert(1)")),
        "registration_url is “javascript:alert(1)”; write a web address",
    ),
    "e-mail": (
        spoil(lambda c: c["section"].update(contact_email="nobody")),
        "catalogue.json, section: contact_email is “nobody”; write an email address.",
    ),
    "surrogate": (
        spoil(lambda c: c["sessions"][0].update(audience="\ud800")),
        "audience contains a character that is not allowed",
    ),
}


@pytest.mark.parametrize(("broken", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_catalogue_is_reported_and_changes_nothing(section, catalogue, tmp_path, broken, message):
    path = tmp_path / "catalogue.json"
    path.write_text(broken(catalogue), encoding="utf-8")
    revisions = Revision.objects.count()

    with pytest.raises(CommandError) as raised:
        load_catalogue(path)

    assert str(raised.value).startswith("Nothing was changed.")
    assert message in str(raised.value)
    assert Revision.objects.count() == revisions


def test_broken_row_on_an_empty_site_adds_no_page(empty_site, catalogue, tmp_path):
    catalogue["sessions"][14]["date"] = "soon"
    pages = Page.objects.count()

    with pytest.raises(CommandError):
        load_catalogue(write(tmp_path, catalogue))

    assert Page.objects.count() == pages


def test_invalid_row_undoes_the_rows_before_it(empty_site, catalogue, tmp_path):
    home = ensure_home()
    home.add_child(instance=Page(title="In the way", slug="maig-u"))
    pages = Page.objects.count()

    with pytest.raises(CommandError) as raised:
        load_catalogue(write(tmp_path, catalogue))

    assert "“MAIG U” (maig-u): slug – " in str(raised.value)
    assert Page.objects.count() == pages


def test_missing_file_is_reported(db, tmp_path):
    with pytest.raises(CommandError) as raised:
        load_catalogue(tmp_path / "none.json")

    assert "none.json: the file cannot be read: No such file or directory." in str(raised.value)
