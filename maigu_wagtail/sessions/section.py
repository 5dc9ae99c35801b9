"""
A section: the page that lists sessions and says how to get the password.

``SessionIndexPageMixin`` is for a site's own page class. ``SessionIndexPage`` in ``pages`` is the
default.
"""

from datetime import datetime
from typing import Any, ClassVar

import swapper
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import path
from wagtail.fields import RichTextField
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from maigu_wagtail.conf import conf

from .api_fields import PublicPageField, QuestionsField
from .calendars import section_calendar
from .feeds import section_feed
from .listing import SessionListing
from .page_cache import parts_of_section
from .public_pages import public_html, public_pages
from .public_responses import allow_caching
from .querysets import SessionQuerySet
from .registry import SEARCH_VIEW, registered
from .rendering import PublicPageMixin
from .request_fields import RequestFormMixin, request_panel
from .search_words import query_words, search_fragment, searchable_words
from .session import DESCRIPTION_FEATURES, SessionPageMixin

swapper.set_app_prefix("wagtailcore", "wagtail")

MOST_SESSIONS_PER_PAGE = 100


class SessionIndexPageMixin(PublicPageMixin, RequestFormMixin, models.Model):
    """
    Fields and behaviour of a section, for a class that also inherits from a page model.

    Put the mixin first: ``class SessionIndexPage(SessionIndexPageMixin, BasePage)``. Add
    ``section_panels``, ``section_search_fields`` and ``section_api_fields`` to the page model's own
    lists, as ``SessionIndexPage`` does.
    """

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=DESCRIPTION_FEATURES,
        help_text=_("One short paragraph below the title: what this is, and who it is for."),
    )
    nothing_upcoming_text = models.CharField(
        _("when nothing is upcoming"),
        max_length=255,
        blank=True,
        help_text=_("Shown instead of the list. Leave blank to use “There are no upcoming sessions at this time.”"),
    )
    recordings_note = RichTextField(
        _("note above the recordings"),
        blank=True,
        features=DESCRIPTION_FEATURES,
        help_text=_(
            "Who the recordings are for, and how to get the password. The contact below is added as a link. "
            "Leave blank to use the default text, which says that they are for members."
        ),
    )
    contact_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        verbose_name=_("contact page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The page where people ask for the password."),
    )
    contact_email = models.EmailField(
        _("contact email"),
        blank=True,
        help_text=_("The address people write to for the password. Everyone can see it."),
    )
    contact_url = models.URLField(
        _("contact address on another site"),
        blank=True,
        help_text=_("Starting with https://."),
    )
    contact_link_text = models.CharField(
        _("text of the contact link"),
        max_length=100,
        blank=True,
        help_text=_("Leave blank to use “Send us a message”."),
    )
    share_message = models.TextField(
        _("message that shares the password"),
        blank=True,
        help_text=_(
            "The message staff copy and send to members. {address}, {password} and {valid_until} are filled in; "
            "a line with {valid_until} is left out if the password does not expire. Leave blank to use the "
            "default message."
        ),
    )
    sessions_per_page = models.PositiveSmallIntegerField(
        _("sessions per page"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SESSIONS_PER_PAGE)],
        help_text=_("How many recorded sessions to show on each page of the list, from 1 to 100."),
    )

    default_template = "maigu_wagtail/session_index_page.html"
    page_description = _("A section of training sessions: what is coming up, and recordings for members.")

    section_panels: ClassVar = [
        FieldPanel("introduction"),
        FieldPanel("nothing_upcoming_text", icon="calendar-alt"),
        FieldPanel("recordings_note", icon="key"),
        MultiFieldPanel(
            [
                PageChooserPanel("contact_page"),
                FieldPanel("contact_email"),
                FieldPanel("contact_url"),
                FieldPanel("contact_link_text"),
            ],
            heading=_("Contact for the password"),
            icon="mail",
            help_text=_("Enter one contact: a page, an email address or an address on another site."),
        ),
        request_panel(),
        FieldPanel("share_message", icon="key"),
        FieldPanel("sessions_per_page", icon="list-ul"),
    ]
    section_search_fields: ClassVar = [index.SearchField("introduction")]
    section_api_fields: ClassVar = [
        APIField("introduction"),
        APIField("nothing_upcoming_text"),
        APIField("recordings_note"),
        APIField("contact_page", serializer=PublicPageField()),
        APIField("contact_email"),
        APIField("contact_url"),
        APIField("contact_link_text"),
        APIField("offers_request_form"),
        APIField("request_introduction"),
        APIField("request_privacy_notice"),
        APIField("request_questions", serializer=QuestionsField()),
    ]

    public_paths = ("feed/", "calendar.ics")
    members_paths = ("request/", "search/", "unlock/")

    class Meta:
        abstract = True
        verbose_name = _("session section")
        verbose_name_plural = _("session sections")

    def clean(self) -> None:
        super().clean()
        if self.depth == 1:
            # Wagtail does not serve the root of the tree, and access.scope.came_through_no_section relies on that.
            raise ValidationError(_("Create the section under another page."))
        contacts = [name for name in ("contact_page", "contact_email", "contact_url") if getattr(self, name)]
        if len(contacts) > 1:
            message = _("Enter only one contact: a page, an email address or an address on another site.")
            raise ValidationError(dict.fromkeys(contacts, message))
        if self.share_message and "{password}" not in self.share_message:
            raise ValidationError({"share_message": _("Include {password} where the password should appear.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["section"] = self
        context["maigu_contact_href"] = SimpleLazyObject(lambda: self.contact_href(request))
        context["maigu_help_href"] = SimpleLazyObject(lambda: self.help_href(request))
        # Pages for members show no list.
        listing = context["listing"] = SimpleLazyObject(lambda: SessionListing(self, request.GET))
        context["maigu_cached_parts"] = SimpleLazyObject(lambda: parts_of_section(request, self, listing))
        return context

    @path("")
    def index_route(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return allow_caching(request, super().index_route(request, *args, **kwargs), self.next_change())

    @path("feed/", name="feed")
    def feed_route(self, request: HttpRequest) -> HttpResponse:
        return allow_caching(request, section_feed(request, self), self.next_change())

    # Wagtail's routing adds a slash to each path, and its redirects do not.
    @path("calendar.ics")
    @path("calendar.ics/", name="calendar")
    def calendar_route(self, request: HttpRequest) -> HttpResponse:
        return allow_caching(request, section_calendar(request, self), self.next_change())

    @path("search/", name="search")
    def search_route(self, request: HttpRequest) -> HttpResponse:
        return registered(SEARCH_VIEW)(request, self)

    @path("unlock/", name="unlock")
    def unlock_route(self, request: HttpRequest) -> HttpResponse:
        """Tell Wagtail's redirects that this address exists; a view of its own answers there (``page_urls``)."""
        raise Http404("The URLs of this site do not include those of maigu_wagtail.page_urls.")

    @path("request/", name="request")
    def request_route(self, request: HttpRequest) -> HttpResponse:
        """Tell Wagtail's redirects that this address exists, as above."""
        raise Http404("This section offers no form, or the URLs of this site do not include maigu_wagtail.page_urls.")

    def has_words(self, text: str, *, any_of_them: bool = False) -> bool:
        """
        Return whether the title and introduction contain each word of ``text`` or, with ``any_of_them``, one.

        The beginning of a word is enough.
        """
        words = searchable_words(self.title, get_text_for_indexing(self.introduction))
        matches = [search_fragment(word) in words for word in query_words(text)]
        return any(matches) if any_of_them else bool(matches) and all(matches)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        result = super().route(request, path_components)
        # So that the session need not look up its section again.
        if isinstance(result.page, SessionPageMixin) and result.page.is_child_of(self):
            result.page.section = self
        return result

    def sessions(self) -> SessionQuerySet:
        """Return all sessions in this section, including drafts, unordered."""
        session_model = swapper.load_model("maigu_wagtail", "SessionPage")
        return session_model.objects.of_section(self)

    def listed_sessions(self) -> SessionQuerySet:
        """Return the publicly listed sessions, without members' content."""
        return self.sessions().listed()

    def next_change(self) -> datetime | None:
        """Return when the clock alone next ends a session or opens one to everyone; ``None`` if it does neither."""
        if conf.MAIGU_WAGTAIL_PAGE_MAX_AGE is None:
            return None
        changes = self.sessions().live().next_changes(timezone.now())
        rows = type(self)._default_manager.filter(pk=self.pk).annotate(**changes).values_list(*changes)
        return min((moment for row in rows for moment in row if moment), default=None)

    def contact_href(self, request: HttpRequest | None = None, *, session: Any = None) -> str:
        """
        Return the URL where people ask for the password: the section's form if it offers one, or its contact.

        The form remembers ``session``, so that the answer leads there. "" if there is neither, or readers of this
        page may not see it.
        """
        if self.offers_request_form and (address := self.get_url(request)):
            return f"{address}request/" + (f"?{urlencode({'session': session.slug})}" if session else "")
        return self.help_href(request)

    def help_href(self, request: HttpRequest | None = None) -> str:
        """Return the URL of the contact alone; "" if there is none, or readers of this page may not see it."""
        if page := self._visible_contact_page():
            return page.get_url(request) or ""
        if self.contact_email:
            return f"mailto:{self.contact_email}"
        return self.contact_url

    def _visible_contact_page(self) -> Any:
        if self.contact_page_id is None:
            return None
        return public_pages(beside=self).filter(pk=self.contact_page_id).first()

    @cached_property
    def introduction_html(self) -> str:
        """The introduction as HTML."""
        return public_html(self.introduction, self)

    @cached_property
    def recordings_note_html(self) -> str:
        """The note above the recordings as HTML."""
        return public_html(self.recordings_note, self)

    @property
    def contact_text(self) -> str:
        """The text of the link to ask for the password."""
        return gettext("Ask for the password") if self.offers_request_form else self.help_text

    @property
    def help_text(self) -> str:
        """The text of the link to the contact."""
        return self.contact_link_text or gettext("Send us a message")
