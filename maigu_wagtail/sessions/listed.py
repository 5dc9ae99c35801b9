"""
Sessions of a list as pages that hold no more than a list shows.

A page has some fifty columns and is made in five steps, one for each of its base classes;
for the twenty pages of a list that takes longer than finding them. May import nothing of
this package above ``querysets``.
"""

from functools import cache
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init

from .querysets import NOT_IN_LISTS

# A page's columns that no list shows. Whatever a site adds to its own class is read with the rest.
NOT_SHOWN = {
    *NOT_IN_LISTS,
    *("path", "depth", "numchild", "translation_key", "locale", "live", "slug", "content_type", "show_in_menus"),
    *("first_published_at", "last_published_at", "latest_revision_created_at", "seo_title", "search_description"),
}
# Their classes do nothing more to a page that comes from the database than set its fields.
PLAIN_MAKERS = {"builtins", "django", "modelcluster", "treebeard", "wagtail"}


def listed_pages(sessions: Any) -> list[Any]:
    """
    Return ``sessions``, a queryset, as pages; what a list does not show is read when it is asked for.

    They are made as unpickling makes them, without ``__init__``, unless the site's own class
    or a signal has something to do there.
    """
    model = sessions.model
    if not _is_made_plainly(model) or post_init.has_listeners(model):
        return list(sessions)
    names = [field.attname for field in model._meta.concrete_fields if field.name not in NOT_SHOWN]
    return [_page(model, sessions.db, zip(names, row, strict=True)) for row in sessions.values_list(*names)]


def _page(model: type[Model], database: str, values: Any) -> Any:
    page = model.__new__(model)
    page._state = ModelState()
    page._state.adding, page._state.db = False, database
    page.__dict__.update(values)
    return page


@cache
def _is_made_plainly(model: type[Model]) -> bool:
    makers = (base for base in model.__mro__ if not {"__init__", "from_db"}.isdisjoint(vars(base)))
    return all(maker.__module__.partition(".")[0] in PLAIN_MAKERS for maker in makers)
