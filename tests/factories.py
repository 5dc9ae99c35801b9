"""Pages for tests, made as the public contract says."""

from datetime import date
from itertools import count
from typing import Any

import swapper
from django.core.files.base import ContentFile

from maigu_wagtail.models import Caption, Handout, Recording

WEBVTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Amara Castillo>Welcome to the session.\n"

_numbers = count(1)


def make_section(parent: Any, **fields: Any) -> Any:
    """Add a section below ``parent``."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    number = next(_numbers)
    return parent.add_child(instance=section_model(**{"title": "MAIG U", "slug": f"section-{number}", **fields}))


def make_session(section: Any, **fields: Any) -> Any:
    """Add a recorded session below ``section``."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    number = next(_numbers)
    defaults = {"title": f"Session {number}", "slug": f"session-{number}", "date": date(2023, 12, 14)}
    return section.add_child(instance=session_model(**{**defaults, **fields}))


def make_recording(captions: tuple[str, ...] = (), *, content: bytes = b"moving pictures", **fields: Any) -> Recording:
    """Keep a recording whose file is ``content``, with captions in some languages."""
    number = next(_numbers)
    defaults = {
        "title": f"Recording {number}",
        "original_name": f"Recording {number}.mp4",
        "content_type": "video/mp4",
        "size": len(content),
    }
    recording = Recording(**{**defaults, **fields})
    recording.file.save(recording.original_name, ContentFile(content), save=False)
    recording.save()
    for language in captions:
        Caption.objects.create(recording=recording, language=language, webvtt=WEBVTT)
    return recording


def make_handout(*, content: bytes = b"slides", **fields: Any) -> Handout:
    """Keep a handout whose file is ``content``."""
    number = next(_numbers)
    defaults = {
        "title": f"Handout {number}",
        "original_name": f"Handout {number}.pdf",
        "content_type": "application/pdf",
        "size": len(content),
    }
    handout = Handout(**{**defaults, **fields})
    handout.file.save(handout.original_name, ContentFile(content), save=False)
    handout.save()
    return handout
