"""
What a visitor fills in to ask for the password: the fields, their limits, and what tells people from programs.

Lengths are checked before anything else is done with a text. Line breaks and other control
characters in a single line become spaces, so that none gets into the header of an email.
"""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from maigu_wagtail.access.requests import (
    LONGEST_ANSWER,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    LONGEST_ORGANISATION,
    LONGEST_ROLE,
)
from maigu_wagtail.access.scope import own_key
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.titles import one_line
from maigu_wagtail.signed_tokens import SignedTokens

LONGEST_EMAIL = 254
# In seconds. Nobody fills in three fields sooner; a page that was left open for longer may be a program's copy.
SHORTEST_TIME = 3
LONGEST_TIME = 86_400
# Programs fill in whatever has a name. People do not see this one.
TRAP = "website"
# What a charset cannot decode, and what PostgreSQL does not keep.
UNREADABLE = re.compile(r"[\x00\ufffd\ud800-\udfff]")
SLUG = re.compile(r"[\w-]{1,255}")
# Control characters but tab and line feed.
CONTROLS = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
TOO_LONG = ngettext_lazy("Use at most %(most)d character.", "Use at most %(most)d characters.", "most")

_started = SignedTokens(salt="maigu_wagtail.request_form", longest=80)


class TypedField(forms.CharField):
    """A text as a visitor typed it: at most ``most`` characters, in one line unless its widget is a text area."""

    def __init__(self, *, most: int, missing: Any = "", **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.most = most
        self.missing = missing
        self.is_one_line = not isinstance(self.widget, forms.Textarea)
        # Not ``max_length``: browsers would cut off a pasted text without a word.
        self.validators = []

    def clean(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").strip()
        if len(text) > self.most:
            raise forms.ValidationError(TOO_LONG % {"most": self.most})
        if UNREADABLE.search(text):
            raise forms.ValidationError(_("This contains a character we can’t read. Type it instead of pasting it."))
        text = one_line(text) if self.is_one_line else CONTROLS.sub(" ", text).strip()
        if self.required and not text:
            raise forms.ValidationError(self.missing)
        return text


class AddressField(forms.EmailField):
    """An email address."""

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            raise forms.ValidationError(_("Enter your email address."))
        try:
            # Longer ones are not even looked at.
            return str(super().clean(text)) if len(text) <= LONGEST_EMAIL else self._refuse()
        except (forms.ValidationError, UnicodeError):
            return self._refuse()

    def _refuse(self) -> str:
        raise forms.ValidationError(_("Enter an email address in the right format, like name@example.com."))


class RequestForm(forms.Form):
    """The form of ``section``; the answers to the editor's questions are in fields of their own."""

    name = TypedField(
        label=_("Your name"),
        most=LONGEST_NAME,
        missing=_("Enter your name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = TypedField(
        label=_("Your organisation"),
        most=LONGEST_ORGANISATION,
        missing=_("Enter your organisation."),
        help_text=_("For example, the city you work for."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    role = TypedField(
        label=_("Your role"),
        most=LONGEST_ROLE,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    email = AddressField(
        label=_("Your email address"),
        help_text=_("We send the answer there. Use your work address if you have one."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = TypedField(
        label=_("Message"),
        most=LONGEST_MESSAGE,
        required=False,
        help_text=_("What we should know to answer you, in up to 2,000 characters."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, section: Any, now: datetime, session: str = "") -> None:
        """``session`` is the slug of the session whose page the visitor comes from; a submitted form contains it."""
        super().__init__(data, auto_id="maigu-%s", label_suffix="")
        self.section = section
        self.now = now
        slug = str(self.data.get("session", session))
        # Shown again whether there is such a session or not: the form tells nobody which pages exist.
        self.session_slug = slug if SLUG.fullmatch(slug) else ""
        for number, question in enumerate(section.questions, start=1):
            self.fields[f"answer-{number}"] = TypedField(
                label=question, most=LONGEST_ANSWER, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @cached_property
    def session(self) -> Any:
        """The session whose page the visitor came from; ``None`` if the section has no such session."""
        if not self.session_slug:
            return None
        return self.section.sessions().live().filter(slug=self.session_slug).first()

    @property
    def is_trapped(self) -> bool:
        """Whether the field that people do not see is filled in."""
        return bool(self.data.get(TRAP))

    @property
    def seconds(self) -> int | None:
        """How long ago the form was shown, in seconds; ``None`` if it was not ours."""
        statement = _started.read(self.data.get("started", ""), about=self._about)
        return None if statement is None else int(self.now.timestamp()) - int(statement)

    @property
    def problem(self) -> str:
        """ "too-fast" or "too-old" if no person can have sent the form; "" otherwise."""
        seconds = self.seconds
        if seconds is None or seconds > LONGEST_TIME:
            return "too-old"
        return "too-fast" if seconds < SHORTEST_TIME else ""

    @property
    def started(self) -> str:
        """When the form was first shown, signed. The time goes on while somebody corrects errors."""
        if self.is_bound and self.problem != "too-old":
            return str(self.data["started"])
        return _started.sign(str(int(self.now.timestamp())), about=self._about)

    @property
    def _about(self) -> str:
        return str(own_key(self.section))

    def passes_check_of_site(self, request: HttpRequest) -> bool:
        """Have the site's own check add its errors to the valid form, and return whether there are none."""
        if path := conf.MAIGU_WAGTAIL_REQUEST_CHECK:
            import_string(path)(request, self)
        return not self.errors

    def values(self) -> dict[str, Any]:
        """Return the fields of a ``PasswordRequest`` that the visitor has filled in."""
        names = ("name", "organisation", "role", "email", "message")
        answers = [
            [question, self.cleaned_data[f"answer-{number}"]]
            for number, question in enumerate(self.section.questions, start=1)
        ]
        return {
            **{name: self.cleaned_data[name] for name in names},
            "answers": [pair for pair in answers if pair[1]],
            "session_key": self.session and self.session.translation_key,
        }
