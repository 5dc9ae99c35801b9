"""The forms to answer a request: the email with the password, and the one that declines."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from maigu_wagtail.access.request_mail import LINK
from maigu_wagtail.admin.passwords.labels import day_text

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000


class PasswordChoice(forms.ModelChoiceField):
    """A choice among passwords, each with the day it was created."""

    def label_from_instance(self, password: Any) -> str:
        values = {"label": password, "day": day_text(password.created_at)}
        return gettext("%(label)s, created on %(day)s") % values


class SendForm(forms.Form):
    """The email that sends the password. ``passwords`` are those that can be sent, the newest first."""

    prefix = "send"
    password: Any = PasswordChoice(
        label=_("Password"),
        queryset=None,
        empty_label=None,
        widget=forms.Select(attrs={"class": "maigu-select"}),
        help_text=_("The link ends with the password that you choose."),
        error_messages={"invalid_choice": _("Choose a password that is in use. This one has been changed.")},
    )
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = forms.CharField(
        label=_("Email"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Change it as you like, for this one email. Keep {link}: a link for this person takes its place."),
    )
    adds_password = forms.BooleanField(
        label=_("Add the password as well"),
        required=False,
        help_text=_(
            "It is added at the end, for people who will type it on other devices. The site’s history records that "
            "you have read it."
        ),
    )

    def __init__(self, *args: Any, passwords: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].queryset = passwords  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "body" in values and LINK not in values["body"] and not values.get("adds_password"):
            message = _("This email would not let anybody in. Keep {link} in the text, or add the password.")
            self.add_error("body", message)
        return values


class DeclineForm(forms.Form):
    """The email that declines a request; nothing is sent if it is blank."""

    prefix = "decline"
    message = forms.CharField(
        label=pgettext("email", "Message"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Say why, and what the person can do instead. Leave blank to send no email."),
    )
