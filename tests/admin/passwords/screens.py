"""The desk for shared passwords as staff read it."""

from typing import Any

from bs4 import BeautifulSoup
from cryptography.fernet import Fernet
from django.urls import reverse
from wagtail.models import ModelLogEntry

from maigu_wagtail.models import SharedPassword

SECRET = "canary violin harbour meadow"
SEE, READ, MANAGE = "see_activity_sharedpassword", "read_sharedpassword", "manage_sharedpassword"


def make_password(page: Any, text: str = SECRET, **fields: Any) -> SharedPassword:
    return SharedPassword.objects.create_password(page, text, **{"label": "Members", **fields})


def make_unreadable(password: SharedPassword) -> None:
    """Seal it with a key that is not the site's."""
    sealed = Fernet(Fernet.generate_key()).encrypt(b"something").decode()
    SharedPassword.objects.filter(pk=password.pk).update(sealed=sealed)


def url(name: str, password: SharedPassword | None = None) -> str:
    return reverse(f"maigu_{name}", args=[password.pk] if password else [])


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cells(response: Any, table: int = 0) -> list[list[str]]:
    """Return the words of all cells of a table of the page, row by row."""
    found = soup(response).select("table.listing")[table]
    return [[" ".join(td.get_text(" ").split()) for td in row.find_all("td")] for row in found.select("tbody tr")]


def words(response: Any) -> str:
    """Return the words of the page's content."""
    return " ".join(soup(response).find(id="main").get_text(" ").split())


def said(response: Any) -> list[str]:
    """Return the messages that Wagtail shows above the page."""
    return [" ".join(li.get_text(" ").split()) for li in soup(response).select(".messages li")]


def errors(response: Any) -> dict[str, str]:
    """Return the errors at the fields of the form, by the names of the fields."""
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


def logged(password: SharedPassword) -> list[tuple[str, str | None]]:
    """Return what the log says of a password, the oldest first: each action with who did it."""
    entries = ModelLogEntry.objects.for_instance(password).order_by("pk")
    return [(entry.action, entry.user and entry.user.get_username()) for entry in entries]
