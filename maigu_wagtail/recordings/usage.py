"""
Which sessions use a members' file, in their current content or in earlier revisions.

Wagtail's reference index does not cover revisions.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models.fields.json import KT
from wagtail.models import ReferenceIndex, Revision

from .models import PrivateFileMixin, files_in


@dataclass(frozen=True)
class Use:
    """A page that uses a file: in its current content (``is_current``), and in how many of its revisions."""

    page: Any
    is_current: bool
    versions: int

    @property
    def is_public(self) -> bool:
        """Whether visitors would notice at once if the file were deleted."""
        return self.is_current and self.page.live


def uses_of(file: PrivateFileMixin) -> list[Use]:
    """Return the uses of ``file`` in sessions, those on public pages first."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    current = set(session_model._default_manager.filter(file_index__uid=file.uid).values_list("pk", flat=True))
    revision_counts = _versions(file)
    sessions = session_model._default_manager.filter(pk__in=current | set(revision_counts)).order_by("title", "pk")
    uses = [Use(session, session.pk in current, revision_counts[session.pk]) for session in sessions]
    return sorted(uses, key=lambda use: not use.is_public)


def other_references_to(file: PrivateFileMixin) -> int:
    """Return how many other objects refer to ``file``, such as a site's own page types or snippets."""
    session_type = ContentType.objects.get_for_model(swapper.load_model("maigu_wagtail", "SessionPage"))
    references = ReferenceIndex.get_references_to(file).exclude(content_type=session_type)
    return references.values("base_content_type", "object_id").distinct().count()


def _versions(file: PrivateFileMixin) -> Counter[int]:
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    field = session_model._meta.get_field("members_content")
    revisions = (
        Revision.objects.filter(content_type=ContentType.objects.get_for_model(session_model))
        .annotate(members_content=KT("content__members_content"))
        # Inexact, but it lets the database rule out most revisions.
        .filter(members_content__contains=f'": {file.pk}')
    )
    counts: Counter[int] = Counter()
    for object_id, text in revisions.values_list("object_id", "members_content"):
        if file.pk in files_in(field.to_python(text))[type(file)]:
            counts[int(object_id)] += 1
    return counts
