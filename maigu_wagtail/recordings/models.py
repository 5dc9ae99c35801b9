"""Members' files: recordings with their captions, and handouts; what is stored, and under which names it is served."""

from collections import Counter
from pathlib import PurePath
from typing import Any, ClassVar
from uuid import UUID, uuid4

import swapper
from django.db import models
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import CollectionMember
from wagtail.search import index

from maigu_wagtail.conf import conf

from . import codecs
from .storage import private_storage, random_key
from .timing import timed_transcript, to_json

LONGEST_NAME = 80
# What the keys of a summary begin with that say in which languages there are captions.
CAPTIONS_IN = "captions:"


class PrivateFileMixin(CollectionMember, index.Indexed, models.Model):
    """
    A file that only members get.

    ``uid`` is its ``<id>`` in addresses, the same after the file is replaced. ``original_name`` is what
    the uploader called it; no more than the name of a download comes from it. ``content_type`` is one of
    ours, never what a browser said. ``size`` is in bytes.
    """

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    title = models.CharField(
        _("title"),
        max_length=255,
        help_text=_("Shown above it, such as “Part 1: the ordinance”."),
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to=random_key, max_length=255)
    original_name = models.CharField(max_length=255, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), null=True, editable=False)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        conf.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    search_fields: ClassVar = [
        *CollectionMember.search_fields,
        index.SearchField("title", boost=10),
        index.AutocompleteField("title"),
        index.FilterField("title"),
        index.FilterField("created_at"),
        index.FilterField("uploaded_by"),
    ]

    class Meta:
        abstract = True
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def extension(self) -> str:
        """The ending of the file as it is kept, with its dot, in small letters; empty where it has none."""
        return PurePath(self.file.name or "").suffix

    @property
    def download_name(self) -> str:
        """The name of the file in its address: letters, digits and hyphens of the original name, and the ending."""
        return f"{slugify(PurePath(self.original_name).stem)[:LONGEST_NAME] or 'file'}{self.extension}"

    @property
    def file_names(self) -> list[str]:
        """The names under which the file view serves what belongs to this."""
        return [self.download_name]


class Recording(PrivateFileMixin):
    """
    A recorded session, or a part of one: video or sound.

    ``codecs`` are the codes of what it is coded in, as ``recordings.codecs`` told when it came; empty is unknown.
    """

    duration = models.PositiveIntegerField(
        _("length in seconds"),
        null=True,
        blank=True,
        help_text=_("Read from the file where possible. Correct it if it is wrong."),
    )
    width = models.PositiveIntegerField(_("width in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True, blank=True)
    poster = models.FileField(
        _("poster"),
        storage=private_storage,
        upload_to=random_key,
        max_length=255,
        blank=True,
        help_text=_("The image the player shows before it starts: JPEG, PNG or WebP."),
    )
    is_downloadable = models.BooleanField(
        _("let members download it"),
        default=False,
        help_text=_("Shows members a link to download the file. This helps people whose browser cannot play it."),
    )
    codecs = models.CharField(max_length=codecs.LONGEST, blank=True, default="", editable=False)
    is_poster_public = models.BooleanField(
        _("show the poster to everyone"),
        default=False,
        help_text=_("It then also appears on the session’s public page and where the session is shared."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("What is said, as plain text. Leave a blank line between paragraphs. Only members can read it."),
    )
    # The transcript with the times of its lines, worked out when it or captions are saved: see ``recordings.timing``.
    timed_transcript = models.JSONField(default=list, editable=False)

    class Meta(PrivateFileMixin.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        permissions: ClassVar = [("choose_recording", "Can choose recording")]

    @property
    def is_audio(self) -> bool:
        """Whether it is sound without pictures."""
        return self.content_type.startswith("audio/")

    @property
    def doubtful_codecs(self) -> list[str]:
        """The names of what it is coded in that some browsers cannot decode, such as "HEVC (H.265)"."""
        return codecs.doubtful(self.codecs)

    @property
    def poster_name(self) -> str:
        """The name of the poster in its address; empty where there is none."""
        return f"poster{PurePath(self.poster.name or '').suffix}" if self.poster else ""

    @property
    def file_names(self) -> list[str]:
        posters = [self.poster_name] if self.poster else []
        return [self.download_name, *posters, *(caption.name for caption in self.captions.all())]


class Caption(models.Model):
    """
    The captions of a recording in one language.

    ``language`` is a tag after BCP 47, ``webvtt`` the text itself: small enough for the database, where it
    can't be orphaned and is served from the site's own origin.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=20)
    label = models.CharField(
        _("name in the menu"),
        max_length=100,
        blank=True,
        help_text=_("What members choose in the player. Leave blank to use the name of the language."),
    )
    webvtt = models.TextField(_("captions"), editable=False)
    # The transcript that they make, where the recording has none of its own.
    timed_transcript = models.JSONField(default=list, editable=False)
    sort_order = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        ordering: ClassVar = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.label or self.language

    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields = kwargs.get("update_fields")
        if update_fields is None or "webvtt" in update_fields:
            self.timed_transcript = to_json(timed_transcript("", self.webvtt))
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, "timed_transcript"}
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """Their name in their address."""
        return f"captions-{self.pk}.vtt"


class Handout(PrivateFileMixin):
    """Slides, a model text or another document that members may download."""

    class Meta(PrivateFileMixin.Meta):
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        permissions: ClassVar = [("choose_handout", "Can choose handout")]


class SessionFile(models.Model):
    """That a session has a file in its members' content, as it was last saved; what the file view asks."""

    session = models.ForeignKey(
        swapper.get_model_name("maigu_wagtail", "SessionPage"),
        on_delete=models.CASCADE,
        related_name="file_index",
    )
    uid = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("file of a session")
        verbose_name_plural = _("files of sessions")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["session", "uid"], name="maigu_session_file")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.uid}"


def files_in(content: Any) -> dict[type[PrivateFileMixin], set[int]]:
    """Return the primary keys of the files that members' content (a ``StreamValue``) refers to, however deep in its blocks."""
    found: dict[type[PrivateFileMixin], set[int]] = {Recording: set(), Handout: set()}
    for model, pk, _model_path, _content_path in content.stream_block.extract_references(content):
        if model in found:
            found[model].add(int(pk))
    return found


def files_of_saved(session: Any, *, before: Any = None) -> dict[type[PrivateFileMixin], set[int]]:
    """Return the files that a session already has: as published, and in its newest revision (``before`` another one)."""
    published = type(session)._default_manager.filter(pk=session.pk).first()
    if published is None:
        return {}
    found = files_in(published.members_content)
    revisions = session.revisions.order_by("-created_at", "-pk")
    newest = revisions.exclude(pk=before.pk).first() if before else revisions.first()
    if newest:
        draft = files_in(newest.as_object().members_content)
        found = {model: keys | draft[model] for model, keys in found.items()}
    return found


def index_files(session: Any) -> None:
    """Keep which files ``session`` has, as its members' content says."""
    wanted: set[UUID] = set()
    for model, pks in files_in(session.members_content).items():
        if pks:
            wanted.update(model.objects.filter(pk__in=pks).values_list("uid", flat=True))
    rows = SessionFile.objects.filter(session_id=session.pk)
    kept = set(rows.values_list("uid", flat=True))
    if gone := kept - wanted:
        rows.filter(uid__in=gone).delete()
    if new := wanted - kept:
        missing = [SessionFile(session_id=session.pk, uid=uid) for uid in new]
        SessionFile.objects.bulk_create(missing, ignore_conflicts=True)


def summary_of(content: Any) -> dict[str, int]:
    """
    Return the public summary of members' content (a ``StreamValue``): how many blocks there are of each kind.

    A block whose file is gone does not count. Of the recordings: how many are ``audio``,
    ``captions`` in how many languages, and for each language a key of its own, ``transcripts`` of how many, ``seconds`` how long all are together;
    what is zero is left out.
    """
    present = [block.block_type for block in content if block.value is not None]
    summary = dict(Counter(present))
    if pks := files_in(content)[Recording]:
        recordings = Recording.objects.filter(pk__in=pks)
        facts = list(recordings.values_list("duration", "content_type"))
        captions = Caption.objects.filter(recording__in=pks).order_by("language")
        languages = list(captions.values_list("language", flat=True).distinct())
        found = {
            "audio": sum(kind.startswith("audio/") for _length, kind in facts),
            "captions": len(languages),
            **{f"{CAPTIONS_IN}{language}": 1 for language in languages},
            "transcripts": recordings.exclude(transcript="").count(),
            "seconds": sum(length or 0 for length, _kind in facts),
        }
        summary.update({name: number for name, number in found.items() if number})
    return summary


def sessions_with(uid: UUID) -> Any:
    """Return the sessions that have the file ``uid`` in their members' content, in their own class."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    return session_model.objects.filter(pk__in=SessionFile.objects.filter(uid=uid).values("session"))
