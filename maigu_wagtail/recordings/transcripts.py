"""Recordings with their transcripts and captions: what is stored when they are saved, and loaded where they are listed."""

from django.db.models import Prefetch

from .models import Caption, Recording
from .timing import Paragraph, timed_transcript, to_json


def captions_without_text() -> Prefetch:
    """Return what to prefetch of recordings where captions are only listed: their texts can be megabytes."""
    return Prefetch("captions", Caption.objects.defer("webvtt", "timed_transcript"))


def time_transcript(recording: Recording) -> None:
    """Keep when each line of the transcript is said, by the first captions that have the same words."""
    timed: list[Paragraph] = []
    if recording.transcript:
        # Whichever language it is in, captions in another one have none of its words.
        by_captions = (timed_transcript(recording.transcript, caption.webvtt) for caption in recording.captions.all())
        found = (paragraphs for paragraphs in by_captions if any(part.at is not None for part in paragraphs))
        timed = next(found, []) or timed_transcript(recording.transcript, "")
    Recording.objects.filter(pk=recording.pk).update(timed_transcript=to_json(timed))
