from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from example_site.catalogue.loading import load
from example_site.catalogue.reading import CatalogueError, read_catalogue
from example_site.pages.tree import ensure_home

CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue.json"


class Command(BaseCommand):
    help = (
        "Loads the MAIG U catalogue: the recorded sessions, a draft and two upcoming sample sessions. Running it again "
        "changes nothing, except that past sample sessions get a new date. Pages edited in the CMS are left as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=CATALOGUE,
            help="the catalogue file; default: the one supplied with the site",
        )

    def handle(self, *args, file, **options):
        try:
            catalogue = read_catalogue(file)
            with transaction.atomic():
                report = load(catalogue, ensure_home())
        except CatalogueError as error:
            lines = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"Nothing was changed. Correct {file.name} first:\n{lines}") from error
        self.tell(report)

    def tell(self, report):
        for what, title in report.lines:
            self.stdout.write(f"  {what}: {title}")
        if not report.lines:
            self.stdout.write("The catalogue is already loaded. There is nothing to do.")
            return
        kinds = ("added", "restored", "created", "updated", "left as edited")
        counts = ", ".join(f"{report.count(kind)} {kind}" for kind in kinds if report.count(kind))
        self.stdout.write(self.style.SUCCESS(f"Catalogue loaded: {counts}."))
