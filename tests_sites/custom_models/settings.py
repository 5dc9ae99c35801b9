"""A site with its own models wherever Django and Wagtail let it: users, images, documents and, with Wagtail 8, pages."""

from wagtail import VERSION as WAGTAIL_VERSION

from tests_sites.base import *  # noqa: F403 -- settings in layers
from tests_sites.base import INSTALLED_APPS

INSTALLED_APPS = ["tests_sites.custom_models", "tests.accounts", *INSTALLED_APPS]
AUTH_USER_MODEL = "accounts.User"
WAGTAILIMAGES_IMAGE_MODEL = "custom_models.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "custom_models.SiteDocument"
if WAGTAIL_VERSION >= (8, 0):
    INSTALLED_APPS = ["tests.basepage", "tests.org", *INSTALLED_APPS]
    WAGTAIL_PAGE_MODEL = "basepage.BasePage"
    MAIGU_WAGTAIL_SESSIONINDEXPAGE_MODEL = "org.SessionIndexPage"
    MAIGU_WAGTAIL_SESSIONPAGE_MODEL = "org.SessionPage"
