"""Finds the section that a command is about."""

from typing import Any
from urllib.parse import urlsplit

import swapper
from django.core.management.base import CommandError


def section_at_path(address: str) -> Any:
    """Return the section at ``address``, its path or URL. Raises ``CommandError`` that lists the sections there are."""
    sections = list(swapper.load_model("maigu_wagtail", "SessionIndexPage").objects.order_by("path"))
    urls = {section: section.full_url or "" for section in sections}
    wanted = address.rstrip("/")
    found = [section for section, url in urls.items() if url and wanted in (url.rstrip("/"), _path(url))]
    if len(found) == 1:
        return found[0]
    known = ", ".join(url for url in urls.values() if url) or "none"
    if found:
        raise CommandError(f"Several sites have a section at {address}. Enter its URL. There are: {known}.")
    raise CommandError(f"There is no section at {address}. There are: {known}.")


def _path(url: str) -> str:
    return urlsplit(url).path.rstrip("/")
