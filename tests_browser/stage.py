"""
A second section of the example site, with what the catalogue has not: many pages, and the hard cases.

Run in the site's own process: ``manage.py shell --command "from tests_browser.stage import build; build()"``.
"""

from datetime import date, timedelta
from io import BytesIO

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Site

from maigu_wagtail.models import SessionIndexPage, SessionPage, SharedPassword

SLUG = "archive"
PLAIN_SESSIONS = 44
SESSIONS_PER_PAGE = 10

ARABIC_TITLE = "العنف المسلح في المدن: ما الذي يمكن للبلديات أن تفعله"
LONG_TITLE = (
    "What a City Can Do When the State Has Taken Away Its Power to Make Rules of Its Own about Firearms, and How "
    "Attorneys, Councils and Police Departments in Nine States Have Found Ways to Work Together: Donaudampfschifffahrt"
    "selektrizitätenhauptbetriebswerk Inc."
)
LIVE_PASSWORD = "the words of a live section"
JOIN_LINK = {
    "url": "https://meet.example.org/j/98765432100?pwd=abc",
    "platform": "Zoom",
    "meeting_id": "987 6543 2100",
    "passcode": "271828",
    "dial_in": "+1 202 555 0123 (Washington)\n+1 312 555 0199 (Chicago)",
}
DESCRIPTION = (
    "<p>Two cities describe what they tried in their first year, what it cost and what they would do again.</p>"
    "<p>The answers to the questions of the audience are part of the recording.</p>"
)


def build():
    """Make the section and all its sessions."""
    home = Site.objects.get(is_default_site=True).root_page
    section = home.add_child(instance=SessionIndexPage(title="Archive", slug=SLUG, sessions_per_page=SESSIONS_PER_PAGE))
    for number in range(PLAIN_SESSIONS):
        year, month = 2014 + number // 6, 1 + number % 6 * 2
        add(section, f"lesson-{number + 1}", f"Lesson {number + 1}", date(year, month, 7), speakers=[person(number)])
    for slug, title, day, more in hard_cases():
        add(section, slug, title, day, **more)
    build_unreadable(home)
    build_live(home)


def build_live(home):
    """Make a section of live sessions: one that begins in three days, one that has begun, and one that is over."""
    section = home.add_child(instance=SessionIndexPage(title="Live", slug="live", contact_email="help@example.org"))
    SharedPassword.objects.create_password(section, LIVE_PASSWORD)
    content = [("join_link", JOIN_LINK), ("text", "<p>The agenda is in the handout.</p>")]
    hour = timedelta(hours=1)
    begins = {"before": (74.1 * hour, hour), "open": (-hour / 12, 10 * hour), "over": (-5 * hour, 2 * hour)}
    for slug, (begin, length) in begins.items():
        start = (timezone.now() + begin).replace(second=0, microsecond=0)
        times = {"start_time": start.time(), "end_time": (start + length).time(), "time_zone": "UTC"}
        add(section, slug, f"A session to join: {slug}", start.date(), members_content=content, **times)


def build_unreadable(home):
    """Make a section whose password none of the site's keys opens."""
    section = home.add_child(instance=SessionIndexPage(title="Closed", slug="closed", contact_email="help@example.org"))
    add(
        section,
        "session",
        "Behind a Lost Key",
        date(2024, 6, 6),
        members_content=[("text", "<p>For members only.</p>")],
    )
    password = SharedPassword.objects.create_password(section, "sealed with another key")
    SharedPassword.objects.filter(pk=password.pk).update(sealed=password.sealed[::-1])


def hard_cases():
    """Return slug, title, date and further fields of the sessions that are hard to show."""
    text = [("text", "<p>For members only.</p>")]
    return [
        ("arabic", ARABIC_TITLE, date(2024, 5, 2), {"members_content": text, "speakers": [person(1)]}),
        ("long-title", LONG_TITLE, date(2024, 4, 4), {"members_content": text, "audience": "City attorneys " * 12}),
        ("twelve-speakers", "Twelve Speakers", date(2024, 3, 7), {"speakers": panel(), "members_content": text}),
        ("open", "Open to All", date(2024, 2, 1), {"members_content": text, "access": "public"}),
        ("bare", "Bare", date(2024, 1, 4), {"description": ""}),
    ]


def add(section, slug, title, day, **fields):
    """Add a published session."""
    values = {"description": DESCRIPTION, **fields}
    section.add_child(instance=SessionPage(title=title[:255], slug=slug, date=day, **values))


def person(number):
    """Return a speaker with a name of their own."""
    names = ["Amara Castillo", "Jonas Weiß", "Nguyễn Thị Hương", "Siobhán O’Connor", "مريم حداد"]
    value = {"name": names[number % len(names)], "role": "Deputy Mayor", "organisation": "City of Riverton"}
    return "speaker", value


def panel():
    """Return a moderator and eleven speakers, the first with all that a speaker may have."""
    first = {
        **person(0)[1],
        "photo": photo(),
        "biography": "Leads the city’s work on public safety.\n\nBefore, she taught at a school of public health.",
        "link": "https://example.org/castillo",
    }
    rest = [("speaker", {"name": f"Speaker Number {number}", "role": "Director"}) for number in range(2, 12)]
    return [("speaker", first), *rest, ("moderator", {"name": "Jordan Lee", "organisation": "Office of the Mayor"})]


def photo():
    """Return an uploaded picture."""
    data = BytesIO()
    Picture.new("RGB", (400, 500), (90, 110, 130)).save(data, "PNG")
    image_model = get_image_model()
    return image_model.objects.create(title="A portrait", file=ImageFile(data, name="portrait.png"))
