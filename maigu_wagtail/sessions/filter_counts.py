"""
What a section's filters offer, kept so that no request has to read every session.

Decides which years, speakers and numbers a section's list shows. Kept rows are marked
stale in the transaction of whatever changes a session and are counted again by the next
reader, so that loading a thousand sessions costs a thousand small updates and one count.
"""

from collections.abc import Iterable
from typing import Any

import swapper
from django.db import DatabaseError, models, transaction
from django.db.models import Count, F, Max
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf

from .speakers import KEY_LENGTH, SpeakerLine
from .versions import mark_section_changed


class SessionSpeaker(models.Model):
    """A name in a session's speakers, as the ``speaker`` filter looks for it."""

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
    """The figures of one section: its sessions by year, and its speakers."""

    section = models.OneToOneField(
        swapper.get_model_name("maigu_wagtail", "SessionIndexPage"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="filter_counts",
    )
    # So that a count is not kept where something changed while it was made.
    changes = models.PositiveBigIntegerField(default=0)
    is_fresh = models.BooleanField(default=False)
    years = models.JSONField(default=dict)
    last_end = models.DateTimeField(null=True)
    speakers = models.JSONField(default=list)

    class Meta:
        verbose_name = _("filter counts of a section")
        verbose_name_plural = _("filter counts of sections")

    def __str__(self) -> str:
        return f"{self.section_id}: {self.total}"

    @property
    def has_upcoming(self) -> bool:
        """Whether a session is still to come; most of the time none is, and then no query need say so."""
        return self.last_end is not None and self.last_end > timezone.now()

    @property
    def total(self) -> int:
        """The number of sessions that have a date."""
        return sum(self.years.values())

    def year_choices(self) -> list[int]:
        """Return the years that have sessions, the newest first."""
        return sorted(map(int, self.years), reverse=True)

    def speaker_choices(self) -> list[tuple[str, str]]:
        """Return the keys and names of speakers, by name."""
        return [(key, name) for key, name in self.speakers]

    def count(self) -> None:
        """Work out the figures from what the public may see, without keeping them."""
        sessions = self.section.listed_sessions().order_by()
        years = sessions.exclude(ends_at=None).annotate(year=ExtractYear("date")).values("year")
        self.years = {str(row["year"]): row["number"] for row in years.annotate(number=Count("pk"))}
        self.last_end = sessions.aggregate(last_end=Max("ends_at"))["last_end"]
        speakers = SessionSpeaker.objects.filter(session__in=sessions.values("pk")).values("key")
        busiest = speakers.annotate(number=Count("pk"), spelling=Max("name")).order_by("-number", "key")
        named = [(row["key"], row["spelling"]) for row in busiest[: conf.MAIGU_WAGTAIL_SPEAKER_CHOICES]]
        self.speakers = sorted(named, key=lambda choice: choice[1].casefold())


def filter_counts_of(section: Any) -> SectionFilterCounts:
    """
    Return the figures of ``section``, counted again where something changed since.

    The count is kept only if nothing changed while it was made. Where it can't be kept (a
    read-only database), it is right all the same.
    """
    # One row at most: ``first`` would have it sorted.
    filter_counts = next(iter(SectionFilterCounts.objects.filter(section_id=section.pk)), None)
    if filter_counts and filter_counts.is_fresh:
        return filter_counts
    filter_counts = filter_counts or SectionFilterCounts(section_id=section.pk)
    filter_counts.section = section
    filter_counts.count()
    try:
        with transaction.atomic():
            _keep(filter_counts)
    except DatabaseError:
        # Another reader kept the same figures first, or nothing can be written here.
        pass
    return filter_counts


def _keep(filter_counts: SectionFilterCounts) -> None:
    figures = {"years": filter_counts.years, "last_end": filter_counts.last_end, "speakers": filter_counts.speakers}
    if filter_counts._state.adding:
        # Not fresh: a change that is being made right now may not have found a row to mark.
        SectionFilterCounts.objects.create(section_id=filter_counts.section_id, **figures)
    else:
        unchanged = SectionFilterCounts.objects.filter(
            section_id=filter_counts.section_id, changes=filter_counts.changes
        )
        unchanged.update(is_fresh=True, **figures)


def mark_stale(section_ids: Iterable[int], *, create: bool = True) -> None:
    """
    Have the figures of these sections counted again by the next reader.

    ``create=False`` is for a deletion: the section itself may be going too, and its row with it.
    """
    for section_id in section_ids:
        if create:
            SectionFilterCounts.objects.get_or_create(section_id=section_id)
        SectionFilterCounts.objects.filter(section_id=section_id).update(changes=F("changes") + 1, is_fresh=False)
        mark_section_changed(section_id, create=create)


def index_speakers(session: Any, lines: Iterable[SpeakerLine]) -> None:
    """Keep the names of ``session`` in the index of the ``speaker`` filter."""
    wanted = {line.key: line.name for line in lines if line.key}
    kept = dict(SessionSpeaker.objects.filter(session_id=session.pk).values_list("key", "name"))
    if wanted == kept:
        return
    with transaction.atomic():
        SessionSpeaker.objects.filter(session_id=session.pk).delete()
        rows = [SessionSpeaker(session_id=session.pk, key=key, name=name) for key, name in wanted.items()]
        # A database that ignores more than case (ß and ss, say) takes two keys for one.
        SessionSpeaker.objects.bulk_create(rows, ignore_conflicts=True)
