"""Recompute derived data after changes that bypassed Django's signals."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import swapper
from django.core.management.base import BaseCommand
from wagtail.models import PageViewRestriction

from maigu_wagtail.access.models import SharedPassword
from maigu_wagtail.access.scope import mark_members_only, mark_tree_members_only
from maigu_wagtail.access.sealing import Unreadable, reseal
from maigu_wagtail.recordings.models import Caption, Handout, Recording, index_files
from maigu_wagtail.recordings.transcripts import time_transcript
from maigu_wagtail.sessions.filter_counts import index_speakers, mark_stale
from maigu_wagtail.sessions.rendering import note_publication
from maigu_wagtail.sessions.searched_texts import index_handout, index_recording, index_session
from maigu_wagtail.sessions.session import COMPUTED_FIELDS
from maigu_wagtail.sessions.speakers import speaker_lines
from maigu_wagtail.sessions.titles import clean_titles, title_fields


class Command(BaseCommand):
    help = (
        "Recalculates times, contents, speakers and files of all sessions and what members can search, marks pages of other types below a section as "
        "members-only, and encrypts shared passwords with the newest SECRET_KEY. Run it after loaddata, "
        "QuerySet.update() or changes made with SQL, and after a section was created above existing pages."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        session_model = swapper.load_model("maigu_wagtail", "SessionPage")
        section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
        number = 0
        for session in session_model.objects.order_by("pk").iterator(chunk_size=200):
            self.rebuild(session_model, session)
            number += 1
        self.time_transcripts()
        self.index_searched_files()
        for section in section_model.objects.order_by("pk"):
            self.update(section, ())
        mark_stale(section_model.objects.values_list("pk", flat=True))
        self.mark_members_only_pages(section_model)
        self.reseal_passwords()
        self.stdout.write(f"Worked out {number} sessions.")

    def rebuild(self, session_model: Any, session: Any) -> None:
        session.compute_fields()
        self.update(session, COMPUTED_FIELDS)
        index_speakers(session, speaker_lines(session.speakers.raw_data))
        index_files(session)
        index_session(session)

    def time_transcripts(self) -> None:
        for caption in Caption.objects.order_by("pk").iterator(chunk_size=20):
            caption.save(update_fields=["webvtt"])
        for recording in Recording.objects.exclude(transcript="").order_by("pk").iterator(chunk_size=20):
            time_transcript(recording)

    def index_searched_files(self) -> None:
        for recording in Recording.objects.order_by("pk").iterator(chunk_size=20):
            index_recording(recording)
        for handout in Handout.objects.order_by("pk").iterator(chunk_size=200):
            index_handout(handout)

    def update(self, page: Any, names: Iterable[str]) -> None:
        """Save the computed values with ``update()``, so that no change appears in the page's history."""
        clean_titles(page)
        note_publication(page)
        values = {
            name: getattr(page, name)
            for name in (*names, *title_fields(page), "first_published_at", "last_published_at")
        }
        type(page)._default_manager.filter(pk=page.pk).update(**values)

    def mark_members_only_pages(self, section_model: Any) -> None:
        page_model = swapper.load_model("wagtailcore", "Page")
        # A marked page may have left its section.
        for page in page_model.objects.filter(view_restrictions__restriction_type=PageViewRestriction.NONE):
            mark_members_only(page)
        for section in section_model.objects.order_by("path"):
            mark_tree_members_only(section)

    def reseal_passwords(self) -> None:
        for password in SharedPassword.objects.order_by("pk"):
            # Leave it if it cannot be decrypted: the old key may be restored.
            with suppress(Unreadable):
                sealed = reseal(password.sealed)
                # Update only this column, and only if it has not changed since.
                SharedPassword.objects.filter(pk=password.pk, sealed=password.sealed).update(sealed=sealed)
