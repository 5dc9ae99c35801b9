"""The forms for several files: choosing them, and which session and language each of them is for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import swapper
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import CollectionChoiceField
from wagtail.models import Collection

from maigu_wagtail.access.log_entries import explorable
from maigu_wagtail.recordings.pairing import CAPTIONS, HANDOUT, POSTER, RECORDING, Group, pair
from maigu_wagtail.recordings.uploads import Upload
from maigu_wagtail.sessions.dates import long_date

from .caption_forms import language_choices
from .permissions import RECORDINGS
from .several_files import ACCEPTED

KINDS = {
    RECORDING: _("Recording"),
    CAPTIONS: _("Captions"),
    POSTER: _("Poster"),
    HANDOUT: _("Handout"),
}
NOT_LOADED = ("members_content", "description", "search_words")


class SeveralFileInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesForm(forms.Form):
    """The files, and the collection to put them into; the view reads the files, which may be many."""

    chosen = forms.FileField(
        label=_("Files"),
        required=False,
        widget=SeveralFileInput({"accept": ACCEPTED, "data-maigu-several-files": ""}),
        help_text=_(
            "Recordings, captions (.vtt, .srt), posters and slides. Give files that belong together the same name: "
            "voca-funds.mp4, voca-funds.en.vtt, voca-funds.es.srt, voca-funds.jpg, voca-funds.pdf. A date or words of "
            "the title tell which session they are for."
        ),
    )
    collection = CollectionChoiceField(
        label=_("Collection"),
        queryset=Collection.objects.none(),
        empty_label=None,
        help_text=_("Decides who can use these files in the CMS."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["collection"]
        field.queryset = RECORDINGS.collections_user_has_permission_for(user, "add")
        field.initial = field.queryset.first()
        if field.queryset.count() == 1:
            field.widget = forms.HiddenInput()


def uploads_of(user: Any) -> QuerySet[Upload]:
    """Return the files in the list of ``user``; nobody else can act on them."""
    return Upload.objects.filter(user=user)


def sessions_of(user: Any) -> list[Any]:
    """Return the sessions that ``user`` can see in the CMS, the newest first, without their content."""
    sessions = swapper.load_model("maigu_wagtail", "SessionPage")._default_manager.filter(alias_of=None)
    return list(explorable(user, sessions.defer(*NOT_LOADED)).order_by("-date", "title", "pk"))


@dataclass(frozen=True)
class Row:
    """A file in the list, with the field for its language if it has captions."""

    upload: Upload
    language: Any

    @property
    def is_recording(self) -> bool:
        return self.upload.part == RECORDING

    @property
    def kind(self) -> Any:
        """What the file is for, as text."""
        return KINDS[self.upload.part]


class PlanForm(forms.Form):
    """Which session each group of uploaded files is for, and the languages of captions."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups: list[Group] = pair(uploads_of(user).select_related("collection", "user"))
        self.sessions = {session.pk: session for session in sessions_of(user)} if self.groups else {}
        self.errors_by_group: dict[str, str] = {}
        for group in self.groups:
            self.fields[_session_name(group)] = self.session_field(group)
            for upload, language in group.captions:
                self.fields[_language_name(upload)] = self.language_field(upload.language or language)

    def session_field(self, group: Group) -> forms.Field:
        session_pk = group.files[0].session_id
        return forms.TypedChoiceField(
            label=gettext("Session"),
            choices=self.session_choices,
            required=False,
            coerce=int,
            empty_value=None,
            initial=session_pk if session_pk in self.sessions else "",
        )

    def language_field(self, language: str) -> forms.Field:
        label = gettext("Language")
        return forms.ChoiceField(label=label, choices=self.language_choices, required=False, initial=language)

    @cached_property
    def session_choices(self) -> list[tuple[Any, str]]:
        names = ((pk, _session_label(session)) for pk, session in self.sessions.items())
        return [("", gettext("None: only add the files")), *names]

    @cached_property
    def language_choices(self) -> list[tuple[str, str]]:
        return language_choices()

    def save(self) -> None:
        """Save what was chosen in the uploads. What the request does not have, from an older list, stays as it is."""
        for group in self.groups:
            for upload in group.files:
                if (name := _session_name(group)) in self.data:
                    upload.session_id = self.cleaned_data[name]
                if (name := _language_name(upload)) in self.data:
                    upload.language = self.cleaned_data[name]
        Upload.objects.bulk_update([upload for group in self.groups for upload in group.files], ["session", "language"])

    def rows(self) -> Iterator[tuple[Group, Any, list[Row], str]]:
        """Yield each group with its session field, its files, and what is wrong with it."""
        for group in self.groups:
            fields = {upload.pk: self[_language_name(upload)] for upload, _language in group.captions}
            files = [Row(upload, fields.get(upload.pk)) for upload in group.files]
            yield group, self[_session_name(group)], files, self.errors_by_group.get(key_of(group), "")


def key_of(group: Group) -> str:
    """Return what identifies a group in the form."""
    return str(group.files[0].pk)


def _session_name(group: Group) -> str:
    return f"session-{key_of(group)}"


def _language_name(upload: Upload) -> str:
    return f"language-{upload.pk}"


def _session_label(session: Any) -> str:
    day = long_date(session.date)
    return f"{session.get_admin_display_title()} ({day})" if day else session.get_admin_display_title()
