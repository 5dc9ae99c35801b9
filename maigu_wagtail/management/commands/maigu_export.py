"""Write a section's sessions to standard output as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maigu_wagtail.access.audit_log import log_export
from maigu_wagtail.management.section_paths import section_at_path
from maigu_wagtail.sessions.exporting import exported_section


class Command(BaseCommand):
    help = (
        "Writes the sessions of a section as JSON, with their members' content, which is as confidential as the password. "
        "Recordings and handouts are not in it, only their names. Passwords, links and figures are never in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--section", required=True, metavar="PATH", help="The section's path or URL, such as /maig-u/."
        )
        parser.add_argument("--public", action="store_true", help="Only what everyone can see, without drafts.")

    def handle(self, *args: Any, **options: Any) -> None:
        section = section_at_path(options["section"])
        members = not options["public"]
        keys = set(section.sessions().values_list("pk", flat=True)) if members else set()
        log_export(section, user=None, file_format="json", members=members)
        self.stdout.write(json.dumps(exported_section(section, members_of=keys), ensure_ascii=False, indent=2))
