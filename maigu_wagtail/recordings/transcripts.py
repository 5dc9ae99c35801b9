"""Computes and loads the transcripts of recordings."""

from django.db.models import Prefetch

from .models import Caption, Recording
from .timing import Paragraph, from_json, timed_transcript, to_json


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


def transcripts_in(recording: Recording) -> list[tuple[Caption | None, list[Paragraph]]]:
    """
    Return the transcripts of ``recording``, with the captions whose language each is in (``None`` if unknown).

    An editor's transcript replaces that of the first captions.
    """
    transcripts: list[tuple[Caption | None, list[Paragraph]]] = [
        (caption, from_json(caption.timed_transcript)) for caption in recording.captions.all()
    ]
    if recording.transcript:
        paragraphs = from_json(recording.timed_transcript) or timed_transcript(recording.transcript, "")
        transcripts[:1] = [(transcripts[0][0] if transcripts else None, paragraphs)]
    return [(caption, paragraphs) for caption, paragraphs in transcripts if paragraphs]
