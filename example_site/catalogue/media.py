"""
Copy the recordings and slides in ``media/`` to the site's private storage.

A file is recognised by a ``uid`` derived from its name. Editors may then change its texts in the CMS.
A file missing from the storage, as on a restarted S3 test server, is restored.
"""

import json
import uuid
from contextlib import ExitStack
from pathlib import Path

from django.core.files import File

from maigu_wagtail.models import Handout, Recording
from maigu_wagtail.recordings.create import create_handout, create_recording

from .long_film import SIZE as LONG_SIZE
from .long_film import ensure_long_film

HERE = Path(__file__).resolve().parent
MEDIA = HERE / "media"
RECORDINGS = json.loads((HERE / "recordings.json").read_text(encoding="utf-8"))
HANDOUTS = sorted(path.stem for path in MEDIA.glob("*.pdf"))
KEYS = uuid.UUID("0d1c7d4e-5f0e-4f4b-8f0b-5f6f7f1a2c9d")
SECONDS_A_LINE = 4
LANGUAGES = ("en", "es")
SIZE = (320, 180)


def ensure_recording(name, report):
    """Return the recording ``name`` of ``recordings.json``; create it, with its captions, if it is missing."""
    recording = Recording.objects.filter(uid=_uid(name)).first()
    path = _path_of(name)
    poster = MEDIA / f"{name}.webp"
    if recording is None:
        recording = _make_recording(name, path, poster)
        report.add("added", recording)
    elif _put_back(recording.file, path) | (bool(recording.poster) and _put_back(recording.poster, poster)):
        report.add("restored", recording)
    return recording


def ensure_handout(name, title, report):
    """Return the handout of ``name``.pdf; create it if it is missing."""
    handout = Handout.objects.filter(uid=_uid(name, "handout")).first()
    path = MEDIA / f"{name}.pdf"
    if handout is None:
        with path.open("rb") as file:
            handout = create_handout(File(file), title=title, uid=_uid(name, "handout"))
        report.add("added", handout)
    elif _put_back(handout.file, path):
        report.add("restored", handout)
    return handout


def _path_of(name):
    """Return the file of a recording; create the long video if it is missing."""
    row = RECORDINGS[name]
    if "seconds_a_line" not in row:
        return next(path for path in (MEDIA / f"{name}.webm", MEDIA / f"{name}.mp3") if path.exists())
    path = MEDIA / f"{name}.mp4"
    ensure_long_film(path, [english for english, _spanish in row["lines"]], row["seconds_a_line"])
    return path


def _make_recording(name, path, poster):
    row = RECORDINGS[name]
    seconds_a_line = row.get("seconds_a_line", SECONDS_A_LINE)
    width, height = LONG_SIZE if path.suffix == ".mp4" else SIZE
    texts = zip(LANGUAGES, zip(*row["lines"], strict=True), strict=True)
    with ExitStack() as opened:
        film = File(opened.enter_context(path.open("rb")))
        picture = File(opened.enter_context(poster.open("rb"))) if poster.exists() else None
        return create_recording(
            film,
            title=row["title"],
            captions={language: webvtt(lines, seconds_a_line) for language, lines in texts},
            poster=picture,
            uid=_uid(name),
            duration=len(row["lines"]) * seconds_a_line,
            is_poster_public=row.get("is_poster_public", False),
            transcript="\n\n".join(english for english, _spanish in row["lines"]),
            **({"width": width, "height": height} if picture else {}),
        )


def webvtt(lines, seconds_a_line=SECONDS_A_LINE):
    """Return captions that show each of ``lines`` for ``seconds_a_line``."""
    cues = [
        f"{_clock(number * seconds_a_line)} --> {_clock((number + 1) * seconds_a_line)}\n{line}\n"
        for number, line in enumerate(lines)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _clock(seconds):
    return f"00:{seconds // 60:02}:{seconds % 60:02}.000"


def _uid(name, kind="recording"):
    return uuid.uuid5(KEYS, f"{kind} {name}")


def _put_back(field_file, path):
    if field_file.storage.exists(field_file.name):
        return False
    with path.open("rb") as file:
        field_file.save(path.name, File(file))
    return True
