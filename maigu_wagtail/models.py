from maigu_wagtail.access.counters import ClientAttempts, UnlockCounter
from maigu_wagtail.access.links import UnlockLink
from maigu_wagtail.access.log_entries import ConfinedModelLogEntry
from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.requests import PasswordRequest, RequestNotice
from maigu_wagtail.access.watch_figures import WatchCounter
from maigu_wagtail.recordings.models import Caption, Handout, PrivateFileMixin, Recording, SessionFile
from maigu_wagtail.recordings.uploads import Upload
from maigu_wagtail.sessions.filter_counts import SectionFilterCounts, SessionSpeaker
from maigu_wagtail.sessions.imports.models import ImportedPage, ImportRun
from maigu_wagtail.sessions.pages import SessionIndexPage, SessionPage
from maigu_wagtail.sessions.searched_texts import SearchedText, SearchedWord
from maigu_wagtail.sessions.section import SessionIndexPageMixin
from maigu_wagtail.sessions.session import Access, SessionPageMixin
from maigu_wagtail.sessions.versions import SectionVersion

__all__ = [
    "Access",
    "Caption",
    "ClientAttempts",
    "ConfinedModelLogEntry",
    "Handout",
    "ImportRun",
    "ImportedPage",
    "PasswordRequest",
    "PrivateFileMixin",
    "Recording",
    "RequestNotice",
    "SearchedText",
    "SearchedWord",
    "SectionFilterCounts",
    "SectionVersion",
    "SessionFile",
    "SessionIndexPage",
    "SessionIndexPageMixin",
    "SessionPage",
    "SessionPageMixin",
    "SessionSpeaker",
    "SharedPassword",
    "UnlockCounter",
    "UnlockLink",
    "Upload",
    "WatchCounter",
]
