"""Looks after the requests for the password: deletes old ones, and exports, erases and announces them."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from maigu_wagtail.access.request_notices import tell_staff
from maigu_wagtail.access.requests import PasswordRequest, RequestState

FIELDS = ("name", "organisation", "role", "email", "message", "answers", "language", "created_at", "state", "closed_at")


class Command(BaseCommand):
    help = "Deletes requests for the password that are old enough, and exports, erases or announces them."

    def add_arguments(self, parser: CommandParser) -> None:
        one = parser.add_mutually_exclusive_group()
        one.add_argument("--export", metavar="ADDRESS", help="print all requests of an email address, as JSON")
        one.add_argument("--erase", metavar="ADDRESS", help="delete all requests of an email address")
        one.add_argument("--notify", action="store_true", help="tell the people named by each section of new requests")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["export"]:
            self.export(options["export"])
        elif options["erase"]:
            requests = PasswordRequest.objects.of_address(options["erase"])
            self.stdout.write(f"Erased {PasswordRequest.objects.forget(requests)} requests.")
        elif options["notify"]:
            locks = PasswordRequest.objects.filter(state=RequestState.OPEN).order_by().values_list("lock", flat=True)
            number = sum(tell_staff(lock) for lock in locks.distinct())
            self.stdout.write(f"Sent {number} emails.")
        else:
            number = 0
            while cleared := PasswordRequest.objects.clear_old():
                number += cleared
            self.stdout.write(f"Deleted {number} old requests.")

    def export(self, address: str) -> None:
        """Print everything that is stored about ``address``."""
        rows = []
        for asked in PasswordRequest.objects.of_address(address):
            page, session = asked.page(), asked.session()
            pages = {"section": page.title if page else None, "session": session.title if session else None}
            found = {name: getattr(asked, name) for name in FIELDS}
            rows.append({**pages, **found, "link": asked.link and asked.link.label})
        self.stdout.write(json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
