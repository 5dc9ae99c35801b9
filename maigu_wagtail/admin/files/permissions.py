"""
Permissions for members' files: Wagtail's rules for collection members.

Users who can add files can also edit their own. The "choose" permission is for adding a file to a
session.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.admin.forms.collections import collection_member_permission_formset_factory

from maigu_wagtail.recordings.models import Handout, Recording
from maigu_wagtail.recordings.permissions import POLICIES

# The file view uses the same policies to let staff see files without a password.
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
    """Register the policies with Wagtail 8, which looks them up by model. In Wagtail 7.4 each view names its own."""
    if WAGTAIL_VERSION < (8, 0):
        return
    from wagtail.permissions import register_permission_policy  # noqa: PLC0415 -- missing in Wagtail 7.4

    register_permission_policy(Recording, RECORDINGS)
    register_permission_policy(Handout, HANDOUTS)
