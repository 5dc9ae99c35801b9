"""
The choosers of members' files, by which an editor puts them into a session.

Wagtail's own chooser: what may be chosen is decided by Wagtail's collections.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet

from maigu_wagtail.models import Handout, Recording


class RecordingChooserViewSet(ChooserViewSet):
    """Chooses a recording."""

    model = Recording
    icon = "media"
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    edit_item_text = _("Edit this recording")
    form_fields: ClassVar[list[str]] = []


class HandoutChooserViewSet(ChooserViewSet):
    """Chooses a handout."""

    model = Handout
    icon = "doc-full"
    choose_one_text = _("Choose a handout")
    choose_another_text = _("Choose another handout")
    edit_item_text = _("Edit this handout")
    form_fields: ClassVar[list[str]] = []


recording_chooser = RecordingChooserViewSet("maigu_recording_chooser")
handout_chooser = HandoutChooserViewSet("maigu_handout_chooser")
RecordingChooserWidget = recording_chooser.widget_class
HandoutChooserWidget = handout_chooser.widget_class
