"""Computes and loads the transcripts of recordings."""

from django.db.models import Prefetch

from .models import Caption, Recording
from .timing import Paragraph, timed_transcript, to_json


def captions_without_text() -> Prefetch:
    """Return a ``Prefetch`` of captions without their text, which can be megabytes, for lists."""
    return Prefetch("captions", Caption.objects.defer("webvtt", "timed_transcript"))


def time_transcript(recording: Recording) -> None:
    """Store the times of the transcript's lines, from the first captions that contain any of its text."""
    timed: list[Paragraph] = []
    if recording.transcript:
        # Captions in other languages contain none of its text.
        by_captions = (timed_transcript(recording.transcript, caption.webvtt) for caption in recording.captions.all())
        with_times = (paragraphs for paragraphs in by_captions if any(part.at is not None for part in paragraphs))
        timed = next(with_times, []) or timed_transcript(recording.transcript, "")
    Recording.objects.filter(pk=recording.pk).update(timed_transcript=to_json(timed))
