from .facets import SectionFacets, SessionSpeaker
from .pages import SessionIndexPage, SessionPage
from .password_log import ConfinedModelLogEntry
from .passwords import SharedPassword
from .recordings import Caption, Handout, PrivateFileMixin, Recording, SessionFile
from .sections import SessionIndexPageMixin
from .sessions import Access, SessionPageMixin
from .tallies import ClientAttempts, UnlockTally

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
