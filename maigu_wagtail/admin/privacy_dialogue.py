"""
Wagtail's privacy dialogue on members-only pages.

Such a page can have two restrictions: this app's mark (``access.scope.mark_members_only``) and one
an editor has set. The dialogue edits a single restriction, whichever the database returns first. So
while the view runs, the mark is moved to the section, inside a transaction that nobody else sees.
The dialogue then edits the editor's restriction, and shows that the page inherits privacy from the
section.

Wagtail has no hook for this, so the view is wrapped in Wagtail's URL patterns.
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
    from wagtail.admin.urls import pages  # noqa: PLC0415 -- importing it calls this hook

    for pattern in pages.urlpatterns:
        if pattern.name == URL_NAME:
            pattern.callback = with_mark_on_section(pattern.callback)


def with_mark_on_section(view: View) -> View:
    """Return ``view`` wrapped so that the page's mark is on its section while it runs."""

    @wraps(view)
    def privacy_dialogue(request: HttpRequest, *, page_id: int) -> HttpResponse:
        with _mark_on_section(page_id) as is_members_only:
            response = view(request, page_id=page_id)
        return _without_public_flag(response) if is_members_only else response

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


def _without_public_flag(response: HttpResponse) -> HttpResponse:
    """Remove the claim that the page is now public from Wagtail's response, so that its status is shown correctly."""
    data = json.loads(response.content) if isinstance(response, JsonResponse) else {}
    return JsonResponse({**data, "is_public": False}) if data.get("is_public") else response
