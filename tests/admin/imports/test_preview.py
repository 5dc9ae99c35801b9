from datetime import time
from pathlib import Path
from typing import Any

import pytest
import swapper
from django.test import Client

from maigu_wagtail.models import ImportRun
from maigu_wagtail.sessions.imports.stored_rows import Row
from tests.admin.imports.screens import AMBIGUOUS, LIST, PAGE, begin, last_run, preview, send, shown
from tests.admin.passwords.screens import said, soup, words
from tests.doors import queries_of
from tests.factories import make_session
from tests.sessions.imports.found import make_found


def sessions() -> list[Any]:
    return list(swapper.load_model("maigu_wagtail", "SessionPage").objects.order_by("path"))


def many(section: Any, client: Client, number: int) -> str:
    """Begin an import of ``number`` sessions."""
    begin(client, section)
    run = last_run()
    run.rows = [Row(make_found(n, title=f"Session {n}")).as_json() for n in range(number)]
    run.save()
    return f"{LIST}{run.pk}/preview/"


# --- What it shows ----------------------------------------------------------------------------------------------------


def test_preview_shows_everything_that_was_found(as_superuser: Client, section: Any) -> None:
    response = as_superuser.get(preview(as_superuser, section))

    first = response.context["formset"][0]
    assert {name: first[name].value() for name in ("title", "description", "speakers", "video_url")} == {
        "title": "Opening session",
        "description": "City attorneys talk about their cases.",
        "speakers": "Amara Castillo; Deputy Mayor; City of Riverton",
        "video_url": "https://vimeo.com/76979871",
    }
    assert soup(response).find(id="id_rows-0-date")["value"] == "2023-12-14"
    text = words(response)
    assert "2 sessions found" in text
    assert "2 are ready to become drafts." in text
    assert "https://old.example.org/files/slides.pdf" in text


def test_every_field_has_a_label_and_every_session_a_legend(as_superuser: Client, section: Any) -> None:
    found = soup(as_superuser.get(preview(as_superuser, section)))

    labels = {label["for"] for label in found.select("label[for]")}
    fields = found.select(".maigu-import__row :is(input, textarea):not([type=hidden])")
    assert {field["id"] for field in fields} <= labels
    assert len(fields) == 18
    assert len(found.select("fieldset.maigu-import__row > legend")) == 2


def test_session_that_lacks_something_is_marked_before_and_after_it_is_unticked(
    as_superuser: Client, section: Any
) -> None:
    address = preview(as_superuser, section)
    send(as_superuser, address, "save", row0_title=None)

    ticked = soup(as_superuser.get(address)).select(".maigu-import__row--incomplete > legend")
    send(as_superuser, address, "save", row0_is_ticked=None)
    unticked = soup(as_superuser.get(address)).select(".maigu-import__row--incomplete > legend")

    assert [legend.text for legend in (*ticked, *unticked)] == ["No title line 2"] * 2


def test_times_are_shown_corrected_and_created(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section, "Opening session\nDecember 14, 2023, 2–3 pm CT\n\nWhat it is about.\n")
    page = soup(as_superuser.get(address))

    send(as_superuser, address, row0_end_time="15:30")

    assert page.find(id="id_rows-0-start_time")["value"] == "14:00"
    assert "Time zone: America/Chicago" in page.text
    [session] = sessions()
    assert (session.start_time, session.end_time, session.time_zone) == (time(14), time(15, 30), "America/Chicago")


def test_end_without_a_start_is_an_error_of_its_row(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    send(as_superuser, address, "save", row0_end_time="15:30")

    response = as_superuser.get(address)
    assert "Enter the start time too, or leave the end time blank." in words(response)
    assert "1 lacks something" in words(response)


def test_preview_asks_before_corrections_are_left(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    shown_first = soup(as_superuser.get(address)).select_one("form[data-controller=w-unsaved]")
    refused = soup(send(as_superuser, address, row0_date="x")).select_one("form[data-controller=w-unsaved]")

    assert shown_first["data-w-unsaved-confirmation-value"] == "true"
    assert shown_first["data-action"] == "w-unsaved#submit beforeunload@window->w-unsaved#confirm"
    assert [form["data-w-unsaved-force-value"] for form in (shown_first, refused)] == ["false", "true"]


def test_preview_writes_nothing_to_the_page_tree(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    send(as_superuser, address, "save", row0_title="Corrected")

    assert sessions() == []
    section.refresh_from_db()
    assert (section.numchild, section.has_unpublished_changes) == (0, False)


def test_hostile_html_is_shown_as_text(as_superuser: Client, section: Any) -> None:
    text = "Opening <script>alert(1)</script> (12/14/2023)\n\nAbout <img src=x onerror=alert(1)> it.\n"

    response = as_superuser.get(preview(as_superuser, section, text))

    main = soup(response).find(id="main")
    assert main.select("img, script:not([src]):not([type])") == []


def test_file_link_that_runs_a_script_is_no_link(as_superuser: Client, section: Any) -> None:
    address = many(section, as_superuser, 1)
    run = last_run()
    run.rows = [Row(make_found(file_urls=("javascript:alert(1)", "https://a.example/b.pdf"))).as_json()]
    run.save()

    files = soup(as_superuser.get(address)).select(".maigu-import__files li")

    assert [(item.get_text(), bool(item.find("a"))) for item in files] == [
        ("javascript:alert(1)", False),
        ("https://a.example/b.pdf", True),
    ]


def test_row_without_a_date_is_marked_and_left_out(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)
    send(as_superuser, address, "save", row0_date=None, row1_title="")

    response = as_superuser.get(address)

    found = soup(response)
    assert len(found.select(".maigu-import__row--incomplete")) == 2
    assert "Enter a date." in words(response)
    assert "Enter a title." in words(response)
    assert "2 lack something" in words(response)


def test_what_is_probably_no_session_is_not_ticked(as_superuser: Client, section: Any) -> None:
    page = Path(__file__).parents[2] / "sessions" / "imports" / "pages" / "maig-u.txt"

    formset = as_superuser.get(preview(as_superuser, section, page.read_text())).context["formset"]

    # People whose session the page does not name.
    [other] = [form for form in formset if not form["is_ticked"].value()]
    assert (other["title"].value(), other["date"].value()) == ("", None)
    assert len(formset.forms) == 16


# --- Corrections ------------------------------------------------------------------------------------------------------


def test_corrections_are_stored_and_created(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    send(
        as_superuser,
        address,
        row0_title="Corrected",
        row0_date="2023-12-15",
        row0_audience="City attorneys",
        row0_description="One.\r\n\r\nTwo <b>bold</b>.",
        row0_speakers="Bo Li; Mayor; Springfield\r\nModerator: Cy Ray",
        row0_video_url="https://vimeo.com/2",
    )

    session = sessions()[0]
    assert (session.title, str(session.date), session.audience) == ("Corrected", "2023-12-15", "City attorneys")
    assert session.description == "<p>One.</p><p>Two &lt;b&gt;bold&lt;/b&gt;.</p>"
    assert [(line.name, line.is_moderator) for line in session.speaker_lines] == [("Bo Li", False), ("Cy Ray", True)]
    assert session.members_content[0].value["url"] == "https://vimeo.com/2"


def test_text_that_nobody_changed_keeps_its_formatting(as_superuser: Client, section: Any) -> None:
    address = many(section, as_superuser, 1)
    run = last_run()
    html = '<p>See <a href="https://example.org/">this</a>.</p><ul><li>One</li><li>Two</li></ul>'
    run.rows = [Row(make_found(description=html)).as_json()]
    run.save()

    assert "If you change it here, they are lost" in words(as_superuser.get(address))
    send(as_superuser, address, row0_title="Corrected")

    assert [(session.title, session.description) for session in sessions()] == [("Corrected", html)]


def test_session_that_is_not_ticked_is_left_out(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)
    send(as_superuser, address, "save", row0_is_ticked=None)
    assert "1 is not ticked, and is left out." in words(as_superuser.get(address))

    send(as_superuser, address)

    assert [session.title for session in sessions()] == ["Second session"]


def test_bad_date_is_at_its_field_and_loses_nothing(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    response = send(as_superuser, address, row0_date="the 31st", row0_title="Corrected")

    found = soup(response)
    assert "Enter a valid date." in words(response)
    assert said(response) == ["Nothing was saved. Correct the errors below. Go to the first error"]
    assert found.find(id="id_rows-0-title")["value"] == "Corrected"
    assert found.find(id="id_rows-0-date")["value"] == "the 31st"
    assert sessions() == []


@pytest.mark.parametrize(("choice", "date"), [("2020-10-08", "2020-10-08"), ("2020-08-10", "2020-08-10")])
def test_ambiguous_date_is_asked_about_in_words(as_superuser: Client, section: Any, choice: str, date: str) -> None:
    address = preview(as_superuser, section, AMBIGUOUS)
    response = as_superuser.get(address)
    assert "The file says “10/8/20”." in words(response)
    labels = [label.get_text(strip=True) for label in soup(response).select("#id_rows-0-date_choice label")]
    assert sorted(labels) == ["Another date", "August 10, 2020", "October 8, 2020"]
    assert "1 lacks something" in words(response)

    send(as_superuser, address, row0_date_choice=choice)

    assert [str(session.date) for session in sessions()] == [date]


def test_another_date_can_be_entered(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section, AMBIGUOUS)

    send(as_superuser, address, "save", row0_date_choice="none")
    send(as_superuser, address, row0_date="2020-09-01")

    assert [str(session.date) for session in sessions()] == ["2020-09-01"]


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_long_import_is_corrected_page_by_page(as_superuser: Client, section: Any) -> None:
    address = many(section, as_superuser, 45)

    response = send(as_superuser, address, "next", row0_title="First corrected")
    assert response["Location"] == f"{address}?p=2"
    response = send(as_superuser, response["Location"], "next", row0_title="Twenty-first corrected")
    assert [form["title"].value() for form in as_superuser.get(response["Location"]).context["formset"]] == [
        f"Session {number}" for number in range(40, 45)
    ]
    send(as_superuser, response["Location"], "create")

    titles = [session.title for session in sessions()]
    assert len(titles) == 45
    assert (titles[0], titles[20]) == ("First corrected", "Twenty-first corrected")


def test_page_of_twenty_has_fewer_fields_than_django_allows(as_superuser: Client, section: Any) -> None:
    assert len(shown(as_superuser.get(many(section, as_superuser, 1000)))) < 200


def test_preview_takes_the_same_queries_for_any_number(as_superuser: Client, section: Any) -> None:
    for number in range(3):
        found = make_found(number)
        make_session(section, title=f"Session {number}", date=found.date, audience="Other").save_revision()
    counts = []
    for number in (1, 3, 19):
        address = many(section, as_superuser, number)
        as_superuser.get(address)
        counts.append(queries_of(lambda address=address: as_superuser.get(address))[1])

    assert len(set(counts)) == 1


def test_number_of_forms_is_not_the_browsers(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)
    data = {**shown(as_superuser.get(address)), "rows-TOTAL_FORMS": "900", "action": "save"}

    assert as_superuser.post(address, data).status_code == 302

    assert len(last_run().rows) == 2


# --- Discard ----------------------------------------------------------------------------------------------------------


def test_discarding_deletes_the_import_alone(as_superuser: Client, section: Any) -> None:
    response = send(as_superuser, preview(as_superuser, section), "discard")

    assert response["Location"] == LIST
    assert ImportRun.objects.count() == 0
    assert sessions() == []


def test_text_of_members_is_not_stored_longer_than_needed(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section, PAGE)
    assert "76979871" in str(last_run().rows)

    send(as_superuser, address)

    assert last_run().rows == []
