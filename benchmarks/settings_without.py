"""The same site without our app: what Wagtail alone takes."""

from benchmarks.settings import *  # noqa: F403
from benchmarks.settings import INSTALLED_APPS

INSTALLED_APPS = [app for app in INSTALLED_APPS if app not in ("maigu_wagtail", "wagtail_modeladmin")]
ROOT_URLCONF = "benchmarks.urls_without"
