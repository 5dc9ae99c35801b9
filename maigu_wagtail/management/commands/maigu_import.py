"""Find sessions in an old page, an export or a spreadsheet, and make drafts of them."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from maigu_wagtail.management.section_paths import section_at_path
from maigu_wagtail.sessions.imports.checking import problems_of
from maigu_wagtail.sessions.imports.comparing import times_text
from maigu_wagtail.sessions.imports.date_order import is_day_first_by_default
from maigu_wagtail.sessions.imports.drafts import create_drafts
from maigu_wagtail.sessions.imports.found import FoundSession, ImportFileError
from maigu_wagtail.sessions.imports.reading import LARGEST_FILE, read_sessions

STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = (
        "Finds sessions in an HTML page, a text, a WordPress export, a CSV file, an Excel workbook or an export of another section, "
        "and prints them. Writes nothing without --create."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the file to read; - reads standard input")
        parser.add_argument("--section", metavar="PATH", help="the section's path or URL, such as /maig-u/")
        parser.add_argument("--create", action="store_true", help="create drafts in the section")
        parser.add_argument("--json", action="store_true", help="print the sessions as JSON")
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", action="store_true", default=None, help="10/8/20 is 10 August")
        order.add_argument("--month-first", action="store_false", dest="day_first", help="10/8/20 is October 8")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["create"] and not options["section"]:
            raise CommandError("--create needs --section, with the path of the section that gets the drafts.")
        section = section_at_path(options["section"]) if options["section"] else None
        day_first = is_day_first_by_default() if options["day_first"] is None else options["day_first"]
        found = read(options["file"], day_first=day_first)
        if options["json"]:
            self.stdout.write(
                json.dumps([asdict(session) for session in found], cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            )
        else:
            self.stdout.write(table(found))
        ready = sum(not problems_of(session) for session in found)
        summary = f"Sessions found: {len(found)}, complete: {ready}."
        if options["create"]:
            run = create_drafts(section, found, user=None, file_name=name_of(options["file"]))
            summary += f" Drafts created: {run.number}. Sessions that are incomplete or exist already were left out."
        else:
            summary += " Nothing was written. --create creates drafts of the complete ones."
        (self.stderr if options["json"] else self.stdout).write(summary)


def name_of(path: str) -> str:
    """Return the name of a file as messages and the import's history show it."""
    return "standard input" if path == STANDARD_INPUT else Path(path).name


def read(path: str, *, day_first: bool) -> list[FoundSession]:
    """Return the sessions in the file at ``path``. Raises ``CommandError``."""
    try:
        if path == STANDARD_INPUT:
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(path).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        return read_sessions(content, name_of(path), day_first=day_first)
    except OSError as error:
        raise CommandError(f"{path} can’t be read: {error.strerror}.") from error
    except ImportFileError as error:
        raise CommandError(str(error)) from error


def table(found: list[FoundSession]) -> str:
    """Return a few lines for each session: where it stands, its date and title, and what is unclear."""
    width = max((len(session.place) for session in found), default=0)
    lines = []
    for session in found:
        lines.append(f"{session.place:<{width}}  {session.date or '----------'}  {session.title or '(no title)'}")
        details = [f"time: {times_text(session)}"] if session.start_time else []
        details += [f"speaker: {', '.join(filter(None, (p.name, p.role, p.organisation)))}" for p in session.speakers]
        details += [f"video: {session.video_url}"] if session.video_url else []
        details += [f"file: {address}" for address in session.file_urls]
        if session.date_choices:
            details.append(f"! {session.date_text} is {' or '.join(map(str, session.date_choices))}.")
        details += [f"! {text}" for text in session.not_understood]
        lines += [f"{'':<{width}}  {detail}" for detail in details]
    return "\n".join(lines)
