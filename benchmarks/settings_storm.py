"""The site behind one proxy of its own, so that one machine can be a thousand clients."""

from benchmarks.settings import *  # noqa: F403

MAIGU_WAGTAIL_TRUSTED_PROXIES = 1
