"""Who may do what at the desk for shared passwords: three permissions, each given by itself."""

from typing import Any

from wagtail.permission_policies.base import BasePermissionPolicy

from maigu_wagtail.access.models import SharedPassword

SEE_ACTIVITY = "see_unlock_activity"
READ = "read_sharedpassword"
MANAGE = "manage_sharedpassword"
ANY = (READ, MANAGE, SEE_ACTIVITY)


class DeskPermissionPolicy(BasePermissionPolicy):
    """Asks for permissions of the shared password by their own names, which are the actions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return user.has_perm(f"{SharedPassword._meta.app_label}.{action}")


DESK = DeskPermissionPolicy(SharedPassword)
