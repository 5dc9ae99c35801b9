"""
The index for the members' search: transcripts sentence by sentence, titles of files, and their words.

Tables of this app's own, which no other search reads: a backend of Wagtail's is for the whole site,
and its views list whatever it finds. Only ``members.search_results`` queries them, for sessions
that ``access`` found open. The figures behind this are in ``benchmarks/SEARCH.md``.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_
from typing import Any

import swapper
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.recordings.models import Handout, Recording
from maigu_wagtail.recordings.sentences import sentences_of, voices_of
from maigu_wagtail.recordings.timing import timed_transcript
from maigu_wagtail.recordings.transcripts import transcripts_in

from .search_words import LONGEST_STORED, index_terms, query_terms, stored_range, stored_term, words_of

# A line is a list, for JSON: its text, the same in plain words, when it is spoken, and by whom.
Line = list[Any]


class SearchedText(models.Model):
    """
    What members can search of a recording in one language, a handout, or a transcript that a session itself holds.

    ``lines`` are lists of text, words of speaker and text each after a space, seconds (``None`` if unknown) and speaker.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, null=True, related_name="+")
    handout = models.ForeignKey(Handout, on_delete=models.CASCADE, null=True, related_name="+")
    session = models.ForeignKey(
        swapper.get_model_name("maigu_wagtail", "SessionPage"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    # The id of the block in the session's members' content.
    block = models.CharField(max_length=36, blank=True, default="")
    language = models.CharField(max_length=20, blank=True, default="")
    lines = models.JSONField(default=list)

    # It would count as a use of the file.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("searched text")
        verbose_name_plural = _("searched texts")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class SearchedWord(models.Model):
    """A word of a text, as ``search_words.stored_term`` writes it."""

    text = models.ForeignKey(SearchedText, on_delete=models.CASCADE, related_name="words")
    term = models.CharField(max_length=2 * LONGEST_STORED)

    class Meta:
        verbose_name = _("searched word")
        verbose_name_plural = _("searched words")
        default_permissions = ()
        # In this order: the texts with a word are next to each other in the index.
        constraints = [models.UniqueConstraint(fields=["term", "text"], name="maigu_searched_word")]

    def __str__(self) -> str:
        return bytes.fromhex(self.term).decode(errors="replace")


def has_word(word: str) -> Q:
    """Return the condition on a ``SearchedText`` that it has ``word``, a word of a query."""
    ranges = map(stored_range, query_terms(word))
    found = [SearchedWord.objects.filter(term__gte=first, term__lt=beyond) for first, beyond in ranges]
    # A query of its own for each word, which the database answers once for all texts.
    return reduce(and_, [Q(pk__in=words.values("text")) for words in found])


def index_recording(recording: Recording) -> None:
    """Update what is searched of ``recording``: its title and, in each language, its transcript."""
    # As stored: the times of its lines are written beside it.
    recording = Recording.objects.prefetch_related("captions").get(pk=recording.pk)
    voices = {voice for caption in recording.captions.all() for voice in voices_of(caption.webvtt)}
    texts = [
        SearchedText(
            recording=recording,
            language=caption.language if caption else "",
            lines=[_line(each.text, each.at, each.speaker) for each in sentences_of(paragraphs, voices)],
        )
        for caption, paragraphs in transcripts_in(recording)
    ] or [SearchedText(recording=recording)]
    texts[0].lines.insert(0, _line(recording.title))
    _replace(SearchedText.objects.filter(recording=recording), texts)


def index_handout(handout: Handout) -> None:
    """Update what is searched of ``handout``: its title."""
    lines = [_line(handout.title)]
    _replace(SearchedText.objects.filter(handout=handout), [SearchedText(handout=handout, lines=lines)])


def index_session(session: Any) -> None:
    """Update what is searched of ``session`` itself: the transcripts in its members' content."""
    texts = [
        SearchedText(session_id=session.pk, block=block.id or "", lines=list(_block_lines(block.value)))
        for block in session.members_content
        if block.block_type == "transcript"
    ]
    _replace(SearchedText.objects.filter(session_id=session.pk), texts)


def _block_lines(value: Any) -> Iterator[Line]:
    # A session saved in code may lack either.
    if title := value.get("title"):
        yield _line(title)
    for sentence in sentences_of(timed_transcript(value.get("text") or "", ""), ()):
        yield _line(sentence.text)


def _line(text: str, at: float | None = None, speaker: str = "") -> Line:
    return [text, "".join(f" {word}" for word in words_of(f"{speaker} {text}")), at, speaker]


def _replace(rows: models.QuerySet[SearchedText], texts: list[SearchedText]) -> None:
    """Let ``rows`` hold ``texts``. What has not changed is not written again."""
    with transaction.atomic():
        missing = list(texts)
        for row in rows:
            same = [text for text in missing if _contents(text) == _contents(row)]
            if same:
                missing.remove(same[0])
            else:
                row.delete()
        for text in missing:
            text.save()
            SearchedWord.objects.bulk_create(SearchedWord(text=text, term=term) for term in sorted(_terms(text.lines)))


def _contents(text: SearchedText) -> tuple[str, str, list[Line]]:
    return text.block, text.language, text.lines


def _terms(lines: Iterable[Line]) -> set[str]:
    words = {word for _text, plain, _at, _speaker in lines for word in plain.split()}
    return {stored_term(term) for word in words for term in index_terms(word)}
