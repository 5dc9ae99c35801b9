"""
What the story needs beside the films: a request form, somebody to tell of requests, and a live session.

Run in the site's own process, after ``stage_films.build``.
"""

from datetime import timedelta

from django.utils import timezone
from wagtail.rich_text import RichText

from maigu_wagtail.models import Recording, SessionIndexPage, SessionPage
from tests_browser.stage import DESCRIPTION, JOIN_LINK, add

STAFF_ADDRESS = "staff@maigu.example"
LENGTH = timedelta(hours=1)
# Three days and two hours before it begins.
BEFORE = timedelta(days=3, hours=2, minutes=5)


def build():
    """Have the section of films offer its form, and announce a live session there."""
    section = SessionIndexPage.objects.get(slug="films")
    section.offers_request_form = True
    section.request_addresses = STAFF_ADDRESS
    section.save_revision().publish()
    start = (timezone.now() + BEFORE).replace(second=0, microsecond=0)
    times = {"start_time": start.time(), "end_time": (start + LENGTH).time(), "time_zone": "UTC"}
    content = [("join_link", JOIN_LINK), ("text", RichText("<p>The agenda is in the handout.</p>"))]
    add(
        section,
        "live",
        "Ordinances that work",
        start.date(),
        description=DESCRIPTION,
        members_content=content,
        **times,
    )


def publish_recording():
    """Add the recording to the live session, as an editor does after it."""
    session = SessionPage.objects.get(slug="live", title="Ordinances that work")
    session.members_content.append(("recording", Recording.objects.order_by("pk")[0]))
    session.save_revision().publish()
