"""Two organisations in one CMS, each with its host and its library."""

from tests_sites.base import *  # noqa: F403 -- settings in layers
