"""The imports into a section: those that are being looked through, and those that made drafts."""

from datetime import timedelta

import swapper
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf

# How long an import that nobody finishes is stored.
UNFINISHED_FOR = timedelta(days=7)


class ImportRunManager(models.Manager["ImportRun"]):
    def clear_unfinished(self) -> None:
        """Delete the imports that were begun more than ``UNFINISHED_FOR`` ago and not finished."""
        self.filter(finished_at=None, created_at__lt=timezone.now() - UNFINISHED_FOR).delete()


class ImportRun(models.Model):
    """
    An import into ``section``, from a file or a text that somebody pasted.

    Until it is finished, ``rows`` has the sessions it found, with the corrections made so far
    (``stored_rows.Row``). They may contain addresses of videos, which are members' content.
    """

    section = models.ForeignKey(
        swapper.get_model_name("maigu_wagtail", "SessionIndexPage"), on_delete=models.CASCADE, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    user = models.ForeignKey(conf.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("started"), default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    number = models.PositiveIntegerField(_("drafts"), default=0, editable=False)
    rows = models.JSONField(default=list, editable=False)

    objects = ImportRunManager()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name or str(_("Pasted text"))


class ImportedPage(models.Model):
    """
    A session that an import created or updated.

    ``revision`` is what the import saved. If the page has another one now, somebody has edited it
    since. ``file_urls`` are the files the source linked to, which editors bring over by hand.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey(
        swapper.get_model_name("maigu_wagtail", "SessionPage"), on_delete=models.CASCADE, related_name="+"
    )
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    source_key = models.CharField(max_length=255, db_index=True)
    is_new = models.BooleanField(default=True)
    file_urls = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = _("imported session")
        verbose_name_plural = _("imported sessions")
        constraints = [models.UniqueConstraint(fields=["run", "page"], name="maigu_page_of_an_import")]

    def __str__(self) -> str:
        return self.source_key
