"""The app at the end of ``INSTALLED_APPS``, where its hooks and schemas are registered after everybody else's."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*(app for app in INSTALLED_APPS if app != "maigu_wagtail"), "maigu_wagtail"]
