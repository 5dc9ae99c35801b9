#!/usr/bin/env python
"""Django's command line for the example site, from any folder."""

import os
import sys
from pathlib import Path

REPOSITORY = str(Path(__file__).resolve().parent.parent)


def main():
    # Python puts this file's folder first, where `tests` and `search` would hide other
    # packages of the same name. The site's modules are imported from `example_site` instead.
    sys.path[0] = REPOSITORY
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example_site.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- needs the path above

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
