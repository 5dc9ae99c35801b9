"""
The test site with a base template, the listing it is compared with, and one connection that stays open.

``DATABASE_URL`` names the server; the databases that are measured are made beside the named one.
"""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, INSTALLED_APPS, TEMPLATES, VAR

HERE = Path(__file__).resolve().parent

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.plain"]
TEMPLATES = [{**TEMPLATES[0], "DIRS": [HERE / "templates"]}]
# Search indexes are filled in bulk, and nothing else may be kept between requests.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["CONN_MAX_AGE"] = None
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # As the example site has it: readers beside a writer, and no flush to the disk for every count.
    DATABASES["default"]["OPTIONS"] = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"}
if "postgresql" in DATABASES["default"]["ENGINE"]:
    # Whatever a query costs is done by the one process whose time is counted.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c max_parallel_workers_per_gather=0"
BENCHMARK_FILES = VAR.parent / "benchmarks"
