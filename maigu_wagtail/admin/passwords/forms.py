"""
The forms to add and change a shared password, and to make an unlock link.

``SharedPassword`` decides which passwords are valid. These forms also refuse the weakest ones.
Passwords stay in the form when it has errors.
"""

from typing import Any

import swapper
from django import forms
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    NumericPasswordValidator,
    UserAttributeSimilarityValidator,
    validate_password,
)
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from wagtail.admin.widgets import AdminDateTimeInput, AdminPageChooser

from maigu_wagtail.access.links import UnlockLink
from maigu_wagtail.access.models import UNUSABLE, SharedPassword, unusable
from maigu_wagtail.access.normalising import UnusablePassword, normalise
from maigu_wagtail.conf import conf
from maigu_wagtail.sessions.session import Access, SessionPageMixin


def _in_zone(text: Any) -> str:
    return f"{text} {gettext('The time zone is %(zone)s.') % {'zone': timezone.get_current_timezone_name()}}"


in_zone = lazy(_in_zone, str)


class PasswordInput(forms.TextInput):
    """A visible password field: staff are choosing the password, and may have to read it out on the phone."""

    template_name = "maigu_wagtail/admin/password_input.html"

    def __init__(self) -> None:
        super().__init__(
            {
                "autocomplete": "off",
                "autocapitalize": "none",
                "autocorrect": "off",
                "spellcheck": "false",
                "class": "maigu-password-input",
                "data-maigu-strength": "",
            }
        )


class PasswordField(forms.CharField):
    """The text of a password."""

    widget = PasswordInput

    def __init__(self) -> None:
        super().__init__(
            label=_("Password"),
            strip=False,
            error_messages={"required": UNUSABLE["empty"]},
            help_text=_(
                "Five random words are hard to guess and easy to say on the phone. You can type your own instead. "
                "Passwords are case-sensitive."
            ),
        )


@sensitive_variables()
def refuse_the_worst(text: str, page: Any) -> None:
    """
    Raise ``ValidationError`` for passwords that are guessed first.

    These are short, common or numeric ones, and those similar to the title or slug of ``page``.
    """
    try:
        plain = normalise(text)
    except UnusablePassword as error:
        raise unusable(error) from None
    validators: list[Any] = [
        MinimumLengthValidator(conf.MAIGU_WAGTAIL_PASSWORD_MIN_LENGTH),
        CommonPasswordValidator(),
        NumericPasswordValidator(),
        UserAttributeSimilarityValidator(user_attributes=("title", "slug")),
    ]
    validate_password(plain, user=page, password_validators=validators)


class AddPasswordForm(forms.Form):
    page = forms.TypedChoiceField(label=_("What it opens"), widget=forms.Select({"class": "maigu-select"}))
    password = PasswordField()
    label = forms.CharField(
        label=_("Label"), required=False, max_length=100, help_text=SharedPassword._meta.get_field("label").help_text
    )
    expires_at = forms.DateTimeField(
        label=_("Valid until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=in_zone(
            _(
                "Leave blank if the password should not expire. After this time the password no longer works, and "
                "everyone who used it is locked out."
            )
        ),
    )

    def __init__(self, *args: Any, choices: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = {str(page.pk): page for page, _name in choices}
        field: Any = self.fields["page"]
        field.coerce = self.pages.__getitem__
        sections: list[tuple[str, str]] = []
        sessions: list[tuple[str, str]] = []
        for page, name in choices:
            is_session = issubclass(page.specific_class, SessionPageMixin)
            (sessions if is_session else sections).append((str(page.pk), name))
        groups = [(_("Sections"), sections), (_("Sessions with a password of their own"), sessions)]
        field.choices = [("", _("Choose…")), *((heading, group) for heading, group in groups if group)]
        if len(self.pages) == 1:
            field.initial = next(iter(self.pages))

    @sensitive_variables()
    def clean_password(self) -> str:
        text = self.cleaned_data["password"]
        refuse_the_worst(text, self.cleaned_data.get("page"))
        return text


class EarlierChoice(forms.RadioSelect):
    """Radio buttons that each set the label of the submit button when selected."""

    button_texts: dict[str, str]

    def __init__(self) -> None:
        super().__init__({"class": "maigu-choices"})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-maigu-button"] = self.button_texts.get(str(value), "")
        return option


class ChangePasswordForm(forms.Form):
    """A new password, and what happens to the old one."""

    password = PasswordField()
    earlier = forms.ChoiceField(
        label=_("What happens to the old password"),
        widget=EarlierChoice,
        error_messages={"required": _("Choose what happens to the old password.")},
    )
    until = forms.DateTimeField(
        label=_("Both are valid until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=in_zone(_("Only needed if both should work for a while.")),
    )

    def __init__(self, *args: Any, page: Any, choices: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        field: Any = self.fields["earlier"]
        field.widget.button_texts = {value: button for value, _words, button in choices}
        field.choices = [(value, words) for value, words, _button in choices]

    @sensitive_variables()
    def clean_password(self) -> str:
        text = self.cleaned_data["password"]
        refuse_the_worst(text, self.page)
        return text


class LinkForm(forms.Form):
    """A new link; ``section`` is what the password opens, ``None`` for a session with its own password."""

    label = forms.CharField(
        label=_("Label"), required=False, max_length=100, help_text=UnlockLink._meta.get_field("label").help_text
    )
    session: Any = forms.ModelChoiceField(
        label=_("Leads to"),
        queryset=None,
        required=False,
        help_text=_("Leave blank to lead to the section. Choose a session to lead straight to its recording."),
        error_messages={"invalid_choice": _("Choose a published session of this section that its password opens.")},
    )
    expires_at = forms.DateTimeField(
        label=_("Valid until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=in_zone(
            _("Leave blank if the link should end with its password. Devices that it has unlocked stay unlocked.")
        ),
    )
    max_uses = forms.IntegerField(
        label=_("Number of devices"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("How many devices the link can unlock. Leave blank for any number."),
    )

    def __init__(self, *args: Any, section: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session_model = swapper.load_model("maigu_wagtail", "SessionPage")
        if section is None:
            del self.fields["session"]
            return
        field: Any = self.fields["session"]
        field.queryset = section.sessions().live().filter(access=Access.SECTION)
        field.widget = AdminPageChooser(target_models=[session_model])

    def clean_expires_at(self) -> Any:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at and expires_at <= timezone.now():
            raise forms.ValidationError(_("That time has passed. Choose a later one."))
        return expires_at
