"""
Who names a members' file: sessions as they are, and the earlier versions of them that Wagtail keeps.

What an editor has to know before the file goes. Wagtail's own reference index knows pages as they are, not their
versions.
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
    """A page that names a file: as it is (``is_current``), and in how many of its versions."""

    page: Any
    is_current: bool
    versions: int

    @property
    def is_public(self) -> bool:
        """Whether visitors and members miss it at once when it goes."""
        return self.is_current and self.page.live


def uses_of(file: PrivateFileMixin) -> list[Use]:
    """Return every session that names ``file``, those that visitors see first."""
    current = set(_current_keys(file))
    versions = _versions(file)
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    sessions = session_model._default_manager.filter(pk__in=current | set(versions)).order_by("title", "pk")
    uses = [Use(session, session.pk in current, versions[session.pk]) for session in sessions]
    return sorted(uses, key=lambda use: not use.is_public)


def other_references_to(file: PrivateFileMixin) -> int:
    """Return how many other objects of the site refer to ``file``: a page type or a snippet of its own."""
    session_type = ContentType.objects.get_for_model(swapper.load_model("maigu_wagtail", "SessionPage"))
    found = ReferenceIndex.get_references_to(file).exclude(content_type=session_type)
    return found.values("base_content_type", "object_id").distinct().count()


def _current_keys(file: PrivateFileMixin) -> Any:
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    return session_model._default_manager.filter(file_index__uid=file.uid).values_list("pk", flat=True)


def _versions(file: PrivateFileMixin) -> Counter[int]:
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    field = session_model._meta.get_field("members_content")
    revisions = (
        Revision.objects.filter(content_type=ContentType.objects.get_for_model(session_model))
        .annotate(members_content=KT("content__members_content"))
        # Far from exact, but the database reads what otherwise all had to be loaded.
        .filter(members_content__contains=f'": {file.pk}')
    )
    found: Counter[int] = Counter()
    for object_id, text in revisions.values_list("object_id", "members_content"):
        if file.pk in files_in(field.to_python(text))[type(file)]:
            found[int(object_id)] += 1
    return found
