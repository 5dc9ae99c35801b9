"""
What a public answer tells of a page: Wagtail's serializers, without their price where they add nothing.

Wagtail decides which fields there are, and in which order. Those that hold a plain value, and our
own, are read straight off the page; any other is left to Wagtail's serializer of its kind.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from rest_framework.fields import DateTimeField
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.utils import get_object_detail_url
from wagtail.fields import RichTextField

from maigu_wagtail.sessions.api_fields import SessionField
from maigu_wagtail.sessions.public_pages import public_pages, visible_targets, without_hidden_links
from maigu_wagtail.sessions.session import SessionPageMixin

Getter = Callable[[Any, "Answer"], Any]
MOMENT = DateTimeField(read_only=True)


class Answer:
    """What is the same for all pages of one answer."""

    def __init__(self, request: HttpRequest, router: Any, pages: list[Any]) -> None:
        self.request = request
        self.router = router
        self._pages = pages
        self._addresses: dict[type, str] = {}

    def section(self, session: Any) -> dict[str, Any] | None:
        """Return what is told of the section of ``session``; of one that is not published, nothing."""
        section = session.section
        if section is None or not section.live:
            return None
        meta = {name: PAGE_GETTERS[name](section, self) for name in ("type", "detail_url", "html_url")}
        return {"id": section.pk, "meta": meta, "title": section.title}

    @cached_property
    def public_originals(self) -> set[int]:
        """The ids of the pages that these are aliases of, as far as everyone may see them."""
        ids = {page.alias_of_id for page in self._pages if page.alias_of_id}
        return set(public_pages().filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()

    def detail_url(self, page: Any) -> str | None:
        """Return where the detail of ``page`` is; looked up once for all pages of a type."""
        model = type(page)
        if page.pk is None:
            return None
        if model not in self._addresses:
            self._addresses[model] = get_object_detail_url(self.router, self.request, model, 0) or ""
        return self._addresses[model].removesuffix("0/") + f"{page.pk}/" if self._addresses[model] else None


PAGE_GETTERS: dict[str, Getter] = {
    "id": lambda page, answer: page.pk,
    "type": lambda page, answer: f"{page._meta.app_label}.{type(page).__name__}",
    "detail_url": lambda page, answer: answer.detail_url(page),
    "html_url": lambda page, answer: page.get_full_url(answer.request),
    "locale": lambda page, answer: page.locale.language_code,
}
SESSION_GETTERS: dict[str, Getter] = {"parent": lambda session, answer: answer.section(session)}
# Exactly these: a field derived from one of them may hold what has to be looked at first, as rich text does.
PLAIN = {
    models.BooleanField,
    models.CharField,
    models.IntegerField,
    models.SlugField,
    models.TextField,
    models.URLField,
}
BY_CLOCK = {models.DateField, models.TimeField}


def _getter(serializer_class: Any, name: str) -> Getter | None:
    """Return how to read the field ``name`` off a page, or ``None`` where that is not for us to know."""
    declared = serializer_class._declared_fields.get(name)
    if isinstance(declared, SessionField):
        return lambda page, answer: declared.to_representation(page)
    if declared is not PageSerializer._declared_fields.get(name):
        return None
    if name in PAGE_GETTERS:
        return PAGE_GETTERS[name]
    if name in SESSION_GETTERS and issubclass(serializer_class.Meta.model, SessionPageMixin):
        return SESSION_GETTERS[name]
    kind = type(_model_field(serializer_class, name))
    if kind in PLAIN:
        return lambda page, answer: getattr(page, name)
    if kind in BY_CLOCK:
        return lambda page, answer: value.isoformat() if (value := getattr(page, name)) else None
    if kind is models.DateTimeField:
        return lambda page, answer: MOMENT.to_representation(value) if (value := getattr(page, name)) else None
    return None


def _model_field(serializer_class: Any, name: str) -> Any:
    """Return the column that the field ``name`` tells; ``None`` where it tells something else."""
    fields = (field for field in serializer_class.Meta.model._meta.concrete_fields if field.name == name)
    return next(fields, None)


def _serializer_fields(serializer_class: Any, names: list[str], view: Any) -> Mapping[str, Any]:
    if not names:
        return {}
    meta = type("Meta", (serializer_class.Meta,), {"fields": names})
    fewer = type(serializer_class.__name__, (serializer_class,), {"Meta": meta})
    fields: Mapping[str, Any] = fewer(context=view.get_serializer_context()).fields
    return fields


def serialize(pages: list[Any], serializer_class: Any, view: Any) -> list[dict[str, Any]]:
    """
    Return what an answer tells of each of ``pages``, all of one type.

    ``serializer_class`` is Wagtail's, for the fields that the request of ``view`` asked for.
    """
    names, meta_names = serializer_class.Meta.fields, frozenset(serializer_class.meta_fields)
    known = {name: getter for name in names if (getter := _getter(serializer_class, name))}
    fields = _serializer_fields(serializer_class, [name for name in names if name not in known], view)
    answer = Answer(view.request, view.request.wagtailapi_router, pages)
    rich_texts = [name for name in fields if isinstance(_model_field(serializer_class, name), RichTextField)]
    visible = visible_targets(getattr(page, name) for page in pages for name in rich_texts)

    def value_of(page: Any, name: str) -> Any:
        if name in known:
            return known[name](page, answer)
        if name == "alias_of" and page.alias_of_id not in answer.public_originals:
            return None
        attribute = fields[name].get_attribute(page)
        if name in rich_texts:
            # A client may ask for HTML or Markdown with addresses in it (``?rich_text_format=``).
            attribute = without_hidden_links(attribute, visible)
        return None if attribute is None else fields[name].to_representation(attribute)

    def told_of(page: Any) -> dict[str, Any]:
        # The draft of a page that was never saved has neither id nor detail.
        told: dict[str, Any] = {"id": page.pk} if "id" in names and page.pk else {}
        meta = {name: value_of(page, name) for name in names if name in meta_names}
        if "detail_url" in meta and meta["detail_url"] is None:
            # As Wagtail leaves it out where a type has no endpoint.
            del meta["detail_url"]
        if meta:
            told["meta"] = meta
        told.update((name, value_of(page, name)) for name in names if name not in meta_names and name != "id")
        return told

    return [told_of(page) for page in pages]
