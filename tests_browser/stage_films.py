"""
A section of the example site with recordings, for the tests of the player.

Run in the site's own process: ``manage.py shell --command "from tests_browser.stage_films import build; build(folder)"``.
"""

from datetime import date
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from wagtail.models import Site
from wagtail.rich_text import RichText

from maigu_wagtail.models import Caption, Handout, Recording, SessionIndexPage, SessionPage, SharedPassword
from maigu_wagtail.recordings.codecs import codecs_of
from tests_browser.films import SECONDS, SHORT

# One section to watch in, and one whose password a test changes.
SECTIONS = {"films": "Films", "changing": "Changing"}
PASSWORD = "reel of the second day"
VIMEO = "https://vimeo.com/76979871/8272103f6e"
SECONDS_A_LINE = 6
LINES = {
    "en": ["Welcome to the panel.", "We begin with the model ordinance.", "Two cities have tried it for a year."],
    "es": ["Bienvenidos al panel.", "Empezamos con la ordenanza modelo.", "Dos ciudades la han probado un año."],
}


def build(folder):
    """Make the sections, their password and their sessions, from the files in ``folder``."""
    folder = Path(folder)
    home = Site.objects.get(is_default_site=True).root_page
    first = add_recording(folder, "film.mp4", "Part 1: The ordinance", SECONDS, is_poster_public=True)
    for slug, title in SECTIONS.items():
        section = home.add_child(instance=SessionIndexPage(title=title, slug=slug, contact_email="help@example.org"))
        SharedPassword.objects.create_password(section, PASSWORD)
        add(section, "panel", [("recording", first), *beside(folder)])
    sound = add_recording(folder, "sound.mp3", "The whole talk", SECONDS)
    section = SessionIndexPage.objects.get(slug="films")
    add(section, "sound", [("recording", sound), ("text", RichText("<p>Notes.</p>"))])

    hevc, silent = (
        add_recording(folder, f"{name}.mp4", name, SHORT, is_downloadable=True) for name in ("hevc", "silent")
    )
    add(section, "phone-hevc", [("recording", hevc)])
    add(section, "phone-silent", [("recording", silent)])


def beside(folder):
    """Return what stands beside a recording: another one, a handout, a video elsewhere, and what is said in it."""
    second = add_recording(folder, "short.mp4", "Part 2: Questions", SHORT)
    handout = Handout(title="The slides", original_name="Slides.pdf", content_type="application/pdf", size=1258291)
    handout.file.save("slides.pdf", ContentFile(b"%PDF-1.4"))
    text = ("transcript", {"title": "The panel", "text": "Amara Castillo: Welcome.\n\nJordan Lee: Thank you."})
    embed = ("video_embed", {"url": VIMEO, "title": "The panel of the second day"})
    return [("recording", second), ("resource", handout), embed, text]


def add(section, slug, content):
    """Add a published session."""
    fields = {"date": date(2024, 5, 2), "description": "<p>Two cities.</p>", "members_content": content}
    section.add_child(instance=SessionPage(title=f"The {slug}", slug=slug, **fields))


def add_recording(folder, name, title, seconds, **fields):
    """Keep a recording with captions in two languages."""
    is_film = name.endswith(".mp4")
    size = {"width": 640, "height": 360} if is_film else {}
    kind = "video/mp4" if is_film else "audio/mpeg"
    kept = Recording(title=title, original_name=name, content_type=kind, duration=seconds, **size, **fields)
    kept.size = (folder / name).stat().st_size
    with (folder / name).open("rb") as file, (folder / "poster.jpg").open("rb") as poster:
        kept.codecs = codecs_of(file)
        kept.file.save(name, File(file), save=False)
        if is_film:
            kept.poster.save("poster.jpg", File(poster), save=False)
        kept.save()
    for number, language in enumerate(LINES):
        Caption.objects.create(recording=kept, language=language, webvtt=webvtt(language, seconds), sort_order=number)
    return kept


def webvtt(language, seconds):
    """Return captions for a whole recording."""
    cues = []
    for number, begin in enumerate(range(0, seconds, SECONDS_A_LINE)):
        words = LINES[language][number % len(LINES[language])]
        speaker = "Amara Castillo" if number % 6 < 3 else "Jordan Lee"
        cues.append(f"{moment(begin)} --> {moment(min(begin + SECONDS_A_LINE, seconds))}\n<v {speaker}>{words}")
    return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def moment(seconds):
    return f"{seconds // 60:02}:{seconds % 60:02}.000"
