"""The form to make an unlock link."""

from typing import Any

import swapper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput, AdminPageChooser

from maigu_wagtail.access.links import UnlockLink
from maigu_wagtail.sessions.session import Access

from .forms import in_zone


class LinkForm(forms.Form):
    """``section`` is the section that the password opens; ``None`` for a session with its own password."""

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
