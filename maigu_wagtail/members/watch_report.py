"""What a player reports: how far a recording was played. Pages and the API accept the same JSON object."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from maigu_wagtail.access.policy import Verdict
from maigu_wagtail.access.watch_figures import MARKS, count_watched, viewer_of
from maigu_wagtail.recordings.models import Recording, SessionFile
from maigu_wagtail.sessions.session import SessionPageMixin

from .json_body import read_object

# In bytes. No valid report comes near it, and larger ones are not read.
LARGEST_REPORT = 1024


@dataclass(frozen=True, slots=True)
class WatchReport:
    """The ``uid`` of a recording, and how far it was played: one of ``MARKS``."""

    recording: UUID
    reached: str


class InvalidReport(Exception):
    """Members of the object are missing or invalid: ``names`` says which."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names


def read_report(request: HttpRequest) -> WatchReport:
    """Return the report in the body of ``request``. Raises ``Unreadable`` or ``InvalidReport``."""
    data = read_object(request, LARGEST_REPORT)
    recording, reached = _uuid(data.get("recording")), data.get("reached")
    wrong = [name for name, is_valid in {"recording": recording, "reached": reached in MARKS}.items() if not is_valid]
    if recording is None or wrong:
        raise InvalidReport(*wrong)
    return WatchReport(recording, str(reached))


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def count_report(request: HttpRequest, session: SessionPageMixin, verdict: Verdict, report: WatchReport) -> None:
    """
    Count ``report`` for the unlocked ``session``.

    Raises ``InvalidReport`` if the session has no such recording. A session that is open to everyone
    has no grants, so its reports are not counted.
    """
    is_of_session = SessionFile.objects.filter(session_id=session.pk, uid=report.recording).exists()
    if not is_of_session or not Recording.objects.filter(uid=report.recording).exists():
        raise InvalidReport("recording")
    if viewer := viewer_of(session, verdict.grant):
        count_watched(request, viewer, report.recording, report.reached)
