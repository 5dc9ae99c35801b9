"""Work out again what lists, filters and locks need, after a change that Django's signals did not see."""

from contextlib import suppress
from typing import Any

import swapper
from django.core.management.base import BaseCommand
from wagtail.models import PageViewRestriction

from maigu_wagtail.access.sealing import Unreadable, reseal
from maigu_wagtail.models import Caption, Recording, SharedPassword
from maigu_wagtail.models.facets import index_speakers, mark_stale
from maigu_wagtail.models.locks import mark_members_only, mark_tree_members_only
from maigu_wagtail.models.recordings import index_files, time_transcript
from maigu_wagtail.models.sessions import WORKED_OUT
from maigu_wagtail.models.speakers import speaker_lines


class Command(BaseCommand):
    help = (
        "Works out the moments, kinds of content, speakers and files of all sessions anew, marks the pages of other types "
        "below a section as members-only, and seals shared passwords under the newest SECRET_KEY. Run it after loaddata, "
        "QuerySet.update() or a change of the database by hand, and where a section was put above pages that were there "
        "before."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        session_model = swapper.load_model("maigu_wagtail", "SessionPage")
        section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
        number = 0
        for session in session_model.objects.order_by("pk").iterator(chunk_size=200):
            self.rebuild(session_model, session)
            number += 1
        self.time_transcripts()
        mark_stale(section_model.objects.values_list("pk", flat=True))
        self.mark_whole_pages(section_model)
        self.reseal_passwords()
        self.stdout.write(f"Worked out {number} sessions.")

    def rebuild(self, session_model: Any, session: Any) -> None:
        # An update, because this is no change of the page that an editor should see in its history.
        session.work_out()
        worked_out = {name: getattr(session, name) for name in WORKED_OUT}
        session_model.objects.filter(pk=session.pk).update(**worked_out)
        index_speakers(session, speaker_lines(session.speakers.raw_data))
        index_files(session)

    def time_transcripts(self) -> None:
        for caption in Caption.objects.order_by("pk").iterator(chunk_size=20):
            caption.save(update_fields=["webvtt"])
        for recording in Recording.objects.exclude(transcript="").order_by("pk").iterator(chunk_size=20):
            time_transcript(recording)

    def mark_whole_pages(self, section_model: Any) -> None:
        page_model = swapper.load_model("wagtailcore", "Page")
        # What has our mark may have left its section.
        for page in page_model.objects.filter(view_restrictions__restriction_type=PageViewRestriction.NONE):
            mark_members_only(page)
        for section in section_model.objects.order_by("path"):
            mark_tree_members_only(section)

    def reseal_passwords(self) -> None:
        for password in SharedPassword.objects.order_by("pk"):
            # What no key opens stays as it is: the key may come back.
            with suppress(Unreadable):
                sealed = reseal(password.sealed)
                # Only where it is as it was read, and nothing else of the row.
                SharedPassword.objects.filter(pk=password.pk, sealed=password.sealed).update(sealed=sealed)
