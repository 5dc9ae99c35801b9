"""
Fields of sessions in Wagtail's APIs beyond plain columns. They are the same for every caller.

API v3 documents each field by its annotated return type. No field contains members' content, only
how much of it there is.
"""

from collections.abc import Iterable
from typing import Any, Literal

from rest_framework.fields import Field
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.images import get_image_model
from wagtail.images.models import Filter

if WAGTAIL_VERSION >= (8, 0):
    # Pydantic, which API v3 uses, requires this one and installs it.
    from typing_extensions import TypedDict
else:
    from typing import TypedDict

from .public_pages import public_pages

SCALED = Filter(spec="fill-192x192")


class AccessFacts(TypedDict):
    """Whether a password is needed, and what members' content there is."""

    locked: bool
    password: Literal["section", "own"] | None
    has_join_link: bool
    has_recording: bool
    has_captions: bool
    has_transcript: bool
    resources: int


class PhotoFacts(TypedDict):
    """A scaled image, with its size in pixels."""

    url: str
    width: int
    height: int


class SpeakerFacts(TypedDict):
    """A speaker or moderator; a text is "" if unknown."""

    name: str
    role: str
    organisation: str
    is_moderator: bool
    biography: str
    link: str
    photo: PhotoFacts | None


class WholePageField(Field):
    """A field computed from the whole session or section, for an ``APIField``."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)


class QuestionsField(WholePageField):
    """The questions that a section adds to the form to ask for the password."""

    def to_representation(self, section: Any) -> list[str]:
        return section.questions


class AccessField(WholePageField):
    """Whether a session is locked, and what members get."""

    def to_representation(self, session: Any) -> AccessFacts:
        summary, is_public = session.members_summary, session.is_public
        return {
            "locked": not is_public,
            "password": None if is_public else "own" if session.access == "own" else "section",
            "has_join_link": session.has_join_link,
            "has_recording": _number(summary, "recording", "video_embed") > 0,
            "has_captions": _number(summary, "captions") > 0,
            "has_transcript": _number(summary, "transcripts", "transcript") > 0,
            "resources": _number(summary, "resource"),
        }


def _number(summary: dict[str, int], *names: str) -> int:
    return sum(summary.get(name, 0) for name in names)


class StatusField(WholePageField):
    """``upcoming`` or ``recorded``; ``None`` if the session has no date."""

    def to_representation(self, session: Any) -> str | None:
        if session.ends_at is None:
            return None
        return "upcoming" if session.is_upcoming else "recorded"


class StartField(WholePageField):
    """The start in ISO 8601 format with the session's UTC offset; ``None`` if there is no start time."""

    def to_representation(self, session: Any) -> str | None:
        return session.local_start.isoformat() if session.starts_at and session.start_time else None


class EndField(WholePageField):
    """The end in ISO 8601 format with the session's UTC offset; ``None`` if there is no end time."""

    def to_representation(self, session: Any) -> str | None:
        return session.local_end.isoformat() if session.local_end else None


class SpeakersField(WholePageField):
    """The speakers and moderators, in order."""

    def to_representation(self, session: Any) -> list[SpeakerFacts]:
        photos = photos_of([session])[session.pk] if not hasattr(session, "api_photos") else session.api_photos
        return [_speaker(block, photos) for block in session.speakers.raw_data if _text(block, "name")]


def _speaker(block: Any, photos: dict[int, PhotoFacts]) -> SpeakerFacts:
    return {
        "name": _text(block, "name"),
        "role": _text(block, "role"),
        "organisation": _text(block, "organisation"),
        "is_moderator": block["type"] == "moderator",
        "biography": _text(block, "biography"),
        "link": _text(block, "link"),
        "photo": photos.get(block["value"].get("photo") or 0),
    }


def _text(block: Any, name: str) -> str:
    return ((block.get("value") or {}).get(name) or "").strip()


def with_photos(sessions: Iterable[Any]) -> list[Any]:
    """Return ``sessions`` with the photos of all their speakers looked up at once."""
    sessions = list(sessions)
    photos = photos_of(sessions)
    for session in sessions:
        session.api_photos = photos[session.pk]
    return sessions


def photos_of(sessions: list[Any]) -> dict[int, dict[int, PhotoFacts]]:
    """Return the photos of the speakers of each session, by session id and then image id, in one query."""
    ids = {session.pk: _photo_ids(session) for session in sessions}
    needed = set().union(*ids.values())
    facts = _photos(needed) if needed else {}
    return {pk: {photo: facts[photo] for photo in photos if photo in facts} for pk, photos in ids.items()}


def _photo_ids(session: Any) -> set[int]:
    values = (block.get("value") or {} for block in session.speakers.raw_data)
    return {photo for value in values if isinstance(photo := value.get("photo"), int)}


def _photos(ids: set[int]) -> dict[int, PhotoFacts]:
    """Return the photos ``ids``: existing renditions in one query, the others rendered now."""
    model = get_image_model()
    images = model.objects.filter(pk__in=ids)
    renditions = model.get_rendition_model().objects.filter(image_id__in=ids, filter_spec=SCALED.spec)
    # Wagtail stores the focal point in a rendition's key, so this shows whether the rendition is still up to date.
    focus = [name for operation in SCALED.operations for name in getattr(operation, "vary_fields", ())]
    rows = renditions.select_related("image").only(
        "file", "width", "height", "focal_point_key", *(f"image__{name}" for name in focus)
    )
    right = {row.image_id: row for row in rows if row.focal_point_key == SCALED.get_cache_key(row.image)}
    missing = ids - right.keys()
    facts = {pk: _facts(row) for pk, row in right.items()}
    for image in images.filter(pk__in=missing) if missing else ():
        if photo := _scaled(image):
            facts[image.pk] = photo
    return facts


def _scaled(image: Any) -> PhotoFacts | None:
    try:
        return _facts(image.get_rendition(SCALED))
    except OSError:
        # The file is missing. Pages show a broken image; API clients get none.
        return None


def _facts(rendition: Any) -> PhotoFacts:
    return {"url": rendition.full_url, "width": rendition.width, "height": rendition.height}


class PublicPageField(Field):
    """A relation to a page, for an ``APIField``; ``None`` unless everyone may see the page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, page: Any) -> dict[str, Any] | None:
        if page is None or not public_pages().filter(pk=page.pk).exists():
            return None
        return {"id": page.pk, "title": page.title, "html_url": page.full_url}
