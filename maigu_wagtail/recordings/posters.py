"""
The picture of a session that everyone may see: the poster of a recording, where its editor has said so.
"""

from typing import Any

from .models import Recording


def public_poster_of(session: Any) -> Recording | None:
    """
    Return the first recording of ``session`` whose poster everyone may see.

    A recording in a collection with a restriction of its own has none. Costs no query where the
    session has no recording, otherwise one, and two more for each poster until one is shown.
    """
    if not session.members_summary.get("recording"):
        return None
    references = session.members_content.stream_block.extract_references(session.members_content)
    pks = [int(pk) for model, pk, _model_path, _content_path in references if model is Recording]
    found = Recording.objects.filter(is_poster_public=True).exclude(poster="").select_related("collection").in_bulk(pks)
    in_order = (found[pk] for pk in dict.fromkeys(pks) if pk in found)
    return next(
        (recording for recording in in_order if not recording.collection.get_view_restrictions().exists()), None
    )
