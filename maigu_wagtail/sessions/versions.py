"""
A version of each section, which goes up with every change of what everyone may see in it.

A cached public response is stored with the version it was made from, so that a stale one is recognised.
"""

from typing import Any

import swapper
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class SectionVersion(models.Model):
    """The version of one section."""

    section = models.OneToOneField(
        swapper.get_model_name("maigu_wagtail", "SessionIndexPage"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
    )
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ()
        verbose_name = _("version of a section")
        verbose_name_plural = _("versions of sections")

    def __str__(self) -> str:
        return f"{self.section_id}: {self.number}"


def version_of(section: Any) -> int | None:
    """Return the number of the version of ``section``; ``None`` where it has none yet."""
    numbers = list(SectionVersion.objects.filter(pk=section.pk).values_list("number", flat=True))
    return numbers[0] if numbers else None


def mark_section_changed(section_id: int, *, create: bool = True) -> None:
    """Note that something public has changed in this section; ``create=False`` where the section may be going too."""
    if create:
        SectionVersion.objects.get_or_create(section_id=section_id)
    SectionVersion.objects.filter(section_id=section_id).update(number=F("number") + 1)


def mark_all_changed() -> None:
    """Note a public change that belongs to no one section: where a page stands, who may see it, a photo."""
    SectionVersion.objects.update(number=F("number") + 1)
