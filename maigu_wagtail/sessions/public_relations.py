"""
How a page that another page points to is told to everybody.

Wagtail's APIs name it by its title, published or not and restricted or not.
"""

from typing import Any

from rest_framework.fields import Field

from .public_pages import public_pages


class PublicPageField(Field):
    """A relation to a page, for an ``APIField``: nothing where not everybody may see the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, page: Any) -> dict[str, Any] | None:
        if page is None or not public_pages().filter(pk=page.pk).exists():
            return None
        return {"id": page.pk, "title": page.title, "html_url": page.full_url}
