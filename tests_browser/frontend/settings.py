"""As the other browser tests have it, with addresses of files that end while a test watches."""

from tests_browser.settings import *  # noqa: F403 -- settings in layers

MAIGU_WAGTAIL_FILE_LIFETIME = 12
