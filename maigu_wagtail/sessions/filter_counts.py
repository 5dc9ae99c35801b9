"""
Stored counts for a section's filters, so that no request has to read every session.

Counts the sessions of each year, and selects the speakers to offer. A row is marked stale in the
transaction that changes a session, and counted again when it is next read. So importing a thousand
sessions costs a thousand small updates and a single count.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import swapper
from django.db import DatabaseError, models, transaction
from django.db.models import Count, F, Max
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf

from .speakers import KEY_LENGTH, SpeakerLine
from .versions import mark_section_changed


class SessionSpeaker(models.Model):
    """A speaker of a session, by the key that the ``speaker`` filter looks up."""

    session = models.ForeignKey(
        swapper.get_model_name("maigu_wagtail", "SessionPage"),
        on_delete=models.CASCADE,
        related_name="speaker_index",
    )
    key = models.CharField(max_length=KEY_LENGTH, db_index=True)
    name = models.CharField(max_length=255)

    class Meta:
        verbose_name = _("speaker of a session")
        verbose_name_plural = _("speakers of sessions")
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="maigu_session_speaker")]

    def __str__(self) -> str:
        return self.name


class SectionFilterCounts(models.Model):
    """The filter counts of a section: its sessions by year, and its speakers."""

    section = models.OneToOneField(
        swapper.get_model_name("maigu_wagtail", "SessionIndexPage"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="filter_counts",
    )
    # Detects changes made while counting, so that an outdated count is not saved as fresh.
    changes = models.PositiveBigIntegerField(default=0)
    is_fresh = models.BooleanField(default=False)
    years = models.JSONField(default=dict)
    last_end = models.DateTimeField(null=True)
    speakers = models.JSONField(default=list)
    # When sessions open to everyone, in seconds since 1970. Past ones too, so that any clock finds the next one.
    openings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("filter counts of a section")
        verbose_name_plural = _("filter counts of sections")

    def __str__(self) -> str:
        return f"{self.section_id}: {self.total}"

    def has_upcoming(self, now: datetime) -> bool:
        """Return whether any session is upcoming at ``now``. Usually none is, and no query is needed to find out."""
        return self.last_end is not None and self.last_end > now

    def next_opening(self, now: datetime) -> int | None:
        """Return when the next session opens to everyone after ``now``, in seconds since 1970; ``None`` if none does."""
        return min((opening for opening in self.openings if opening > now.timestamp()), default=None)

    @property
    def total(self) -> int:
        """The number of sessions with a date."""
        return sum(self.years.values())

    def count(self) -> None:
        """Count the publicly listed sessions, without saving."""
        sessions = self.section.listed_sessions().order_by()
        years = sessions.exclude(ends_at=None).annotate(year=ExtractYear("date")).values("year")
        self.years = {str(row["year"]): row["number"] for row in years.annotate(number=Count("pk"))}
        self.last_end = sessions.aggregate(last_end=Max("ends_at"))["last_end"]
        openings = sessions.exclude(opens_at=None).values_list("opens_at", flat=True).distinct()
        self.openings = sorted(int(opening.timestamp()) for opening in openings)
        speakers = SessionSpeaker.objects.filter(session__in=sessions.values("pk")).values("key")
        busiest = speakers.annotate(number=Count("pk"), spelling=Max("name")).order_by("-number", "key")
        named = [(row["key"], row["spelling"]) for row in busiest[: conf.MAIGU_WAGTAIL_SPEAKER_CHOICES]]
        self.speakers = sorted(named, key=lambda choice: choice[1].casefold())


def filter_counts_of(section: Any) -> SectionFilterCounts:
    """
    Return the filter counts of ``section``, counting again if anything has changed.

    The result is only saved if nothing changed while counting. If it cannot be saved, as on a
    read-only database, it is still correct.
    """
    # There is at most one row, and ``first`` would sort.
    filter_counts = next(iter(SectionFilterCounts.objects.filter(section_id=section.pk)), None)
    if filter_counts and filter_counts.is_fresh:
        return filter_counts
    filter_counts = filter_counts or SectionFilterCounts(section_id=section.pk)
    filter_counts.section = section
    filter_counts.count()
    try:
        with transaction.atomic():
            _save(filter_counts)
    except DatabaseError:
        # Another request has saved the same counts, or the database is read-only.
        pass
    return filter_counts


def _save(filter_counts: SectionFilterCounts) -> None:
    figures = {name: getattr(filter_counts, name) for name in ("years", "last_end", "speakers", "openings")}
    if filter_counts._state.adding:
        # Not fresh: a concurrent change may not have found a row to mark.
        SectionFilterCounts.objects.create(section_id=filter_counts.section_id, **figures)
    else:
        unchanged = SectionFilterCounts.objects.filter(
            section_id=filter_counts.section_id, changes=filter_counts.changes
        )
        unchanged.update(is_fresh=True, **figures)


def mark_stale(section_ids: Iterable[int], *, create: bool = True) -> None:
    """
    Mark the filter counts of these sections as stale, and record a change to their public content.

    Pass ``create=False`` for a deletion, which may delete the section and its row too.
    """
    for section_id in section_ids:
        if create:
            SectionFilterCounts.objects.get_or_create(section_id=section_id)
        SectionFilterCounts.objects.filter(section_id=section_id).update(changes=F("changes") + 1, is_fresh=False)
        mark_section_changed(section_id, create=create)


def index_speakers(session: Any, lines: Iterable[SpeakerLine]) -> None:
    """Update the speaker index of ``session``."""
    names = {line.key: line.name for line in lines if line.key}
    indexed = dict(SessionSpeaker.objects.filter(session_id=session.pk).values_list("key", "name"))
    if names == indexed:
        return
    with transaction.atomic():
        SessionSpeaker.objects.filter(session_id=session.pk).delete()
        rows = [SessionSpeaker(session_id=session.pk, key=key, name=name) for key, name in names.items()]
        # Some collations treat more than case as equal (such as ß and ss), so two keys may conflict.
        SessionSpeaker.objects.bulk_create(rows, ignore_conflicts=True)
