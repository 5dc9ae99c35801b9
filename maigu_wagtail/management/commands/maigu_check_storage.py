"""Prove that members' files can be stored, and that strangers cannot get them."""

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
        "Writes a small file to the storage of members' files, tries to read it as a stranger would, and removes it. Fails "
        "if a stranger can read it, or if the site cannot."
    )
    # Failed storage checks are reported with the other results, and must not stop the command.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--url",
            default="",
            metavar="ADDRESS",
            help="the site's address, such as https://www.example.org, to try its public addresses too",
        )

    def handle(self, *args: Any, url: str, **options: Any) -> None:
        if url and not url.startswith(("http://", "https://")):
            raise CommandError("--url has to begin with https:// or http://.")
        proofs = [self.tell(proof) for proof in self.findings()]
        try:
            # The storage is only created on first use, so errors appear here.
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
        location = getattr(storage, "bucket_name", None) or getattr(storage, "location", "")
        return " ".join(
            filter(None, [storage.__class__.__name__, str(location), f"({conf.MAIGU_WAGTAIL_RECORDINGS_STORAGE})"])
        )

    def findings(self) -> Iterator[Proof]:
        """Yield the errors of the system checks as failed proofs; print their warnings."""
        for finding in run_checks(tags=["maigu_storage"]):
            if finding.level < ERROR:
                self.stdout.write(self.style.WARNING(f"  note    {finding.msg} ({finding.hint})"))
            else:
                yield Proof(f"{finding.id}: {finding.msg}", holds=False, seen=finding.hint or "")

    def tell(self, proof: Proof) -> Proof:
        verdict = self.style.SUCCESS("ok    ") if proof.holds else self.style.ERROR("FAILED")
        self.stdout.write(f"  {verdict}  {proof.claim}{f' ({proof.seen})' if proof.seen else ''}")
        return proof
