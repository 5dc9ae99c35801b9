"""The public image of a session: a recording's poster, if its editor has made it public."""

from typing import Any

from .models import Recording


def public_poster_of(session: Any) -> Recording | None:
    """
    Return the first recording in ``session`` with a public poster, or ``None``.

    Posters in a collection with a view restriction are never public. Makes no query if the session
    has no recording, otherwise one, plus two for each poster until one is public.
    """
    if not session.members_summary.get("recording"):
        return None
    references = session.members_content.stream_block.extract_references(session.members_content)
    pks = [int(pk) for model, pk, _model_path, _content_path in references if model is Recording]
    recordings = (
        Recording.objects.filter(is_poster_public=True).exclude(poster="").select_related("collection").in_bulk(pks)
    )
    in_order = (recordings[pk] for pk in dict.fromkeys(pks) if pk in recordings)
    return next(
        (recording for recording in in_order if not recording.collection.get_view_restrictions().exists()), None
    )
