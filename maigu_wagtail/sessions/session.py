"""
A session: its public page, and its members' content.

``SessionPageMixin`` is for a site's own page class. ``SessionPage`` in ``pages`` is the default.
The public part is the same for everyone.
"""

from datetime import datetime
from typing import Any, ClassVar

import swapper
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from maigu_wagtail.conf import conf
from maigu_wagtail.recordings.models import Recording, summary_of
from maigu_wagtail.recordings.posters import public_poster_of

from .api_fields import AccessField, EndField, SpeakersField, StartField, StatusField
from .blocks import MembersContentBlock, SpeakersBlock
from .calendars import session_calendar
from .forms import SessionForm
from .opening import Access as Access
from .opening import OpeningMixin
from .page_cache import parts_of_session
from .public_pages import public_html
from .public_responses import allow_caching
from .querysets import SessionManager
from .registry import MEMBERS_CALENDAR_VIEW, WATCH_VIEW, registered
from .rendering import PublicPageMixin
from .schedule import ScheduleMixin
from .search_words import searchable_words
from .speakers import SpeakerLine, speaker_lines, with_renditions

DESCRIPTION_FEATURES = ["bold", "italic", "link", "ol", "ul"]
COMPUTED_FROM = {
    *("date", "start_time", "end_time", "time_zone", "members_content", "public_from"),
    *("title", "audience", "description", "speakers"),
}
COMPUTED_FIELDS = {"starts_at", "ends_at", "opens_at", "members_summary", "search_words"}
# The section itself uses these URLs.
RESERVED_SLUGS = {"feed", "lock", "request", "search", "unlock"}
# On the panel instead of the field, so that rewording it needs no migration in every site.
END_HELP = _(
    "The session is “Upcoming” until then. If the end time is the same as or earlier than the start "
    "time, it is on the next day, up to 12 hours after the start. Leave blank if the session ends with "
    "the day."
)


class SessionPageMixin(PublicPageMixin, ScheduleMixin, OpeningMixin, models.Model):
    """
    Fields and behaviour of a session, for a class that also inherits from a page model.

    Put the mixin first: ``class SessionPage(SessionPageMixin, BasePage)``. Add ``session_panels``,
    ``session_search_fields`` and ``session_api_fields`` to the page model's own lists, as
    ``SessionPage`` does.
    """

    description = RichTextField(
        _("description"),
        blank=True,
        features=DESCRIPTION_FEATURES,
        help_text=_("What the session is about. Everyone can read this, with or without the password."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=255,
        blank=True,
        help_text=_("Who the session is for, such as “City attorneys”. Leave blank if it is for all members."),
    )
    speakers = StreamField(
        SpeakersBlock(),
        verbose_name=_("speakers"),
        blank=True,
        help_text=_("In the order visitors should see them. Only the name is required."),
    )
    registration_url = models.URLField(
        _("registration address"),
        blank=True,
        help_text=_("Where people sign up. Visitors see a “Register” button until the session is over."),
    )
    members_content = StreamField(
        MembersContentBlock(),
        verbose_name=_("members’ content"),
        blank=True,
    )
    # Computed from the content on save, so that lists need not load it.
    members_summary = models.JSONField(default=dict, blank=True, editable=False)
    search_words = models.TextField(blank=True, editable=False)

    objects = SessionManager()  # type: ignore[django-manager-missing]  # Wagtail's base class has no types

    base_form_class = SessionForm
    default_template = "maigu_wagtail/session_page.html"
    parent_page_types: ClassVar = [swapper.get_model_name("maigu_wagtail", "SessionIndexPage")]
    subpage_types: ClassVar[list[str]] = []
    private_page_options: ClassVar = ["login", "groups"]
    page_description = _("A training session: who is speaking, when, and what members get.")

    session_panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("description"), FieldPanel("audience")],
            heading=_("What it is about"),
            icon="doc-full",
        ),
        MultiFieldPanel(
            [
                FieldPanel("date"),
                FieldRowPanel([FieldPanel("start_time"), FieldPanel("end_time", help_text=END_HELP)]),
                FieldPanel("time_zone"),
                FieldPanel("registration_url"),
            ],
            heading=_("When"),
            icon="calendar-alt",
        ),
        FieldPanel("speakers", icon="group"),
        MultiFieldPanel(
            [
                HelpPanel(template="maigu_wagtail/panels/members_help.html"),
                FieldPanel("members_content"),
                FieldPanel("access"),
                FieldPanel("public_from"),
            ],
            heading=_("For members"),
            icon="lock",
        ),
    ]
    session_search_fields: ClassVar = [
        index.SearchField("description"),
        index.AutocompleteField("description"),
        index.SearchField("speakers"),
        index.AutocompleteField("speakers"),
        index.SearchField("audience"),
        index.AutocompleteField("audience"),
        index.FilterField("date"),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
        index.FilterField("access"),
        index.FilterField("opens_at"),
    ]
    session_api_fields: ClassVar = [
        APIField("date"),
        APIField("start_time"),
        APIField("end_time"),
        APIField("time_zone"),
        APIField("starts_at", serializer=StartField()),
        APIField("ends_at", serializer=EndField()),
        APIField("status", serializer=StatusField()),
        APIField("description"),
        APIField("audience"),
        APIField("speakers", serializer=SpeakersField()),
        APIField("registration_url"),
        APIField("access", serializer=AccessField()),
        APIField("public_from"),
    ]

    public_paths = ("calendar.ics",)
    members_paths = ("watch/", "watch/calendar.ics")

    class Meta:
        abstract = True
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields = kwargs.get("update_fields")
        # When Wagtail saves only the status of a draft, the page holds the draft's values, which are not public yet.
        if update_fields is None or not COMPUTED_FROM.isdisjoint(update_fields):
            self.compute_fields()
            if update_fields is not None:
                kwargs["update_fields"] = {*update_fields, *COMPUTED_FIELDS}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("The section uses this slug itself. Choose another one.")})

    def compute_fields(self) -> None:
        """Set the fields in ``COMPUTED_FIELDS``."""
        self.compute_times()
        self.compute_opening()
        self.search_words = searchable_words(*self.searched_texts())
        self.members_summary = summary_of(self.members_content)

    def searched_texts(self) -> list[str]:
        """Return the public texts to search. A site's own class can add more."""
        people = [f"{line.name} {line.affiliation}" for line in speaker_lines(self.speakers.raw_data)]
        return [self.title, self.audience, get_text_for_indexing(self.description), *people]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["section"] = self.section
        # Looked up where a template asks for them: the pages for members do not.
        contact = SimpleLazyObject(lambda: self.section.contact_href(request, session=self) if self.section else "")
        context["maigu_contact_href"] = contact
        context["maigu_help_href"] = SimpleLazyObject(lambda: self.section.help_href(request) if self.section else "")
        context["maigu_cached_parts"] = SimpleLazyObject(lambda: parts_of_session(request, self))
        neighbours = SimpleLazyObject(self.neighbours)
        context["newer"] = SimpleLazyObject(lambda: neighbours[0])
        context["older"] = SimpleLazyObject(lambda: neighbours[1])
        context["speakers"] = SimpleLazyObject(lambda: with_renditions(self.speakers))
        return context

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return allow_caching(request, super().index_route(request, *args, **kwargs), self.next_change())

    @path("watch/", name="watch")
    def watch_route(self, request: HttpRequest) -> HttpResponse:
        return registered(WATCH_VIEW)(request, self)

    @path("watch/calendar.ics")
    @path("watch/calendar.ics/", name="members_calendar")
    def members_calendar_route(self, request: HttpRequest) -> HttpResponse:
        return registered(MEMBERS_CALENDAR_VIEW)(request, self)

    # Wagtail's routing adds a slash to each path, and its redirects do not.
    @path("calendar.ics")
    @path("calendar.ics/", name="calendar")
    def calendar_route(self, request: HttpRequest) -> HttpResponse:
        return allow_caching(request, session_calendar(request, self), self.next_change())

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [("", _("What visitors see")), ("members", _("What members see"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        self.compute_fields()
        if mode_name == "members" and not conf.MAIGU_WAGTAIL_HEADLESS_PREVIEW:
            return self.watch_route(request)
        return super().serve_preview(request, mode_name)

    def next_change(self) -> datetime | None:
        """Return when the clock alone next ends the session or opens it to everyone; ``None`` if it does neither."""
        return min(filter(None, [self.ends_at if self.is_upcoming else None, self.next_opening]), default=None)

    @cached_property
    def section(self) -> Any:
        """The section that this session is in, as the section model; ``None`` outside sections."""
        section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
        return section_model.objects.parent_of(self).first()

    @property
    def has_join_link(self) -> bool:
        """Whether members get a link to join, which is until the session ends."""
        return self.is_upcoming and bool(self.members_summary.get("join_link"))

    @cached_property
    def public_poster(self) -> Recording | None:
        """The recording with a public poster, or ``None``."""
        return public_poster_of(self)

    @cached_property
    def speaker_lines(self) -> list[SpeakerLine]:
        """The speakers as ``SpeakerLine`` objects."""
        return speaker_lines(self.speakers.raw_data)

    @cached_property
    def description_html(self) -> str:
        """The description as HTML. Lists set this for all their sessions at once."""
        return public_html(self.description, self)

    def neighbours(self) -> tuple[Any, Any]:
        """Return the next newer and next older session in the section's list, each ``None`` if there is none."""
        if self.section is None or self.ends_at is None:
            return None, None
        # What a link needs.
        listed = self.section.listed_sessions().only("title", "slug", "url_path", "path", "depth", "locale")
        return listed.newer_than(self).first(), listed.older_than(self).first()
