"""The list of sessions as an editor reads it."""

from typing import Any

import swapper
from bs4 import BeautifulSoup
from django.urls import reverse


def list_url(action: str = "index") -> str:
    options = swapper.load_model("maigu_wagtail", "SessionPage")._meta
    return reverse(f"{options.app_label}_{options.model_name}_modeladmin_{action}")


def listed(response: Any) -> list[str]:
    """Return the titles in the list, in its order."""
    assert response.status_code == 200
    titles = BeautifulSoup(response.content, "html.parser").select("table.listing td.title [id^=page_]")
    return [" ".join(title.get_text().split()) for title in titles]


def rows(response: Any) -> list[list[str]]:
    """Return the texts of all cells but the title's."""
    assert response.status_code == 200
    found = BeautifulSoup(response.content, "html.parser").select("table.listing tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")[1:]] for row in found]


def text_of(response: Any) -> str:
    """Return the words of the whole page."""
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
