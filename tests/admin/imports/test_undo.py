from typing import Any

import swapper
from django.test import Client

from tests.admin.imports.screens import LIST, last_run, preview, send
from tests.admin.passwords.screens import cells, said, soup, words


def sessions() -> list[Any]:
    return list(swapper.load_model("maigu_wagtail", "SessionPage").objects.order_by("path"))


def test_undo_says_what_it_removes_and_then_does(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    sessions()[0].get_latest_revision().publish()
    [link] = soup(as_superuser.get(LIST)).select("td a[href$='undo/']")

    asks = words(as_superuser.get(link["href"]))
    assert "Remove 1 draft? " in asks
    assert "Sessions that the import updated" not in asks
    assert "These stay Opening session : It has been published." in asks
    assert len(sessions()) == 2

    response = as_superuser.post(link["href"], follow=True)
    assert said(response) == ["1 draft was removed."]
    assert [session.title for session in sessions()] == ["Opening session"]
    assert cells(response)[0][1].startswith("2 drafts, undone on ")
    assert soup(response).select("td a[href$='undo/']") == []


def test_large_undo_is_done_in_parts(as_superuser: Client, section: Any, monkeypatch: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    monkeypatch.setattr("maigu_wagtail.admin.imports.detail.MOST_AT_ONCE", 1)
    address = f"{LIST}{last_run().pk}/undo/"
    as_superuser.get(LIST)

    response = as_superuser.post(address, follow=True)
    assert said(response) == ["1 draft was removed.", "There are more. Press the button again."]
    assert "Remove 1 draft? " in words(response)
    assert said(as_superuser.post(address, follow=True)) == ["1 draft was removed."]

    assert sessions() == []
    assert last_run().undone_at


def test_undo_with_nothing_to_remove_says_so(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    for session in sessions():
        session.get_latest_revision().publish()
    address = f"{LIST}{last_run().pk}/undo/"

    response = as_superuser.get(address)

    assert "There is nothing to remove" in words(response)
    assert soup(response).select("button.serious") == []
    assert said(as_superuser.post(address, follow=True)) == ["No draft was removed."]


def test_import_that_was_undone_says_so(as_superuser: Client, section: Any) -> None:
    send(as_superuser, preview(as_superuser, section))
    as_superuser.post(f"{LIST}{last_run().pk}/undo/")

    assert "This import was undone." in words(as_superuser.get(f"{LIST}{last_run().pk}/"))
