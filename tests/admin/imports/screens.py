"""The import as an editor goes through it."""

from typing import Any

from django.test import Client

from maigu_wagtail.models import ImportRun

LIST = "/admin/maigu/imports/"
PAGE = """
Opening session (12/14/2023)

City attorneys talk about their cases.

Speakers: Amara Castillo, Deputy Mayor, City of Riverton

Watch: https://vimeo.com/76979871

Slides: https://old.example.org/files/slides.pdf

Second session (07/27/2023)

More of the same.
"""
AMBIGUOUS = "Only session (10/8/20)\n\nWhat it is about.\n"


def begin(client: Client, section: Any, text: str = PAGE, **fields: Any) -> Any:
    """Post the form that begins an import, and return the response."""
    data = {"section": section.pk, "order": "month", "text": text, **fields}
    return client.post(LIST, {name: value for name, value in data.items() if value is not None})


def preview(client: Client, section: Any, text: str = PAGE) -> str:
    """Begin an import, and return the address of its preview."""
    response = begin(client, section, text)
    assert response.status_code == 302, response.context["form"].errors
    return str(response["Location"])


def shown(response: Any) -> dict[str, Any]:
    """Return the data that the form of a preview would send."""
    formset = response.context["formset"]
    data = {f"rows-{name}": value for name, value in formset.management_form.initial.items()}
    for form in formset:
        for name in form.fields:
            value = form[name].value()
            if value not in (None, False, ""):
                data[f"{form.prefix}-{name}"] = value
    return data


def send(client: Client, address: str, action: str = "create", **changes: Any) -> Any:
    """Open a page of the preview, change some fields ("0-title") and press a button."""
    data = shown(client.get(address))
    for name, value in changes.items():
        key = f"rows-{name.removeprefix('row').replace('_', '-', 1)}"
        data.pop(key, None)
        if value is not None:
            data[key] = value
    return client.post(address, {**data, "action": action})


def last_run() -> ImportRun:
    """Return the newest import."""
    return ImportRun.objects.latest("pk")
