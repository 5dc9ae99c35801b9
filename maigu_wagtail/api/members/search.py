"""The members' search of a section: ``sections/<id>/search/?q=``."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from maigu_wagtail.access import policy
from maigu_wagtail.api.problems import problem_response
from maigu_wagtail.api.public.querysets import find_section
from maigu_wagtail.members.responses import keep_private
from maigu_wagtail.members.search_results import MembersSearch, Passage, Result
from maigu_wagtail.sessions.list_query import whole_number

from .views import endpoint, locked_problem, vary_by_grant

logger = logging.getLogger("maigu_wagtail")

LARGEST_LIMIT = 10


@endpoint("GET", "HEAD")
def search_view(request: HttpRequest, pk: str) -> HttpResponse:
    """Return what a member finds in the section ``pk``, or a problem that says why it is locked."""
    return vary_by_grant(_search(request, pk))


def _search(request: HttpRequest, pk: str) -> HttpResponse:
    section = find_section(request, pk)
    if section is None:
        return problem_response(request, "not-found")
    verdict = policy.examine(request, section)
    if not verdict.is_unlocked:
        # The password is sent to one of its sessions.
        return locked_problem(request, verdict)
    limit, offset = (whole_number(request.GET.get(name, text)) for name, text in (("limit", "10"), ("offset", "0")))
    if limit is None or offset is None:
        return problem_response(request, "malformed")
    try:
        found = MembersSearch(request, section, request.GET.get("q", ""))
        ids = found.session_ids
        results = found.results(ids[offset : offset + min(limit, LARGEST_LIMIT)], with_content=True)
        items = [_item(result) for result in results]
        return keep_private(JsonResponse({"meta": {"total_count": len(ids)}, "items": items}))
    except Exception:
        # A framework could put the error's message, which may quote members' content, into its response.
        logger.exception("The search of section %s can't be given.", pk)
        return problem_response(request, "internal-error")


def _item(result: Result) -> dict[str, Any]:
    session = result.session
    stored = session.members_content.raw_data
    files = [block for block in stored if block["type"] in ("recording", "resource")]
    blocks = {(block["type"], block["value"]): block["id"] for block in files}
    return {
        "id": session.pk,
        "title": session.title,
        "date": session.date,
        "matches": [_match(passage, blocks) for passage in result.passages],
        "more_matches": result.more,
    }


def _match(passage: Passage, blocks: dict[tuple[str, int], str]) -> dict[str, Any]:
    source = passage.source
    if source.recording_id:
        block = blocks.get(("recording", source.recording_id))
    else:
        block = blocks.get(("resource", source.handout_id)) if source.handout_id else source.block
    return {
        # The same id as in the session's content; null where the file is inside another block.
        "block": block,
        "time": passage.at,
        "speaker": passage.speaker,
        "language": passage.language,
        "pieces": [{"text": text, "is_marked": is_marked} for text, is_marked in passage.pieces],
    }
