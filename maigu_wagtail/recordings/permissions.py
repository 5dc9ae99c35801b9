"""
Who of the staff may use members' files: Wagtail's own rules for what is kept in collections.

The file view, the CMS views, the choosers and a session's form use these same rules.
"""

from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from .models import Handout, PrivateFileMixin, Recording

MODELS: tuple[type[PrivateFileMixin], ...] = (Recording, Handout)
POLICIES = {
    model: CollectionOwnershipPermissionPolicy(model, auth_model=model, owner_field_name="uploaded_by")
    for model in MODELS
}
# Users who can change a file can use it too: an upload in the chooser is their own.
ACTIONS_THAT_USE = ("choose", "change")


def may_use(user: Any, file: PrivateFileMixin) -> bool:
    """Return whether ``user`` may put ``file`` into a session, and so look at it before members do."""
    may: bool = POLICIES[type(file)].user_has_any_permission_for_instance(user, ACTIONS_THAT_USE, file)
    return may
