"""Print what the tests are about to run on: ``python -m tests.versions``."""

import platform
from importlib.metadata import version

if __name__ == "__main__":
    print(f"Python {platform.python_version()}, Django {version('Django')}, Wagtail {version('wagtail')}")  # noqa: T201 -- what it is for
