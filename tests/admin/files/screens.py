"""The desks for members' files as an editor uses them."""

from typing import Any

from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission

from tests.recordings.files import MP4

VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Amara Castillo>Welcome, everybody.\n"
BY_SCRIPT = {"X-Maigu-Upload": "1"}


def upload(name: str = "Part 1.mp4", content: bytes = MP4) -> SimpleUploadedFile:
    """Return a file as a browser sends it; its claim of a type is never true."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def rows(*captions: dict[str, Any]) -> dict[str, Any]:
    """Return what the rows of captions send; a row with ``id`` is one that is kept already."""
    sent: dict[str, Any] = {
        "captions-TOTAL_FORMS": len(captions),
        "captions-INITIAL_FORMS": sum("id" in row for row in captions),
    }
    for number, row in enumerate(captions):
        values = {"language": "", "label": "", "text": "", **row}
        sent.update({f"captions-{number}-{name}": value for name, value in values.items()})
    return sent


def recording_form(*captions: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return what the form of a recording sends."""
    return {"title": "Part 1", **rows(*captions), **fields}


def url(name: str, instance: Any = None) -> str:
    return reverse(f"maigu_{name}", args=[instance.pk] if instance else [])


def permit(group: Any, model_name: str, *actions: str, collection: Any = None) -> None:
    """Give a group permissions on the files of a collection; of all, where none is named."""
    collection = collection or Collection.get_first_root_node()
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="maigu_wagtail", codename=f"{action}_{model_name}")
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
