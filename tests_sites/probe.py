"""
The way of editors and members through a site, step by step, by the requests that their browsers send.

``make sites`` goes it on each site below this folder. A site is a folder with ``settings.py``, on top
of ``tests_sites.base``, and whatever else makes it what it is; tests of its own are in it too. One
site alone: ``make site-crx``, or ``pytest --ds=tests_sites.crx.settings tests_sites/test_site.py
tests_sites/crx``.

Nothing here knows an address: all come from the URLconf, from a page or from a response.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import swapper
from defusedxml import ElementTree
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from maigu_wagtail.models import Handout, Recording, SharedPassword
from tests.admin.files.screens import VTT, recording_form, upload
from tests.recordings.files import MP4, PDF
from tests_sites.browser import Browser, soup_of

PASSWORD, NEW_PASSWORD, OTHER_PASSWORD = "quiet lamp over river", "seven green doors open", "another cold winter"
TITLE, SPEAKER = "Civil litigation", "Amara Castillo"
# What only members get: in the session, and on a page below the section that knows nothing of it.
CONTENT, NOTE = "MEMBERS-CANARY", "NOTE-CANARY"


@dataclass
class Library:
    editor: Browser
    home: Any
    section: Any
    session: Any
    note: Any
    film: Recording
    slides: Handout


def walk(library: Library) -> None:
    """Go all steps, in the order in which a site meets them."""
    member = Browser()
    see_it_listed(library)
    unlock(member, library.session, PASSWORD)
    watch(member, library.session)
    follow_links(member, library)
    see_title_and_styles(member, library)
    get_files(member, library)
    use_api(library)
    subscribe(library)
    rotate(member, library)
    move(member, library)


# --- Create ------------------------------------------------------------------------------------------------------------


def create(editor: Browser, home: Any) -> Library:
    """Add a section, files, a session, a page for members and a password in the CMS."""
    section_model = swapper.load_model("maigu_wagtail", "SessionIndexPage")
    section = add_page(editor, section_model, home, "Training library", introduction=rich_text("<p>For cities.</p>"))
    film, slides = upload_files(editor)
    session = add_page(
        *(editor, swapper.load_model("maigu_wagtail", "SessionPage"), section, TITLE),
        date="2023-12-14",
        description=rich_text("<p>What it is about.</p>"),
        speakers=streamfield([("speaker", _speaker(SPEAKER))]),
        members_content=streamfield(
            [("text", rich_text(f"<p>{CONTENT}</p>")), ("recording", str(film.pk)), ("resource", str(slides.pk))]
        ),
    )
    note_model = _note_model()
    note = add_page(editor, note_model, section, "Notes", body=rich_text(f"<p>{NOTE}</p>"))
    add_password(editor, section, PASSWORD)
    return Library(editor, home, section, session, note, film, slides)


def add_page(editor: Browser, model: Any, parent: Any, title: str, **fields: Any) -> Any:
    """Fill in the CMS's form for a page below ``parent``, and publish it."""
    options, slug = model._meta, title.lower().replace(" ", "-")
    form = editor.get(reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, parent.pk]))
    data = nested_form_data({"title": title, "slug": slug, **fields, "action-publish": "1"})
    answer = editor.submit(form, "input[name=title], textarea[name=title]", data)
    assert answer.status_code == 302, soup_of(answer).select(".error-message, .messages")
    return model.objects.child_of(parent).get(slug=slug)


def upload_files(editor: Browser) -> tuple[Recording, Handout]:
    """Upload a recording with captions, and slides."""
    captions = recording_form({"language": "en", "upload": upload("captions.vtt", VTT)})
    for kind, fields in (
        ("recording", {**captions, "file": upload()}),
        ("handout", {"file": upload("Slides.pdf", PDF)}),
    ):
        form = editor.get(reverse(f"maigu_{kind}s_add"))
        answer = editor.submit(form, "input[type=file]", {"title": "Part 1", **fields})
        assert answer.status_code == 302, soup_of(answer).select(".error-message")
    return Recording.objects.get(), Handout.objects.get()


def add_password(editor: Browser, page: Any, text: str) -> None:
    """Add a password, and have the CMS show it."""
    form = editor.get(reverse("maigu_passwords_add"))
    shown = editor.submit(form, "input[name=password]", {"page": page.pk, "password": text}, follow=True)
    assert shown.status_code == 200
    assert SharedPassword.objects.filter(lock=page.translation_key).exists()


def _speaker(name: str) -> dict[str, str]:
    return {"name": name, "role": "Deputy Mayor", "organisation": "", "photo": "", "biography": "", "link": ""}


def _note_model() -> Any:
    # Only once the apps are loaded.
    from tests.pages.models import NotePage

    return NotePage


# --- List ------------------------------------------------------------------------------------------------------------------


def see_it_listed(library: Library) -> None:
    """Find the session in the section, by its speaker and in the CMS, and none of the members' content."""
    stranger, section = Browser(), library.section
    for address in (section.full_url, f"{section.full_url}?speaker=amara-castillo", f"{section.full_url}?q=civil"):
        page = stranger.get(address)
        links = [urljoin(section.full_url, link["href"]) for link in soup_of(page).select("a[href]")]
        assert (page.status_code, library.session.full_url in links) == (200, True), address
        assert CONTENT not in page.content.decode()
    assert soup_of(stranger.get(library.session.full_url)).select_one(".maigu h1").get_text(strip=True) == TITLE

    options = type(library.session)._meta
    listed = library.editor.get(reverse(f"{options.app_label}_{options.model_name}_modeladmin_index"))
    assert TITLE in soup_of(listed).select_one("table").get_text()


# --- Unlock and watch ----------------------------------------------------------------------------------------------------


def unlock(member: Browser, session: Any, password: str) -> Any:
    """Open the watch page, type ``password`` into the form that is there, and return where that leads."""
    locked = member.get(f"{session.full_url}watch/")
    assert (locked.status_code, CONTENT in locked.content.decode()) == (403, False)
    refused = member.submit(locked, "input[name=password]", {"password": "not the one"})
    assert refused.status_code == 403
    opened = member.submit(refused, "input[name=password]", {"password": password}, follow=True)
    assert [code for _address, code in opened.redirect_chain] == [303]
    return opened


def watch(member: Browser, session: Any) -> None:
    """See the members' content, which a stranger does not, twice, as a cache might keep either."""
    for _time in range(2):
        assert is_open(member, session)
        assert not is_open(Browser(member.defaults["SERVER_NAME"]), session)


def is_open(browser: Browser, session: Any) -> bool:
    page = browser.get(f"{session.full_url}watch/")
    assert page.status_code in (200, 403)
    return CONTENT in page.content.decode()


# --- Links and files -----------------------------------------------------------------------------------------------------


def follow_links(member: Browser, library: Library) -> None:
    """Follow whatever our pages link to on this site, as a member."""
    section, session = library.section.full_url, library.session.full_url
    followed: set[str] = set()
    for address in (section, session, f"{session}watch/", f"{section}unlock/"):
        page = member.get(address)
        assert page.status_code == 200
        for target in _targets(page, address) - followed:
            _follow(member, target, address)
            followed.add(target)


def _targets(page: Any, address: str) -> set[str]:
    found = soup_of(page).select("[href], [src], [poster], form[method=get][action]")
    named = [element[name] for element in found for name in ("href", "src", "poster", "action") if element.get(name)]
    whole = {urldefrag(urljoin(address, target)).url for target in named}
    return {target for target in whole if urlsplit(target).netloc == urlsplit(address).netloc}


def _follow(member: Browser, target: str, seen_on: str) -> None:
    path = urlsplit(target).path
    if path.startswith(settings.STATIC_URL):
        assert finders.find(path.removeprefix(settings.STATIC_URL)), f"{target} on {seen_on}"
        return
    answer = member.get(target, follow=True)
    _read(answer)
    assert answer.status_code == 200, f"{target} on {seen_on}: {answer.status_code}"


def see_title_and_styles(member: Browser, library: Library) -> None:
    """Find a title on each page, and what it needs once, wherever the base template has a place for it."""
    section, session = library.section.full_url, library.session.full_url
    for address, title in ((section, library.section.title), (session, TITLE), (f"{session}watch/", TITLE)):
        page = soup_of(member.get(address))
        assert title in page.head.title.get_text()
        assert len(page.select("link[rel=stylesheet][href$='maigu_wagtail/css/maigu.css']")) == 1
        assert len(page.select("script[src$='maigu_wagtail/js/maigu.js']")) == 1


def get_files(member: Browser, library: Library) -> None:
    """Play a part of the recording, read its captions and download the slides; a stranger gets none of them."""
    address = f"{library.session.full_url}watch/"
    page = soup_of(member.get(address))
    film, captions = page.select_one("video[src], video source[src]"), page.select_one("track[src]")
    slides = page.select_one("a[href*='/files/'][href*='.pdf'], a[download]")
    stranger = Browser(member.defaults["SERVER_NAME"])
    for element, content in ((film, MP4), (captions, b"WEBVTT"), (slides, PDF)):
        target = urljoin(address, element.get("src") or element["href"])
        assert stranger.get(target).status_code == 403
        assert _read(member.get(target)).startswith(content)
    part = member.get(urljoin(address, film["src"]), headers={"Range": "bytes=4-7"})
    assert (part.status_code, _read(part)) == (206, MP4[4:8])

    note = library.note.full_url
    assert (stranger.get(note).status_code, NOTE in member.get(note).content.decode()) == (403, True)


def _read(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- API and feed -----------------------------------------------------------------------------------------------------------


def use_api(library: Library) -> None:
    """Find the session on the API, unlock it with a token and get its content; without one, get nothing."""
    client = Browser()
    listing = client.get(reverse("wagtailapi:sessions:listing"))
    [item] = [item for item in listing.json()["items"] if item["id"] == library.session.pk]
    assert item["meta"]["html_url"] == library.session.full_url
    detail = client.get(item["meta"]["detail_url"])
    assert detail.json()["title"] == TITLE
    assert CONTENT not in detail.content.decode() + listing.content.decode()
    content = f"{urlsplit(item['meta']['detail_url']).path}content/"
    assert client.get(content).status_code == 401

    unlocked = client.post(
        f"{urlsplit(item['meta']['detail_url']).path}unlock/",
        json.dumps({"password": PASSWORD}),
        content_type="application/json",
    )
    assert unlocked.status_code == 200, unlocked.content
    answer = client.get(content, headers={"X-Maigu-Unlock": unlocked.json()["token"]})
    assert CONTENT in answer.content.decode()
    # The addresses of files need neither token nor cookie; they are signed.
    [film] = [block["value"] for block in answer.json()["blocks"] if block["type"] == "recording"]
    assert _read(Browser().get(film["url"])) == MP4


def subscribe(library: Library) -> None:
    """Find feed and calendar on the section's page, and read in them where the session is."""
    reader, section = Browser(), library.section.full_url
    page = soup_of(reader.get(section))
    feed = page.select_one("a[href$='feed/']")["href"]
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(reader.get(urljoin(section, feed)).content).findall(f"{atom}entry")
    assert [entry.find(f"{atom}link").get("href") for entry in entries] == [library.session.full_url]
    calendar = page.select_one("a[href*='calendar.ics']")["href"]
    text = reader.get(urljoin(section, calendar)).content.decode().replace("\r\n ", "")
    assert f"URL:{library.session.full_url}\r\n" in text.replace("URL;VALUE=URI:", "URL:")


# --- Rotate and move --------------------------------------------------------------------------------------------------------


def rotate(member: Browser, library: Library) -> None:
    """Change the password in the CMS and end its unlocks: the member needs the new one."""
    password = SharedPassword.objects.get(lock=library.section.translation_key)
    form = library.editor.get(reverse("maigu_password_change", args=[password.pk]))
    changed = library.editor.submit(form, "input[name=password]", {"password": NEW_PASSWORD, "earlier": "end"})
    assert changed.status_code == 302
    assert not is_open(member, library.session)
    unlock(member, library.session, NEW_PASSWORD)
    watch(member, library.session)


def move(member: Browser, library: Library) -> None:
    """Move the session to another section: its old address leads there, and it needs that section's password."""
    archive = add_page(library.editor, type(library.section), library.home, "Archive")
    add_password(library.editor, archive, OTHER_PASSWORD)
    old = f"{library.session.full_url}watch/"
    confirm = library.editor.get(
        reverse("wagtailadmin_pages:move_confirm", args=[library.session.pk, archive.pk]), follow=True
    )
    moved = library.editor.submit(confirm, "button[type=submit], input[type=submit]")
    assert moved.status_code == 302
    session = type(library.session).objects.get(pk=library.session.pk)
    assert session.get_parent().pk == archive.pk
    at_new = member.get(old, follow=True)
    assert urlsplit(at_new.redirect_chain[-1][0]).path == urlsplit(f"{session.full_url}watch/").path
    assert at_new.status_code == 403
    unlock(member, session, OTHER_PASSWORD)
    watch(member, session)
