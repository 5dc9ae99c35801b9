from .facets import SectionFacets, SessionSpeaker
from .pages import SessionIndexPage, SessionPage
from .passwords import SharedPassword
from .sections import SessionIndexPageMixin
from .sessions import Access, SessionPageMixin
from .tallies import ClientAttempts, UnlockTally

__all__ = [
    "Access",
    "ClientAttempts",
    "SectionFacets",
    "SessionIndexPage",
    "SessionIndexPageMixin",
    "SessionPage",
    "SessionPageMixin",
    "SessionSpeaker",
    "SharedPassword",
    "UnlockTally",
]
