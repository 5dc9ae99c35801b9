"""
Run schemathesis, all its checks on, over the API's own description, against the test site in a real server.

Three times: with any number for a session or a section, and with that of a session and of a section there are, which its
guesses never find. By hand, from the top of the repository, with the version of the API and, if you like, how many cases each
operation gets and the seed.
Schemathesis is in none of our dependency groups: nothing else here needs it.

    python -m venv /tmp/schemathesis && /tmp/schemathesis/bin/pip install schemathesis
    python -m tests.run_schemathesis /tmp/schemathesis/bin/schemathesis v2
    python -m tests.run_schemathesis /tmp/schemathesis/bin/schemathesis v3 --cases 1200 --seed 7
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import django
import httpx

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTIONS = {"v2": "/api/v2/sessions/openapi.json", "v3": "/api/v3/openapi.json"}


def main() -> int:
    options = read_options()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="tests.settings_schemathesis",
            DATABASE_URL=f"sqlite:///{scratch}/db.sqlite3",
            SCHEMATHESIS_FOLDER=f"{scratch}/members-files",
        )
        django.setup()

        from benchmarks.serving import server

        section, session, password = make_site()
        # One worker, because SQLite has one writer at a time; and no limit of the server's own, which answers 414.
        with server("tests.settings_schemathesis", 1, ("--limit-request-line", "0")) as running:
            site = f"http://127.0.0.1:{running.port}"
            door = f"{site}/api/{options.version}/sessions/{session.pk}/unlock/"
            token = httpx.post(door, json={"password": password}, timeout=60).json()["token"]
            places = [("(sessions|sections)", None), ("sessions", session.pk), ("sections", section.pk)]
            return max(run(options, site, token, Path(scratch), folder, number) for folder, number in places)


def run(options: argparse.Namespace, site: str, token: str, scratch: Path, folder: str, number: int | None) -> int:
    """Run schemathesis over the operations below ``folder``, on page ``number`` or on any; return its exit code."""
    configuration = scratch / "schemathesis.toml"
    there = f'\n[parameters]\n"path.id" = {number}\n"path.pk" = {number}\n' if number else ""
    configuration.write_text((ROOT / "tests" / "schemathesis.toml").read_text() + there)
    command = [options.program, "--config-file", str(configuration), "run", f"{site}{DESCRIPTIONS[options.version]}"]
    # Wagtail's own operations, which v3 describes too, are Wagtail's.
    command += ["--include-path-regex", f"/{folder}/"]
    command += ["--header", f"X-Maigu-Unlock:{token}", "--max-examples", str(options.cases)]
    command += ["--seed", str(options.seed), "--continue-on-failure"]
    return subprocess.run(command, cwd=scratch, check=False).returncode


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="where schemathesis is")
    parser.add_argument("version", choices=DESCRIPTIONS)
    parser.add_argument("--cases", type=int, default=1000, help="how many an operation gets at the most")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def make_site():
    """Make a site with a section that has every kind of session and of content; gives it, a session and its password."""
    from django.core.management import call_command
    from wagtail.models import Page, Site

    from tests.files import make_screening
    from tests.leaks.library import PASSWORD, plant

    call_command("migrate", verbosity=0)
    library = plant(Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id))
    make_screening(library.section)
    library.section.offers_request_form = True
    library.section.save()
    return library.section, library.session, PASSWORD


if __name__ == "__main__":
    sys.exit(main())
