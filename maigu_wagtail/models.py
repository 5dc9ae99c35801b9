from maigu_wagtail.access.counters import ClientAttempts, UnlockTally
from maigu_wagtail.access.log_entries import ConfinedModelLogEntry
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.recordings.models import Caption, Handout, PrivateFileMixin, Recording, SessionFile
from maigu_wagtail.sessions.filter_counts import SectionFacets, SessionSpeaker
from maigu_wagtail.sessions.pages import SessionIndexPage, SessionPage
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import Access, SessionPageMixin

__all__ = [
    "Access",
    "Caption",
    "ClientAttempts",
    "ConfinedModelLogEntry",
    "Handout",
    "PrivateFileMixin",
    "Recording",
    "SectionFacets",
    "SessionFile",
    "SessionIndexPage",
    "SessionIndexPageMixin",
    "SessionPage",
    "SessionPageMixin",
    "SessionSpeaker",
    "SharedPassword",
    "UnlockTally",
]
