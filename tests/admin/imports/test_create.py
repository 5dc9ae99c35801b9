from typing import Any

import swapper
from django.contrib.auth import get_user_model
from django.test import Client

from tests.admin.imports.screens import LIST, PAGE, last_run, preview, send, shown
from tests.admin.imports.test_preview import many
from tests.admin.passwords.screens import cells, said, soup, words

CHANGED = PAGE.replace("More of the same.", "Something else.")


def sessions() -> list[Any]:
    return list(swapper.load_model("maigu_wagtail", "SessionPage").objects.order_by("path"))


def test_import_lists_its_drafts_and_the_files_to_bring_over(as_superuser: Client, section: Any) -> None:
    response = as_superuser.get(send(as_superuser, preview(as_superuser, section))["Location"])

    assert said(response) == ["2 drafts were created."]
    assert cells(response) == [
        ["Opening session", "December 14, 2023", "Created, draft", "https://old.example.org/files/slides.pdf"],
        ["Second session", "July 27, 2023", "Created, draft", ""],
    ]
    links = [link["href"] for link in soup(response).select("td.title a")]
    assert links == [f"/admin/pages/{session.pk}/edit/" for session in sessions()]
    assert "Files were not fetched." in words(response)


def test_result_has_no_column_for_files_if_there_are_none(as_superuser: Client, section: Any) -> None:
    text = "\n".join(line for line in PAGE.splitlines() if "files/slides" not in line)

    result = send(as_superuser, preview(as_superuser, section, text))["Location"]

    assert cells(as_superuser.get(result))[0] == ["Opening session", "December 14, 2023", "Created, draft"]


def test_result_leads_to_upload_several_those_who_may_add_recordings(
    as_superuser: Client, as_editor_of: Any, section: Any
) -> None:
    result = send(as_superuser, preview(as_superuser, section))["Location"]

    pages = [soup(client.get(result)) for client in (as_superuser, as_editor_of(section))]

    assert [bool(page.select("a[href$='/recordings/several/']")) for page in pages] == [True, False]


def test_editor_is_asked_before_sessions_are_left_out(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    response = send(as_superuser, address, row0_date=None)
    asks = as_superuser.get(response["Location"])
    assert response["Location"] == address.replace("preview", "create")
    assert "1 session is left out" in words(asks)
    assert "Opening session: Enter a date." in words(asks)
    assert sessions() == []

    as_superuser.post(response["Location"])
    assert [session.title for session in sessions()] == ["Second session"]


def test_nothing_is_created_if_nothing_is_ready(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)

    response = send(as_superuser, address, row0_is_ticked=None, row1_is_ticked=None)

    assert response["Location"] == address
    assert said(as_superuser.get(address)) == [
        "There is nothing to create. Tick a session that has a title and a date, or a change."
    ]


def test_second_press_creates_nothing_more(as_superuser: Client, section: Any) -> None:
    address = preview(as_superuser, section)
    send(as_superuser, address)

    for again in (address, address.replace("preview", "create")):
        assert as_superuser.get(again)["Location"] == f"{LIST}{last_run().pk}/"
        assert as_superuser.post(again, {"action": "create"})["Location"] == f"{LIST}{last_run().pk}/"

    assert len(sessions()) == 2


def test_large_import_is_created_in_parts_that_a_server_has_time_for(
    as_superuser: Client, section: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("maigu_wagtail.admin.imports.create.MOST_AT_ONCE", 3)
    address = many(section, as_superuser, 5)

    first = as_superuser.get(send(as_superuser, address)["Location"])
    assert said(first) == [
        "3 drafts were created.",
        "2 sessions are still to be created. Press “Create drafts” again.",
    ]
    assert "Some sessions of this import are still to be created." in words(as_superuser.get(f"{LIST}{last_run().pk}/"))
    send(as_superuser, address)

    assert len(sessions()) == last_run().number == 5
    assert last_run().rows == []


def test_same_file_again_says_that_all_is_there(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))

    response = as_superuser.get(preview(as_superuser, section))

    assert "2 are in the section already." in words(response)
    assert [status.get_text(strip=True) for status in soup(response).select(".maigu-import__row .w-status")] == [
        "Already there",
        "Already there",
    ]
    assert soup(response).select(".maigu-import__row input:not([type=hidden])") == []


def test_change_is_offered_and_made_once_it_is_ticked(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    before = sessions()[1]
    address = preview(as_superuser, section, CHANGED)
    response = as_superuser.get(address)
    row = " ".join(soup(response).select(".maigu-import__row")[1].get_text(" ").split())
    assert "Already there, with differences" in row
    assert "Description Now More of the same. In the file Something else." in row
    assert "replaces their text" not in row

    assert send(as_superuser, address)["Location"] == address
    assert sessions()[1].latest_revision_id == before.latest_revision_id

    response = as_superuser.get(send(as_superuser, address, row1_updates=["description"])["Location"])
    assert said(response) == ["1 session was updated, as a draft."]
    assert sessions()[1].get_latest_revision_as_object().description == "<p>Something else.</p>"
    assert cells(response)[0][2] == "Updated, draft"


def test_preview_says_that_an_editor_changed_the_text(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    page = sessions()[1]
    page.description = "<p>By an editor.</p>"
    page.save_revision()

    row = soup(as_superuser.get(preview(as_superuser, section))).select(".maigu-import__row")[1]

    assert "Ticking it replaces their text." in row.get_text()


def test_edit_after_the_preview_is_not_overwritten(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    address = preview(as_superuser, section, CHANGED)
    data = {**shown(as_superuser.get(address)), "rows-1-updates": ["description"], "action": "create"}
    page = sessions()[1]
    page.audience = "Edited meanwhile"
    page.save_revision(user=get_user_model().objects.get())

    response = as_superuser.get(as_superuser.post(address, data)["Location"])

    assert said(response)[0].startswith("“Second session” was not updated: somebody edited or locked it")
    draft = sessions()[1].get_latest_revision_as_object()
    assert (draft.audience, draft.description) == ("Edited meanwhile", "<p>More of the same.</p>")
