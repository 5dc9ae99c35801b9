"""
Wagtail's privacy dialogue on pages that are members-only as a whole.

Such a page can have two restrictions: this app's mark (``locks.mark_members_only``) and the one an
editor chose. The dialogue edits one restriction of a page, whichever the database returns first.
So for the time of the request the mark stands on the section, in a transaction that nobody else
sees: the dialogue then edits the editor's restriction, and says that privacy is otherwise inherited
from the section.

Wagtail has no hook here, so the view is wrapped in Wagtail's own URL patterns.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import swapper
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.models import PageViewRestriction

from maigu_wagtail.access.scope import section_above

View = Callable[..., HttpResponse]
URL_NAME = "set_privacy"


def wrap_privacy_dialogue() -> None:
    """Wrap Wagtail's view; a ``register_admin_urls`` hook, which runs once Wagtail's own URLs are loaded."""
    from wagtail.admin.urls import pages  # noqa: PLC0415 -- it calls this hook while it is imported

    for pattern in pages.urlpatterns:
        if pattern.name == URL_NAME:
            pattern.callback = with_mark_on_section(pattern.callback)


def with_mark_on_section(view: View) -> View:
    """Return ``view`` with the mark of its page on the section meanwhile."""

    @wraps(view)
    def privacy_dialogue(request: HttpRequest, *, page_id: int) -> HttpResponse:
        with _mark_on_section(page_id) as is_members_only:
            response = view(request, page_id=page_id)
        return _still_private(response) if is_members_only else response

    return privacy_dialogue


@contextmanager
def _mark_on_section(page_id: int) -> Iterator[bool]:
    restrictions = PageViewRestriction.objects.filter(restriction_type=PageViewRestriction.NONE)
    with transaction.atomic():
        marks = list(restrictions.filter(page_id=page_id).values_list("pk", flat=True))
        page = swapper.load_model("wagtailcore", "Page").objects.filter(pk=page_id).first() if marks else None
        section = section_above(page) if page else None
        if section is not None:
            restrictions.filter(pk__in=marks).update(page_id=section.pk)
        yield section is not None
        restrictions.filter(pk__in=marks).update(page_id=page_id)


def _still_private(response: HttpResponse) -> HttpResponse:
    """Return Wagtail's answer without the word that the page is public now: the page's status shows it."""
    answer = json.loads(response.content) if isinstance(response, JsonResponse) else {}
    return JsonResponse({**answer, "is_public": False}) if answer.get("is_public") else response
