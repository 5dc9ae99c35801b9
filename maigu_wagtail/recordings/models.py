"""Members' files: recordings with their captions, and handouts."""

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
# The prefix of keys in a summary that say which languages have captions.
CAPTIONS_IN = "captions:"


class PrivateFileMixin(CollectionMember, index.Indexed, models.Model):
    """
    A file that only members can get.

    ``uid`` is the ``<id>`` in its URLs, and stays the same when the file is replaced.
    ``original_name`` is the name it was uploaded with, used only for the name of a download.
    ``content_type`` comes from ``recordings.kinds``, never from a browser. ``size`` is in bytes.
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
        """The stored file's extension in lower case, with its dot; "" if it has none."""
        return PurePath(self.file.name or "").suffix

    @property
    def download_name(self) -> str:
        """The file's name in its URL: the original name as a slug, with the extension."""
        return f"{slugify(PurePath(self.original_name).stem)[:LONGEST_NAME] or 'file'}{self.extension}"

    @property
    def file_names(self) -> list[str]:
        """The names under which the file view serves this file and what belongs to it."""
        return [self.download_name]


class Recording(PrivateFileMixin):
    """
    A recorded session or part of one: video or audio.

    ``codecs`` is what ``recordings.codecs.codecs_of`` found on upload; "" if unknown.
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
    # The transcript with the time of each line, computed when it or the captions are saved (``recordings.timing``).
    timed_transcript = models.JSONField(default=list, editable=False)

    class Meta(PrivateFileMixin.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        permissions: ClassVar = [("choose_recording", "Can choose recording")]

    @property
    def is_audio(self) -> bool:
        """Whether it is audio without video."""
        return self.content_type.startswith("audio/")

    @property
    def doubtful_codecs(self) -> list[str]:
        """The names of its codecs that some browsers cannot decode, such as "HEVC (H.265)"."""
        return codecs.doubtful(self.codecs)

    @property
    def poster_name(self) -> str:
        """The poster's name in its URL; "" if there is no poster."""
        return f"poster{PurePath(self.poster.name or '').suffix}" if self.poster else ""

    @property
    def file_names(self) -> list[str]:
        posters = [self.poster_name] if self.poster else []
        return [self.download_name, *posters, *(caption.name for caption in self.captions.all())]


class Caption(models.Model):
    """
    The captions of a recording in one language.

    ``language`` is a BCP 47 tag. The text is stored in ``webvtt``: it is small enough for the
    database, cannot be orphaned there, and is served from the site's own origin.
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
    # The transcript made from these captions, used if the recording has none of its own.
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
        """The name of the captions in their URL."""
        return f"captions-{self.pk}.vtt"


class Handout(PrivateFileMixin):
    """Slides, a model text or another document for members to download."""

    class Meta(PrivateFileMixin.Meta):
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        permissions: ClassVar = [("choose_handout", "Can choose handout")]


class SessionFile(models.Model):
    """An index of the files in each session's members' content, as last saved. The file view queries it."""

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
    """Return the primary keys of the files in members' content (a ``StreamValue``), by model, at any depth."""
    keys: dict[type[PrivateFileMixin], set[int]] = {Recording: set(), Handout: set()}
    for model, pk, _model_path, _content_path in content.stream_block.extract_references(content):
        if model in keys:
            keys[model].add(int(pk))
    return keys


def files_of_saved(session: Any, *, before: Any = None) -> dict[type[PrivateFileMixin], set[int]]:
    """
    Return the files that a saved session uses, by model: as published, and in its latest revision.

    ``before`` is a revision to ignore. Returns an empty dict if the session is not saved yet.
    """
    published = type(session)._default_manager.filter(pk=session.pk).first()
    if published is None:
        return {}
    files = files_in(published.members_content)
    revisions = session.revisions.order_by("-created_at", "-pk")
    newest = revisions.exclude(pk=before.pk).first() if before else revisions.first()
    if newest:
        draft = files_in(newest.as_object().members_content)
        files = {model: keys | draft[model] for model, keys in files.items()}
    return files


def index_files(session: Any) -> None:
    """Update the index of files in ``session``."""
    uids: set[UUID] = set()
    for model, pks in files_in(session.members_content).items():
        if pks:
            uids.update(model.objects.filter(pk__in=pks).values_list("uid", flat=True))
    rows = SessionFile.objects.filter(session_id=session.pk)
    indexed = set(rows.values_list("uid", flat=True))
    if gone := indexed - uids:
        rows.filter(uid__in=gone).delete()
    if new := uids - indexed:
        missing = [SessionFile(session_id=session.pk, uid=uid) for uid in new]
        SessionFile.objects.bulk_create(missing, ignore_conflicts=True)


def summary_of(content: Any) -> dict[str, int]:
    """
    Return the public summary of members' content (a ``StreamValue``): the number of blocks of each type.

    Blocks whose file was deleted are not counted. For recordings it also has the number of
    ``audio`` files, of languages with ``captions`` (and a key for each language), of
    ``transcripts``, and the total length in ``seconds``. Zeros are left out.
    """
    present = [block.block_type for block in content if block.value is not None]
    summary = dict(Counter(present))
    if pks := files_in(content)[Recording]:
        recordings = Recording.objects.filter(pk__in=pks)
        facts = list(recordings.values_list("duration", "content_type"))
        captions = Caption.objects.filter(recording__in=pks).order_by("language")
        languages = list(captions.values_list("language", flat=True).distinct())
        counts = {
            "audio": sum(kind.startswith("audio/") for _length, kind in facts),
            "captions": len(languages),
            **{f"{CAPTIONS_IN}{language}": 1 for language in languages},
            "transcripts": recordings.exclude(transcript="").count(),
            "seconds": sum(length or 0 for length, _kind in facts),
        }
        summary.update({name: number for name, number in counts.items() if number})
    return summary


def sessions_with(uid: UUID) -> Any:
    """Return the sessions with the file ``uid`` in their members' content, as a queryset of the session model."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    return session_model.objects.filter(pk__in=SessionFile.objects.filter(uid=uid).values("session"))
