"""Signal handlers that keep indexes, counts and restrictions in step with what editors publish."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.core.signals import got_request_exception
from django.db.models.signals import post_delete, post_init, post_save, pre_save
from django.http import HttpRequest
from wagtail.images import get_image_model
from wagtail.models import AbstractPage, PageLogEntry, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from maigu_wagtail.access.lock_change_log import log_changed_readers, log_move, note_readers
from maigu_wagtail.access.models import SharedPassword, remove_ownerless_passwords
from maigu_wagtail.access.request_tokens import mask_tokens
from maigu_wagtail.access.requests import remove_ownerless_requests
from maigu_wagtail.access.scope import accept_nobody, is_in_section, mark_members_only, mark_tree_members_only, withdraw
from maigu_wagtail.access.transfers import check_transfer
from maigu_wagtail.access.watch_figures import remove_ownerless_figures
from maigu_wagtail.recordings.arrivals import end_parts
from maigu_wagtail.recordings.lifecycle import note_replaced_files, remove_files_of_deleted, remove_replaced_files
from maigu_wagtail.recordings.models import Caption, Handout, Recording, index_files, sessions_with, summary_of
from maigu_wagtail.recordings.transcripts import time_transcript
from maigu_wagtail.recordings.uploads import Upload
from maigu_wagtail.sessions.filter_counts import index_speakers, mark_stale
from maigu_wagtail.sessions.searched_texts import index_handout, index_recording, index_session
from maigu_wagtail.sessions.session import SessionPageMixin
from maigu_wagtail.sessions.speakers import speaker_lines
from maigu_wagtail.sessions.versions import mark_all_changed

# What decides whom a session is open to.
OPENED_BY = {"access", "public_from", "time_zone"}
# What a link to a page depends on.
LINKED = {"slug", "url_path", "live", "title"}


def register_signal_handlers() -> None:
    """Connect the handlers. Called once, in ``ready()``."""
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")
    page_model = swapper.load_model("wagtailcore", "Page")
    got_request_exception.connect(mask_tokens_before_reports)
    post_save.connect(index_saved_session, sender=session_model)
    post_save.connect(copy_access_to_aliases, sender=session_model)
    pre_save.connect(note_readers, sender=session_model)
    post_save.connect(log_changed_readers, sender=session_model)
    post_save.connect(check_logged_transfer, sender=PageLogEntry)
    post_save.connect(recount_after_change, sender=session_model)
    post_delete.connect(recount_after_deletion, sender=session_model)
    page_published.connect(recount_after_change)
    page_unpublished.connect(recount_after_change)
    post_page_move.connect(recount_after_move)
    post_save.connect(recount_after_restriction, sender=PageViewRestriction)
    post_delete.connect(recount_after_restriction, sender=PageViewRestriction)
    post_save.connect(mark_new_page)
    post_save.connect(note_saved_page)
    post_page_move.connect(mark_moved_page)
    post_save.connect(mark_after_new_restriction, sender=PageViewRestriction)
    post_delete.connect(mark_after_restriction, sender=PageViewRestriction)
    post_init.connect(hide_from_apis, sender=PageViewRestriction)
    # With a sender, because Django can only delete in a single query what has no receivers.
    post_delete.connect(remove_what_is_ownerless, sender=page_model)
    post_delete.connect(note_public_change, sender=page_model)
    for model in (Recording, Caption, Handout):
        post_save.connect(update_members_summaries, sender=model)
        post_delete.connect(update_members_summaries, sender=model)
    post_save.connect(time_saved_transcript, sender=Recording)
    post_save.connect(index_saved_handout, sender=Handout)
    for signal in (post_save, post_delete):
        signal.connect(time_transcript_again, sender=Caption)
    for model in (Recording, Handout):
        pre_save.connect(note_replaced_files, sender=model)
        post_save.connect(remove_replaced_files, sender=model)
        post_delete.connect(remove_files_of_deleted, sender=model)
    post_delete.connect(end_parts, sender=Upload)
    post_delete.connect(remove_files_of_deleted, sender=Upload)
    pre_save.connect(end_grants_of_loaded_password, sender=SharedPassword)
    post_save.connect(note_saved_section, sender=swapper.load_model("maigu_wagtail", "SessionIndexPage"))
    post_page_move.connect(note_public_change)
    page_unpublished.connect(note_public_change)
    for model in (PageViewRestriction, Site, get_image_model()):
        post_save.connect(note_public_change, sender=model)
        post_delete.connect(note_public_change, sender=model)


def mask_tokens_before_reports(request: HttpRequest | None = None, **kwargs: Any) -> None:
    # For every view of the site: any request may carry our tokens.
    if request is not None:
        mask_tokens(request)


def index_saved_session(
    instance: Any, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    # When Wagtail saves only the status of a draft, the page holds the draft's speakers, who are not public yet.
    if not raw and (update_fields is None or "speakers" in update_fields):
        index_speakers(instance, speaker_lines(instance.speakers.raw_data))
    if not raw and (update_fields is None or "members_content" in update_fields):
        index_files(instance)
        index_session(instance)


def update_members_summaries(instance: Recording | Caption | Handout, raw: bool = False, **kwargs: Any) -> None:
    uid = instance.recording.uid if isinstance(instance, Caption) else instance.uid
    for session in () if raw else sessions_with(uid):
        summary = summary_of(session.members_content)
        # With ``update()``, because no editor changed the page.
        type(session).objects.filter(pk=session.pk).update(members_summary=summary)
        # A deleted file must leave the index.
        index_files(session)
        mark_all_changed()


def time_saved_transcript(
    instance: Recording, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    if not raw and (update_fields is None or "transcript" in update_fields):
        time_transcript(instance)
    if not raw and (update_fields is None or not {"title", "transcript"}.isdisjoint(update_fields)):
        index_recording(instance)


def time_transcript_again(instance: Caption, raw: bool = False, origin: Any = None, **kwargs: Any) -> None:
    # The recording itself may be being deleted.
    is_with_recording = origin is not None and Caption not in (type(origin), getattr(origin, "model", None))
    for recording in () if raw or is_with_recording else Recording.objects.filter(pk=instance.recording_id):
        time_transcript(recording)
        index_recording(recording)


def index_saved_handout(
    instance: Handout, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    if not raw and (update_fields is None or "title" in update_fields):
        index_handout(instance)


def recount_after_change(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if isinstance(instance, SessionPageMixin) and not raw:
        mark_stale(_section_ids(instance))


def recount_after_deletion(instance: Any, **kwargs: Any) -> None:
    mark_stale(_section_ids(instance), create=False)


def recount_after_move(
    sender: type, instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any
) -> None:
    if issubclass(sender, SessionPageMixin):
        section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
        parents = section_model.objects.filter(pk__in=[parent_page_before.pk, parent_page_after.pk])
        mark_stale(parents.values_list("pk", flat=True))


def recount_after_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    page_model = swapper.load_model("wagtailcore", "Page")
    # A page that is being deleted takes its restrictions with it.
    for page in page_model.objects.filter(pk=instance.page_id):
        mark_stale(_section_ids(page), create=False)


def note_saved_section(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_stale([instance.pk])


def note_public_change(raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_all_changed()


def note_saved_page(
    instance: Any, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    # Of any type: sessions and sections link to it by its address, as long as everyone may see it. A new draft changes
    # neither.
    if (
        not raw
        and isinstance(instance, AbstractPage)
        and (update_fields is None or not LINKED.isdisjoint(update_fields))
    ):
        mark_all_changed()


def mark_new_page(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw and isinstance(instance, AbstractPage):
        mark_members_only(instance)


def mark_moved_page(instance: Any, parent_page_before: Any, **kwargs: Any) -> None:
    if is_in_section(parent_page_before):
        withdraw(instance)
    mark_tree_members_only(instance)


def check_logged_transfer(instance: PageLogEntry, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        check_transfer(instance)
        log_move(instance)


def copy_access_to_aliases(
    instance: Any, raw: bool = False, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    # Wagtail updates aliases when a page is published, but not when code saves it.
    if raw or not (update_fields is None or OPENED_BY & set(update_fields)):
        return
    # Only what was saved: the rest may be a draft's.
    saved = {name: getattr(instance, name) for name in OPENED_BY if update_fields is None or name in update_fields}
    for alias in type(instance)._default_manager.filter(alias_of=instance.pk).exclude(**saved):
        for name, value in saved.items():
            setattr(alias, name, value)
        alias.save(update_fields=list(saved), clean=False)


def mark_after_new_restriction(instance: PageViewRestriction, raw: bool = False, **kwargs: Any) -> None:
    # Copying a page also copies its restriction, wherever the copy goes.
    if not raw:
        mark_members_only(instance.page)


def mark_after_restriction(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    # A page that is being deleted takes its restrictions with it, and needs no other one.
    if isinstance(origin, PageViewRestriction) or getattr(origin, "model", None) is PageViewRestriction:
        mark_members_only(instance.page)


def hide_from_apis(instance: PageViewRestriction, **kwargs: Any) -> None:
    if instance.restriction_type == PageViewRestriction.NONE:
        instance.accept_request = accept_nobody


def remove_what_is_ownerless(instance: Any, **kwargs: Any) -> None:
    # For the base class, whose row is deleted last; until then the page still exists.
    remove_ownerless_passwords(instance.translation_key)
    remove_ownerless_requests(instance.translation_key)
    remove_ownerless_figures(instance.translation_key)


def end_grants_of_loaded_password(instance: SharedPassword, raw: bool = False, **kwargs: Any) -> None:
    # A fixture may restore a password from before it was revoked.
    if raw:
        instance.renew_version()


def _section_ids(page: Any) -> list[int]:
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    return list(section_model.objects.parent_of(page).values_list("pk", flat=True))
