"""Cached parts of public pages: always what would be rendered now, whatever was changed before."""

import random
from datetime import date, datetime, timedelta, timezone

import pytest
import swapper
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site

from maigu_wagtail.models import Access
from maigu_wagtail.sessions.versions import SectionVersion
from tests.doors import make_page, queries_of
from tests.factories import make_recording, make_section, make_session

START = datetime(2026, 5, 4, 12, tzinfo=timezone.utc)


class Library:
    """Two sections on a site of which anything may change, each change by one method whose name begins with ``change_``."""

    def __init__(self, home, clock, seed):
        self.random = random.Random(seed)  # noqa: S311 -- no secret
        self.clock = clock
        self.home = home
        self.linked = make_page(home, "linked")
        self.deeper = make_page(home, "deeper")
        self.sections = [make_section(home, sessions_per_page=2) for _number in range(2)]
        self.recording = make_recording()
        self.photo = get_image_model().objects.create(title="Bea", file=get_test_image_file())
        for _number in range(4):
            self.change_number_of_sessions()

    def changes(self):
        return sorted(name for name in dir(self) if name.startswith("change_"))

    def one_of(self, choices):
        return self.random.choice(list(choices))

    def any_section(self):
        return type(self.sections[0]).objects.get(pk=self.one_of(self.sections).pk)

    def any_session(self):
        model = swapper.load_model("maigu_wagtail", "SessionPage")
        return self.one_of(model.objects.order_by("pk")) if model.objects.exists() else None

    def any_page(self):
        choices = [self.any_session(), self.any_section(), self.fresh(self.linked), self.fresh(self.deeper)]
        return self.one_of(filter(None, choices))

    def fresh(self, page):
        return type(page).objects.get(pk=page.pk)

    def rich_text(self):
        return f'<p>Number {self.random.random()}: <a linktype="page" id="{self.linked.pk}">more</a>.</p>'

    def addresses(self):
        model = swapper.load_model("maigu_wagtail", "SessionPage")
        pages = [*map(self.fresh, self.sections), *model.objects.order_by("pk")]
        more = [f"{section.url}{query}" for section in pages[:2] for query in ("?page=2", "?q=number")]
        return [*(page.url for page in pages), *more, "/api/v2/sessions/"]

    def change_number_of_sessions(self):
        day = self.clock_now().date() + timedelta(days=self.random.randint(-400, 2))
        content = self.one_of([[], [("recording", self.recording)]])
        people = [("speaker", {"name": self.one_of(["Bea", "Cyn"]), "photo": self.photo})]
        fields = {"start_time": "07:00", "end_time": "13:00", "time_zone": "America/New_York"} if day.day % 2 else {}
        make_session(
            self.any_section(),
            date=day,
            description=self.rich_text(),
            members_content=content,
            speakers=people,
            **fields,
        )

    def change_title(self):
        page = self.any_page()
        page.title = f"Title {self.random.random()}"
        page.save_revision().publish()

    def change_draft(self):
        page = self.any_page()
        page.title = f"Draft {self.random.random()}"
        page.save_revision()

    def change_slug(self):
        page = self.any_page()
        page.slug = f"slug-{self.random.randint(1, 10**9)}"
        page.save_revision().publish()

    def change_in_code(self):
        if session := self.any_session():
            session.description = self.rich_text()
            session.access = self.one_of(Access.values)
            session.public_from = None if session.access == Access.PUBLIC else session.public_from
            session.save()

    def change_opening(self):
        if session := self.any_session():
            session.access = self.one_of([Access.SECTION, Access.OWN])
            session.public_from = self.one_of(
                [None, *(self.clock_now().date() + timedelta(days=n) for n in range(-1, 4))]
            )
            session.time_zone = self.one_of(["America/New_York", "Africa/Cairo", "Pacific/Auckland"])
            revision = session.save_revision()
            if self.random.random() < 0.7:
                revision.publish()

    def change_time_to_an_opening(self):
        model = swapper.load_model("maigu_wagtail", "SessionPage")
        openings = sorted(model.objects.filter(opens_at__gt=self.clock_now()).values_list("opens_at", flat=True))
        if openings:
            moment = openings[0] + timedelta(seconds=self.one_of([-1, 0, 1]))
            self.clock.move_to(max(moment, self.clock_now()))

    def change_section(self):
        section = self.any_section()
        section.introduction = section.recordings_note = self.rich_text()
        section.contact_page = self.one_of([None, self.linked])
        section.nothing_upcoming_text = self.one_of(["", "Nothing yet."])
        section.save_revision().publish()

    def change_publication(self):
        page = self.any_page()
        if page.live:
            page.unpublish()
        else:
            page.save_revision().publish()

    def change_by_deletion(self):
        if session := self.any_session():
            session.delete()

    def change_of_section(self):
        if session := self.any_session():
            session.move(self.any_section(), pos="last-child")

    def change_of_place(self):
        target = self.one_of([self.fresh(self.home), self.fresh(self.deeper)])
        self.one_of([self.any_section(), self.fresh(self.linked)]).move(target, pos="last-child")

    def change_restriction(self):
        page = self.any_page()
        own = PageViewRestriction.objects.filter(page_id=page.pk).exclude(restriction_type="none")
        if own.exists():
            own.first().delete()
        else:
            PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")

    def change_recording(self):
        self.recording.duration = self.random.randint(1, 9000)
        self.recording.save()
        if self.recording.captions.exists():
            self.recording.captions.all()[0].delete()
        else:
            self.recording.captions.create(language="en", webvtt="WEBVTT")

    def change_photo(self):
        self.photo.title = f"Bea {self.random.random()}"
        self.photo.file = get_test_image_file(filename=f"bea-{self.random.randint(1, 10**9)}.png")
        self.photo.save()

    def change_site(self):
        site = Site.objects.get(is_default_site=True)
        site.port = self.one_of([80, 443, 8000])
        site.save()

    def change_time(self):
        self.clock.shift(timedelta(minutes=self.one_of([1, 61, 600, 3000])))

    def clock_now(self):
        return datetime.now(timezone.utc)


AROUND_OPENINGS = ["change_opening", "change_time_to_an_opening", "change_time", "change_in_code", "change_publication"]


@pytest.mark.urls("tests.leaks.urls")
@pytest.mark.parametrize(
    ("seed", "changes"), [*((seed, None) for seed in range(4)), *((seed, AROUND_OPENINGS) for seed in (90, 91))]
)
@pytest.mark.django_db
def test_cached_page_matches_the_current_page(client, settings, home, seed, changes):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    # The middleware leaves its language to whatever comes next.
    with time_machine.travel(START, tick=False) as clock, translation.override("en"):
        library = Library(home, clock, seed)

        def pages():
            shown = {}
            for language in ("en", "es"):
                for address in library.addresses():
                    response = client.get(address, headers={"Accept-Language": language})
                    shown[language, address] = (response.status_code, response.content)
            return shown

        for _step in range(12):
            change = library.one_of(changes or library.changes())
            getattr(library, change)()

            settings.MAIGU_WAGTAIL_PAGE_CACHE = settings.MAIGU_WAGTAIL_API_CACHE = "default"
            made, cached = pages(), pages()
            settings.MAIGU_WAGTAIL_PAGE_CACHE = settings.MAIGU_WAGTAIL_API_CACHE = None
            now = pages()

            assert made == now, change
            assert cached == now, change


def is_kept(client, address):
    """Return whether a page asked for again takes fewer queries than the first time."""
    _first, made = queries_of(lambda: client.get(address))
    _second, cached = queries_of(lambda: client.get(address))
    return cached < made


@pytest.mark.django_db
def test_parts_are_cached_only_for_visitors_without_filters_or_previews(client, rf, section):
    session = make_session(section, description="Words of the public")

    assert is_kept(client, section.url)
    assert is_kept(client, session.url)
    assert not is_kept(client, f"{section.url}?q=word")
    entries = len(caches["default"]._cache)
    for number in range(20):
        client.get(f"{section.url}?q=word{number}")
        client.get(f"{section.url}?page={number + 1}&other={number}")
    assert len(caches["default"]._cache) == entries
    session.description = "Words of a draft"
    request = session.make_preview_request()
    assert b"Words of a draft" in request.content
    assert b"Words of a draft" not in client.get(session.url).content


@pytest.mark.parametrize("setting", [None, "nowhere"])
@pytest.mark.django_db
def test_pages_are_shown_without_a_cache(client, settings, section, setting):
    session = make_session(section)
    settings.MAIGU_WAGTAIL_PAGE_CACHE = setting

    for page in (section, session):
        assert client.get(page.url).status_code == 200
        assert not is_kept(client, page.url)


@pytest.mark.parametrize("day", [None, date(2024, 5, 3), date(2124, 5, 3)], ids=["no opening", "open", "to open"])
@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.django_db
def test_cached_page_needs_as_many_queries_for_three_sessions_as_for_one(client, section, sessions, day):
    for _number in range(sessions):
        session = make_session(section, speakers=[("speaker", {"name": "Bea"})], public_from=day)
    client.get(section.url)
    client.get(session.url)

    _response, of_section = queries_of(lambda: client.get(section.url))
    _response, of_session = queries_of(lambda: client.get(session.url))

    assert (of_section, of_session) == (7, 8)


@pytest.mark.django_db
def test_page_changed_while_loading_is_not_cached_stale(client, section, monkeypatch):
    session = make_session(section, description="Before")
    fields = type(session).get_context

    def publish_meanwhile(page, request, *args, **kwargs):
        monkeypatch.undo()
        fresh = type(session).objects.get(pk=session.pk)
        fresh.description = "After"
        fresh.save_revision().publish()
        return fields(page, request, *args, **kwargs)

    monkeypatch.setattr(type(session), "get_context", publish_meanwhile)

    assert b"Before" in client.get(session.url).content
    assert b"After" in client.get(session.url).content


@pytest.mark.django_db
def test_cached_pages_move_a_session_in_the_second_it_ends(client, section):
    with time_machine.travel(START, tick=False) as clock:
        fields = {"start_time": "11:00", "end_time": "12:05", "time_zone": "UTC"}
        session = make_session(section, date=date(2026, 5, 4), **fields)
        make_session(section, date=date(2026, 5, 20))

        def shown(page):
            return BeautifulSoup(client.get(page.url).content, "html.parser")

        for seconds, upcoming in ((0, 2), (299, 2), (1, 1)):
            clock.shift(timedelta(seconds=seconds))
            for _time in range(2):
                assert len(shown(section).select(".maigu-next")) == upcoming
                assert ("Upcoming session" in shown(session).get_text()) == (upcoming == 2)


@pytest.mark.django_db
def test_moved_session_is_not_the_one_cached_in_another_section_at_the_same_version(client, home, section):
    other = make_section(home, title="Another section")
    session = make_session(section)
    client.get(session.url)
    number = SectionVersion.objects.get(pk=section.pk).number

    session.move(other, pos="last-child")
    SectionVersion.objects.filter(pk=other.pk).update(number=number)
    html = client.get(type(session).objects.get(pk=session.pk).url).content.decode()

    assert "Another section" in html.partition("<h1")[0].partition("<body")[2]
    assert f'action="{other.url}unlock/"' in html or f'href="{other.url}"' in html
    assert f'href="{section.url}"' not in html
