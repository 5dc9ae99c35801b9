"""
Puts the recordings and slides in ``media/`` into the site's private storage, and finds them again there.

A file is known again by a ``uid`` made of its name. Its texts in the CMS are its editors' from then
on; only a file that its storage has lost, as a test server of S3 does, is put back.
"""

import json
import uuid
from pathlib import Path

from django.core.files import File

from maigu_wagtail.models import Caption, Handout, Recording
from maigu_wagtail.recordings.codecs import codecs_of

from .long_film import SIZE as LONG_SIZE
from .long_film import ensure_long_film

HERE = Path(__file__).resolve().parent
MEDIA = HERE / "media"
RECORDINGS = json.loads((HERE / "recordings.json").read_text(encoding="utf-8"))
HANDOUTS = sorted(path.stem for path in MEDIA.glob("*.pdf"))
KEYS = uuid.UUID("0d1c7d4e-5f0e-4f4b-8f0b-5f6f7f1a2c9d")
SECONDS_A_LINE = 4
LANGUAGES = (("en", "English"), ("es", "Español"))
CONTENT_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".pdf": "application/pdf"}
SIZE = (320, 180)


def ensure_recording(name, report):
    """Return the recording ``name`` of ``recordings.json``; make it, with its captions, where it is missing."""
    recording = Recording.objects.filter(uid=_uid(name)).first()
    path = _path_of(name)
    poster = MEDIA / f"{name}.webp"
    if recording is None:
        recording = _make_recording(name, path, poster)
        report.add("added", recording)
    elif _put_back(recording.file, path) | (bool(recording.poster) and _put_back(recording.poster, poster)):
        report.add("put back", recording)
    return recording


def ensure_handout(name, title, report):
    """Return the handout of ``name``.pdf; make it where it is missing."""
    handout = Handout.objects.filter(uid=_uid(name, "handout")).first()
    path = MEDIA / f"{name}.pdf"
    if handout is None:
        handout = Handout(uid=_uid(name, "handout"), title=title, **_facts(path))
        _save_file(handout.file, path)
        report.add("added", handout)
    elif _put_back(handout.file, path):
        report.add("put back", handout)
    return handout


def _path_of(name):
    """Return the file of a recording; the long film is made where it is missing."""
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
    recording = Recording(
        uid=_uid(name),
        title=row["title"],
        duration=len(row["lines"]) * seconds_a_line,
        is_poster_public=row.get("is_poster_public", False),
        transcript="\n\n".join(english for english, _spanish in row["lines"]),
        **({"width": width, "height": height} if poster.exists() else {}),
        codecs=_codecs(path),
        **_facts(path),
    )
    if poster.exists():
        _save_file(recording.poster, poster, save=False)
    _save_file(recording.file, path)
    for order, (language, label) in enumerate(LANGUAGES):
        lines = [texts[order] for texts in row["lines"]]
        Caption.objects.create(
            recording=recording, language=language, label=label, webvtt=webvtt(lines, seconds_a_line), sort_order=order
        )
    return recording


def webvtt(lines, seconds_a_line=SECONDS_A_LINE):
    """Return captions in which each of ``lines`` stands for ``seconds_a_line``."""
    cues = [
        f"{_clock(number * seconds_a_line)} --> {_clock((number + 1) * seconds_a_line)}\n{line}\n"
        for number, line in enumerate(lines)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def _clock(seconds):
    return f"00:{seconds // 60:02}:{seconds % 60:02}.000"


def _uid(name, kind="recording"):
    return uuid.uuid5(KEYS, f"{kind} {name}")


def _facts(path):
    return {"original_name": path.name, "content_type": CONTENT_TYPES[path.suffix], "size": path.stat().st_size}


def _codecs(path):
    with path.open("rb") as file:
        return codecs_of(file)


def _save_file(field_file, path, *, save=True):
    with path.open("rb") as file:
        field_file.save(path.name, File(file), save=save)


def _put_back(field_file, path):
    if field_file.storage.exists(field_file.name):
        return False
    _save_file(field_file, path)
    return True
