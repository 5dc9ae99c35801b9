"""The screen *Upload several* as an editor and our script use it."""

import re
from typing import Any

from django.urls import reverse
from wagtail.models import Collection

from maigu_wagtail.models import Upload
from tests.admin.files.screens import upload
from tests.admin.passwords.screens import soup

SEVERAL = "maigu_recordings_several"


def several_url(name: str = "", pk: int | None = None) -> str:
    return reverse(f"{SEVERAL}_{name}" if name else SEVERAL, args=[pk] if pk else [])


def root() -> int:
    return Collection.get_first_root_node().pk


def send_all(client: Any, *files: tuple[str, bytes], **more: Any) -> Any:
    """Send files as the form does without a script, and return the page that follows."""
    sent = {"chosen": [upload(*file) for file in files], "collection": root(), "upload": "1", **more}
    return client.post(several_url(), sent, follow=True)


def begin(client: Any, *files: tuple[str, int], modified: int = 1700000000000, **more: Any) -> Any:
    """Announce files as the script does."""
    names, sizes = [name for name, _size in files], [size for _name, size in files]
    data = {"name": names, "size": sizes, "modified": [modified] * len(files), "collection": root(), **more}
    return client.post(several_url("begin"), data)


def plan_of(client: Any) -> dict[str, str]:
    """Return what the form for the sessions and languages sends if the editor changes nothing."""
    fields = soup(client.get(several_url())).select("[data-maigu-several-plan] select")
    chosen = {field["name"]: field.select_one("option[selected]") for field in fields}
    return {name: option["value"] if option else "" for name, option in chosen.items()}


def listed(client: Any) -> list[str]:
    """Return the names of the files in the list."""
    return [row["data-name"] for row in soup(client.get(several_url())).select("[data-maigu-file-row]")]


def the_upload(name: str) -> Upload:
    return Upload.objects.get(name=name)


def field_name(kind: str, name: str) -> str:
    """Return the name of the field for the session or the language of a file."""
    return f"{kind}-{the_upload(name).pk}"


def problems(response: Any) -> str:
    """Return what the list says is wrong."""
    found = soup(response).select("[data-maigu-several-list] .error-message")
    return " ".join(re.sub(r"\s+", " ", error.get_text()) for error in found)
