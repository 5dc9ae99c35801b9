"""
Who may do what with members' files: Wagtail's own rules for what is kept in collections.

Users who can add files can also change their own; "choose" is for adding a file to a session.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.admin.forms.collections import collection_member_permission_formset_factory

from maigu_wagtail.recordings.models import Handout, Recording
from maigu_wagtail.recordings.permissions import POLICIES

# The file view asks the same ones, for staff who look at a file before members do.
RECORDINGS = POLICIES[Recording]
HANDOUTS = POLICIES[Handout]

GroupRecordingPermissionFormSet = collection_member_permission_formset_factory(
    Recording,
    [
        ("add_recording", _("Add"), _("Add recordings, and change your own")),
        ("change_recording", _("Edit"), _("Edit and delete any recording")),
        ("choose_recording", _("Choose"), _("Put recordings into sessions")),
    ],
    "maigu_wagtail/admin/recording_permissions.html",
)
GroupHandoutPermissionFormSet = collection_member_permission_formset_factory(
    Handout,
    [
        ("add_handout", _("Add"), _("Add handouts, and change your own")),
        ("change_handout", _("Edit"), _("Edit and delete any handout")),
        ("choose_handout", _("Choose"), _("Put handouts into sessions")),
    ],
    "maigu_wagtail/admin/handout_permissions.html",
)


def register_file_policies() -> None:
    """Make the rules known to Wagtail 8, which looks them up by model; Wagtail 7.4 is told by each view."""
    if WAGTAIL_VERSION < (8, 0):
        return
    from wagtail.permissions import register_permission_policy  # noqa: PLC0415 -- not there in Wagtail 7.4

    register_permission_policy(Recording, RECORDINGS)
    register_permission_policy(Handout, HANDOUTS)
