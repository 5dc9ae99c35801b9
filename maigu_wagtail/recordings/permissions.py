"""
Which staff may use members' files: Wagtail's rules for collection members.

Used by the file view, the CMS views, the choosers and the session form.
"""

from typing import Any

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from .models import Handout, PrivateFileMixin, Recording

MODELS: tuple[type[PrivateFileMixin], ...] = (Recording, Handout)
POLICIES = {
    model: CollectionOwnershipPermissionPolicy(model, auth_model=model, owner_field_name="uploaded_by")
    for model in MODELS
}
# Users who can change a file can also use it: files uploaded in the chooser are their own.
ACTIONS_THAT_USE = ("choose", "change")


def may_use(user: Any, file: PrivateFileMixin) -> bool:
    """Return whether ``user`` may add ``file`` to a session, and so may see it without a password."""
    return POLICIES[type(file)].user_has_any_permission_for_instance(user, ACTIONS_THAT_USE, file)
