"""
Mistakes of a site, or of a later version of this package, that make members' content public.

Each is a function that makes the mistake with ``make``, registered with what the report must then
have: what leaks, and where.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import swapper
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.urls import clear_url_caches, path
from django.utils.feedgenerator import Atom1Feed
from wagtail.api import APIField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from maigu_wagtail.sessions import calendars, feeds, structured_data
from tests.leaks.urls import urlpatterns as urls_of_the_site
from tests.management.leaking_site import EMBED, HANDOUT, PASSWORD, TRANSCRIPT, LeakingSite

FAULTS: dict[str, tuple[Callable[["Make"], None], str, str]] = {}
FOLDER = "django.core.files.storage.FileSystemStorage"


@dataclass
class Make:
    """What a fault may use."""

    site: LeakingSite
    settings: Any
    monkeypatch: Any
    folder: Path

    def override(self, name: str, text: str) -> None:
        """Add a template to those of the site."""
        template = self.folder / "templates" / name
        template.parent.mkdir(parents=True, exist_ok=True)
        template.write_text(text)
        (engine,) = self.settings.TEMPLATES
        self.settings.TEMPLATES = [{**engine, "DIRS": [self.folder / "templates"]}]

    def add_view(self, route: str, view: Any) -> None:
        """Add a view to those of the site."""
        self.monkeypatch.setattr(sys.modules[__name__], "urlpatterns", [path(route, view), *urlpatterns])
        clear_url_caches()

    def wrap(self, owner: Any, name: str, change: Callable[[Any], Any]) -> None:
        """Have the function ``name`` of ``owner`` return what ``change`` makes of its result."""
        original = getattr(owner, name)
        self.monkeypatch.setattr(owner, name, lambda *args, **kwargs: change(original(*args, **kwargs)))

    def store_in(self, backend: str, **options: Any) -> None:
        """Keep members' files in another storage, and the handout with them."""
        alias = {"BACKEND": backend, "OPTIONS": options}
        self.settings.STORAGES = {**self.settings.STORAGES, "maigu_recordings": alias}
        self.site.handout.file.save("worksheet.pdf", ContentFile(HANDOUT))


def fault(what: str, where: str) -> Callable[[Callable[[Make], None]], Callable[[Make], None]]:
    """Register a function that makes a mistake: ``what`` leaks, and ``where``."""

    def register(function: Callable[[Make], None]) -> Callable[[Make], None]:
        FAULTS[function.__name__] = (function, what, where)
        return function

    return register


def session_model() -> Any:
    return swapper.load_model("maigu_wagtail", "SessionPage")


@fault("text for members", "GET /api/v2/")
def members_field_in_api_fields(make: Make) -> None:
    fields = [*session_model().api_fields, APIField("members_content")]
    make.monkeypatch.setattr(session_model(), "api_fields", fields)


@fault("text for members", "GET /maig-u/civil/")
def template_with_the_transcript(make: Make) -> None:
    transcript = "{% for block in page.members_content %}{{ block.value.transcript }}{% endfor %}"
    make.override("maigu_wagtail/session_page.html", f"{{{{ page.title }}}}{{{{ page.description }}}}{transcript}")


@fault("text for members", "in the attribute data-text")
def transcript_in_an_attribute(make: Make) -> None:
    text = "{% for block in page.members_content %}<p data-text='{{ block.value.transcript|urlencode }}'>{% endfor %}"
    make.override("maigu_wagtail/session_page.html", f"{{{{ page.title }}}}{text}")


@fault("private file", "in the folder MEDIA_ROOT")
def files_in_the_media_folder(make: Make) -> None:
    make.settings.MEDIA_ROOT = make.folder
    make.store_in(FOLDER)


@fault("text for members", "GET /maig-u/civil/watch/")
def cache_that_ignores_no_store(make: Make) -> None:
    make.settings.MIDDLEWARE = [f"{__name__}.cache_everything", *make.settings.MIDDLEWARE]


def cache_everything(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        key = f"everything-{quote(request.get_full_path())}"
        kept = cache.get(key)
        if kept is None:
            kept = get_response(request)
            if hasattr(kept, "render"):
                kept.render()
            cache.set(key, kept)
        return kept

    return middleware


@fault("text for members", "GET /maig-u/feed/")
def transcript_in_the_feed(make: Make) -> None:
    def add_item(self: Any, **entry: Any) -> None:
        Atom1Feed.add_item(self, **{**entry, "description": f"<p>{TRANSCRIPT}</p>"})

    make.monkeypatch.setattr(feeds.SectionFeed, "add_item", add_item)


@fault("text for members", "in the field “transcript”")
def transcript_in_structured_data(make: Make) -> None:
    make.wrap(structured_data, "_thing", lambda thing: {**thing, "transcript": TRANSCRIPT})


@fault("text for members", "GET /sitemap.xml")
def transcript_in_the_sitemap(make: Make) -> None:
    make.wrap(session_model(), "get_sitemap_urls", lambda urls: [{**url, "about": TRANSCRIPT} for url in urls])
    make.override(
        "sitemap.xml", "<u>{% for url in urlset %}<loc>{{ url.location }}</loc>{{ url.about }}{% endfor %}</u>"
    )


@fault("shared password", "status 404")
def password_on_the_error_page(make: Make) -> None:
    make.override("404.html", f"<p>Nothing here. Members enter {PASSWORD}.</p>")


@fault("shared password", "in a header")
def password_in_a_header(make: Make) -> None:
    make.settings.MIDDLEWARE = [f"{__name__}.tell_all", *make.settings.MIDDLEWARE]


def tell_all(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        response.headers["X-Debug"] = quote(PASSWORD)
        return response

    return middleware


@fault("private file", "the file itself")
def handout_as_a_document(make: Make) -> None:
    get_document_model().objects.create(title="Paper", file=ContentFile(HANDOUT, "paper.pdf"))


@fault("title of", "GET /api/v2/images/")
def image_in_members_text(make: Make) -> None:
    image = get_image_model().objects.create(title="The floor plan of the archive", file=get_test_image_file())
    session = make.site.session
    text = f'<p>The way in.</p><embed embedtype="image" id="{image.pk}" alt="" format="left"/>'
    session.members_content = [
        *((each.block_type, each.value) for each in session.members_content),
        ("text", RichText(text)),
    ]
    session.save()


@fault("join details", "GET /maig-u/calendar.ics")
def join_link_in_the_calendar(make: Make) -> None:
    link = next(block.value for block in make.site.session.members_content if block.block_type == "join_link")

    def with_link(event: Any) -> Any:
        event.add("comment", f"{'Join the meeting of the day at ' * 3}{link['url']}")
        return event

    make.wrap(calendars, "_event", with_link)


@fault("video address", "GET /videos/")
def view_with_the_video(make: Make) -> None:
    make.add_view("videos/", videos)


def videos(request: Any) -> HttpResponse:
    number, key = EMBED.rpartition("com/")[2].split("/")
    return HttpResponse(f'<iframe src="https://player.vimeo.com/video/{number}?h={key}"></iframe>')


@fault("text for members", "in a header")
def redirect_with_the_transcript(make: Make) -> None:
    make.add_view("about/", about)


def about(request: Any) -> HttpResponse:
    return HttpResponsePermanentRedirect(f"/maig-u/?about={quote(TRANSCRIPT)}")


# Without API v3, whose description takes long and says nothing about these faults.
urlpatterns = [each for each in urls_of_the_site if "v3" not in str(each.pattern)]


@fault("unlock link", "GET /maig-u/civil/")
def link_on_the_public_page(make: Make) -> None:
    link = make.site.password.links.get()
    make.override(
        "maigu_wagtail/session_page.html", f"{{{{ page.title }}}}<a href='/maig-u/unlock/{link.token}/'>In</a>"
    )


@fault("page for members", "GET /")
def list_with_a_page_for_members(make: Make) -> None:
    make.override(
        "maigu_wagtail/session_index_page.html",
        "{% for page in page.get_children %}{{ page.specific.body }}{% endfor %}",
    )


@fault("details of staff and members", "GET /maig-u/")
def message_with_the_password_on_the_page(make: Make) -> None:
    section = make.site.section
    section.share_message = "Dear colleagues, please find the recordings at {address} with {password}."
    section.save()
    make.override("maigu_wagtail/session_index_page.html", "{{ page.share_message }}")
