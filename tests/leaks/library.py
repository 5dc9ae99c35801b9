"""A section whose every members' field holds a word that stands nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.rich_text import RichText

from maigu_wagtail.models import SharedPassword
from tests.factories import make_section, make_session
from tests.pages.models import NotePage

# All canaries have it, and nothing else has.
MARK = "quetzal"
PASSWORD = f"{MARK} eats wild avocado"
OWN_PASSWORD = f"{MARK} sleeps in old trunks"
SECTION_TEXT = f"{MARK}sectiontext"
OWN_TEXT = f"{MARK}owntext"
OPEN_TEXT = f"{MARK}opentext"
WHOLE_BODY = f"{MARK}wholebody"
WHOLE_KEYWORD = f"{MARK}wholekeyword"
BELOW_BODY = f"{MARK}belowbody"
DRAFT_TEXT = f"{MARK}drafttext"
HANDOUT = f"{MARK}handout"
LIVE = {
    "url": f"https://meet.example.org/{MARK}room?pwd={MARK}key",
    "platform": f"{MARK}platform",
    "meeting_id": f"{MARK}meeting",
    "passcode": f"{MARK}passcode",
    "dial_in": f"{MARK}numbers",
}
LIVE_WORDS = [f"{MARK}{word}" for word in ("room", "key", "platform", "meeting", "passcode", "numbers")]


@dataclass
class Library:
    """A section, its sessions and the pages beside them."""

    section: Any
    session: Any
    own: Any
    open: Any
    note: Any
    below: Any
    password: SharedPassword
    own_password: SharedPassword

    @property
    def pages(self) -> list[Any]:
        return [self.section, self.session, self.own, self.open, self.note, self.below]


def plant(home: Any) -> Library:
    """Add a section with canaries to a site."""
    section = make_section(home, slug="maig-u", share_message=f"{HANDOUT} {{password}}")
    session = _session(section, "civil", SECTION_TEXT)
    own = _session(section, "attorneys", OWN_TEXT, access="own")
    is_open = _session(section, "welcome", OPEN_TEXT, access="public")
    note = section.add_child(
        instance=NotePage(title="Notes", slug="notes", body=f"<p>{WHOLE_BODY}</p>", keyword=WHOLE_KEYWORD)
    )
    below = note.add_child(instance=NotePage(title="More", slug="more", body=f"<p>{BELOW_BODY}</p>"))
    return Library(
        *(section, session, own, is_open, note, below),
        password=SharedPassword.objects.create_password(section, PASSWORD),
        own_password=SharedPassword.objects.create_password(own, OWN_PASSWORD),
    )


def plant_drafts(library: Library) -> None:
    """Add what is not published: a draft of a live session, and a draft, a scheduled and an expired session."""
    session = library.session
    session.members_content = [("text", RichText(f"<p>{DRAFT_TEXT}</p>"))]
    session.title = DRAFT_TEXT
    session.save_revision()
    session.refresh_from_db()
    _session(library.section, "draft", DRAFT_TEXT, live=False)
    tomorrow = timezone.now() + timedelta(days=1)
    scheduled = _session(library.section, "scheduled", DRAFT_TEXT, live=False, go_live_at=tomorrow)
    scheduled.save_revision(approved_go_live_at=tomorrow)
    _session(library.section, "expired", DRAFT_TEXT, live=False, expired=True)


def plant_live(library: Library) -> Any:
    """Add a session that begins in an hour, with a link to join whose every field has a canary; returns it."""
    start = timezone.localtime() + timedelta(hours=1)
    times = {"date": start.date(), "start_time": start.time().replace(microsecond=0)}
    content = [("join_link", LIVE)]
    return make_session(library.section, slug="live", title="Session live", members_content=content, **times)


def unlock(client: Client, section: Any, password: str = PASSWORD, **extra: Any) -> Any:
    """Type a password at a section, as its form does, and return the answer."""
    return client.post(f"{section.url}unlock/", {"password": password, "next": section.url}, **extra)


def unlocked(library: Library) -> Client:
    """Return a member's device, on which every password of the library was typed."""
    client = Client()
    assert unlock(client, library.section).status_code == 303
    data = {"password": OWN_PASSWORD, "next": f"{library.own.url}watch/"}
    assert client.post(f"{library.section.url}unlock/", data).status_code == 303
    return client


def everything_of(response: Any) -> str:
    """Return all that a response says: its status, headers, cookies and content."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    head = [f"{response.status_code} {response.reason_phrase}", *(f"{n}: {v}" for n, v in response.headers.items())]
    return "\n".join([*head, response.cookies.output(), content.decode(errors="replace")])


def _session(section: Any, slug: str, text: str, **fields: Any) -> Any:
    content = [("text", RichText(f"<p>{text}</p>"))]
    speakers = [("speaker", {"name": "Amara Castillo"})]
    return make_session(
        section, slug=slug, title=f"Session {slug}", members_content=content, speakers=speakers, **fields
    )
