"""The site with a folder of members' files of its own."""

from benchmarks.settings import *  # noqa: F403
from benchmarks.settings import BENCHMARK_FILES

ROOT_URLCONF = "benchmarks.urls_files"
MAIGU_WAGTAIL_RECORDINGS_FOLDER = BENCHMARK_FILES / "members-files"
