"""Prove that strangers get no members' content from this site."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Site

from maigu_wagtail.management.leak_checks import Options, check_site
from maigu_wagtail.management.leak_checks.report import as_json, as_lines
from maigu_wagtail.management.leak_checks.self_test import CannotCheck

LEAKED, NOT_CHECKED = 1, 2


class Command(BaseCommand):
    help = (
        "Asks every public address of the site as a stranger would, and looks for members’ content, passwords and "
        "private files in the responses. Fails if it finds any. Changes nothing, and prints no secret."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url",
            default="",
            metavar="ADDRESS",
            help="ask the site that runs at this address, such as https://www.example.org, instead of this process",
        )
        parser.add_argument(
            "--site", default="", metavar="HOST", help="the host of the site to check, if there are several"
        )
        parser.add_argument(
            "--max-requests", type=int, default=10_000, metavar="NUMBER", help="stop after so many requests (10000)"
        )
        parser.add_argument(
            "--delay",
            type=float,
            default=0.1,
            metavar="SECONDS",
            help="wait so long before each request over HTTP (0.1)",
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, url: str, max_requests: int, delay: float, **options: Any) -> None:
        if url and not url.startswith(("http://", "https://")):
            raise CommandError("--url has to begin with https:// or http://.", returncode=NOT_CHECKED)
        if max_requests < 1 or delay < 0:
            raise CommandError("--max-requests has to be 1 or more, and --delay 0 or more.", returncode=NOT_CHECKED)
        site = self.find_site(options["site"], url)
        try:
            findings = check_site(Options(site, url, max_requests, delay))
        except CannotCheck as error:
            raise CommandError(str(error), returncode=NOT_CHECKED) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped before anything was asked.", returncode=NOT_CHECKED) from None
        if options["json"]:
            self.stdout.write(json.dumps({"site": url or site.root_url, **as_json(findings)}, indent=1))
        else:
            self.stdout.write(
                f"Asked {url or site.root_url} as a stranger, {'over HTTP' if url else 'in this process'}."
            )
            for line in [*(findings.asked if options["verbosity"] > 1 else ()), *as_lines(findings)]:
                self.stdout.write(line)
        if findings.leaks:
            number = len(findings.leaks)
            raise CommandError(f"Strangers can read {number:,} of {findings.secrets:,} texts.", returncode=LEAKED)
        if not findings.is_complete:
            raise CommandError("No leaks found so far, but not everything was asked or read.", returncode=NOT_CHECKED)
        if not options["json"]:
            self.stdout.write(self.style.SUCCESS("No leaks found."))

    def find_site(self, host: str, url: str) -> Site:
        """Return the site with this host, or that of ``url``, or else the default site."""
        if host:
            site = Site.objects.filter(hostname=host).first()
            if site is None:
                hosts = ", ".join(Site.objects.values_list("hostname", flat=True))
                raise CommandError(f"There is no site {host}. Choose one of: {hosts}.", returncode=NOT_CHECKED)
            return site
        of_url = Site.objects.filter(hostname=urlsplit(url).hostname or "").first()
        site = of_url or Site.objects.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("There is no default site. Name one with --site.", returncode=NOT_CHECKED)
        return site
