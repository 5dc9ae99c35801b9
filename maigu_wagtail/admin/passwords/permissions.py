"""The three permissions for shared passwords. A group can have any of them without the others."""

from wagtail.permission_policies import ModelPermissionPolicy

from maigu_wagtail.access.models import SharedPassword

SEE_ACTIVITY = "see_activity"
READ = "read"
MANAGE = "manage"
ANY = (READ, MANAGE, SEE_ACTIVITY)

PASSWORD_POLICY = ModelPermissionPolicy(SharedPassword)
