"""A site with Wagtail 8's custom base page model, and page types of its own."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.basepage", "tests.org"]
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
MAIGU_WAGTAIL_SESSIONINDEXPAGE_MODEL = "org.SessionIndexPage"
MAIGU_WAGTAIL_SESSIONPAGE_MODEL = "org.SessionPage"
