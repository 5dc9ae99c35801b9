from .facets import SectionFacets, SessionSpeaker
from .pages import SessionIndexPage, SessionPage
from .sections import SessionIndexPageMixin
from .sessions import Access, SessionPageMixin

__all__ = [
    "Access",
    "SectionFacets",
    "SessionIndexPage",
    "SessionIndexPageMixin",
    "SessionPage",
    "SessionPageMixin",
    "SessionSpeaker",
]
