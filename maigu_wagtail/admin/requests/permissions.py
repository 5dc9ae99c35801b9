"""The permission to answer requests for the password, which includes sending the password."""

from wagtail.permission_policies import ModelPermissionPolicy

from maigu_wagtail.access.requests import PasswordRequest

ANSWER = "answer"

REQUEST_POLICY = ModelPermissionPolicy(PasswordRequest)
