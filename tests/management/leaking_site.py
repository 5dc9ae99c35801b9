"""A section whose members' content is written in whole sentences, for the check that looks for it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.rich_text import RichText

from maigu_wagtail.models import Caption, SharedPassword
from tests.factories import make_handout, make_recording, make_section, make_session
from tests.pages.models import NotePage

PASSWORD = "pewter otters juggle walnuts"
TRANSCRIPT = (
    "Counsel may ask for the dealer’s records before the trial & keep them sealed for at least ninety days. "
    "“Nobody” in the county has tried that since the <second> ordinance, and the clerk will not remember how it is done."
)
TEXT = "The model ordinance, clause by clause, with what we left out on purpose."
CAPTION = "We begin with the budget line that no auditor has ever asked about."
PASSCODE = "zw84kd91"
EMBED = "https://vimeo.com/918273645/ab12cd34ef"
NOTE = "Ask Priya for the key to the archive on the fourth floor."
HANDOUT = b"The slides of the session, page after page. " * 20


@dataclass
class LeakingSite:
    """A section with a locked session, and what is in it."""

    section: Any
    session: Any
    handout: Any
    recording: Any
    password: SharedPassword


def make_site(home: Any) -> LeakingSite:
    """Add a section with a session that has every kind of members' content."""
    section = make_section(home, slug="maig-u", introduction="<p>Training for mayors in the United States.</p>")
    recording = make_recording(title="Part one: the records of dealers", transcript=TRANSCRIPT)
    Caption.objects.create(recording=recording, language="en", webvtt=f"WEBVTT\n\n00:00.000 --> 00:02.000\n{CAPTION}\n")
    handout = make_handout(title="Worksheet about records", original_name="worksheet.pdf", content=HANDOUT)
    start = timezone.localtime() + timedelta(hours=1)
    join = {"url": f"https://meet.example.org/j/918?pwd={PASSCODE}x", "platform": "Zoom", "passcode": PASSCODE}
    session = make_session(
        section,
        slug="civil",
        title="Civil litigation",
        description="<p>How cities go to court.</p>",
        date=start.date(),
        start_time=start.time().replace(microsecond=0),
        members_content=[
            ("recording", recording),
            ("resource", handout),
            ("text", RichText(f"<p>{TEXT}</p>")),
            ("video_embed", {"url": EMBED, "title": "The panel of the second day"}),
            ("join_link", {**join, "meeting_id": "918 273 6450", "dial_in": "United States\n+1 202 555 0123"}),
        ],
    )
    section.add_child(instance=NotePage(title="Notes", slug="notes", body=f"<p>{NOTE}</p>"))
    password = SharedPassword.objects.create_password(section, PASSWORD)
    password.create_link(label="Spring mailing")
    return LeakingSite(section, session, handout, recording, password)
