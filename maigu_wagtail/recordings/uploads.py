"""
Files that an editor uploads together, until recordings and handouts are made of them.

A row per file, so that the list survives a reload, and an upload in parts can continue later. The
file is stored under the key it will keep: nothing can write to it once it has arrived
(``multipart``), so it is not copied again.
"""

from datetime import timedelta

import swapper
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.conf import conf

from . import codecs
from .pairing import part_of
from .storage import private_storage, random_key

# Days after which an upload that nobody continued or added to a recording is removed.
ABANDONED_AFTER = 7


class Upload(models.Model):
    """
    A file that ``user`` uploads, to be put into ``collection``.

    ``name``, ``size`` (bytes) and ``modified`` (milliseconds since 1970) are what the browser says of
    the file, and identify it when it is chosen again. ``multipart_id`` is the id of an upload in
    parts. ``session`` and ``language`` are what the editor chose, or what the name suggests.
    Captions have no ``file``: their text is in ``webvtt``.
    """

    user = models.ForeignKey(conf.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey("wagtailcore.Collection", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    modified = models.BigIntegerField(null=True)
    file = models.FileField(storage=private_storage, upload_to=random_key, max_length=255, blank=True)
    multipart_id = models.TextField(blank=True, default="")
    is_complete = models.BooleanField(default=False)
    content_type = models.CharField(max_length=100, blank=True, default="")
    codecs = models.CharField(max_length=codecs.LONGEST, blank=True, default="")
    duration = models.PositiveIntegerField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    webvtt = models.TextField(blank=True, default="")
    language = models.CharField(max_length=20, blank=True, default="")
    session = models.ForeignKey(
        swapper.get_model_name("maigu_wagtail", "SessionPage"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    updated_at = models.DateTimeField(auto_now=True)

    # A suggestion is not a use of the session.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["name", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["user", "name"], name="maigu_upload_user_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """Where the file is in the storage; "" if it is not there yet."""
        return self.file.name or ""

    @property
    def part(self) -> str:
        """What the file is for: a value of ``pairing.PART_BY_EXTENSION``."""
        return part_of(self.name)


def abandoned() -> models.QuerySet[Upload]:
    """Return the uploads that nothing was done with for ``ABANDONED_AFTER`` days."""
    return Upload.objects.filter(updated_at__lt=timezone.now() - timedelta(days=ABANDONED_AFTER))


def unfinished_keys() -> set[str]:
    """Return the keys at which files will be once their parts have arrived."""
    return set(Upload.objects.exclude(multipart_id="").order_by().values_list("file", flat=True))
