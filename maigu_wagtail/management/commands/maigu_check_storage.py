"""Prove that members' files can be kept, and that a stranger does not get them."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from maigu_wagtail.conf import conf
from maigu_wagtail.management.storage_proofs import prove
from maigu_wagtail.management.storage_proofs.canary import Proof
from maigu_wagtail.recordings.storage import private_storage


class Command(BaseCommand):
    help = (
        "Writes a small file into the storage of members' files, tries to get it as a stranger would, and removes it. "
        "Ends with an error where anybody gets what they should not, or where the site does not get what it needs."
    )
    # Those of the storage are findings like the others here, and no reason to stop.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url",
            default="",
            metavar="ADDRESS",
            help="where the site is served, such as https://www.example.org: then its public addresses are tried too",
        )

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        if url and not url.startswith(("http://", "https://")):
            raise CommandError("--url has to begin with https:// or http://.")
        proofs = [self.tell(proof) for proof in self.findings()]
        try:
            # Looked up by its first use.
            self.stdout.write(f"Storage: {self.describe(private_storage())}")
            proofs += [self.tell(proof) for proof in prove(private_storage(), url)]
        except (ImproperlyConfigured, ImportError, OSError, TypeError, ValueError) as error:
            raise CommandError(f"There is no storage to try: {error}") from error
        if not url:
            self.stdout.write("Not tried: the addresses of the site itself. Give --url to have them tried.")
        failed = sum(not proof.holds for proof in proofs)
        if failed:
            raise CommandError(f"{failed} of {len(proofs)} failed.")
        self.stdout.write(self.style.SUCCESS(f"All {len(proofs)} hold."))

    def describe(self, storage: Any) -> str:
        place = getattr(storage, "bucket_name", None) or getattr(storage, "location", "")
        return " ".join(
            filter(None, [storage.__class__.__name__, str(place), f"({conf.MAIGU_WAGTAIL_RECORDINGS_STORAGE})"])
        )

    def findings(self) -> Iterator[Proof]:
        """Give what the system checks say of the storage; a warning is told and no more."""
        for finding in run_checks(tags=["maigu_storage"]):
            if finding.level < ERROR:
                self.stdout.write(self.style.WARNING(f"  note    {finding.msg} ({finding.hint})"))
            else:
                yield Proof(f"{finding.id}: {finding.msg}", holds=False, seen=finding.hint or "")

    def tell(self, proof: Proof) -> Proof:
        verdict = self.style.SUCCESS("ok    ") if proof.holds else self.style.ERROR("FAILED")
        self.stdout.write(f"  {verdict}  {proof.claim}{f' ({proof.seen})' if proof.seen else ''}")
        return proof
