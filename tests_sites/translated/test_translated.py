"""A section from English to Spanish with wagtail-localize: an editor's way through its screens."""

from urllib.parse import urlencode, urljoin

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation

from maigu_wagtail.models import Caption
from tests_sites import probe
from tests_sites.browser import Browser, soup_of


@pytest.fixture
def spanish(editor, home):
    """Add the language, as a mirror of the English site until pages are translated."""
    form = editor.get(reverse("wagtaillocales:add"))
    component = "component-wagtail_localize_localesynchronization"
    data = {"language_code": "es", f"{component}-enabled": "on", f"{component}-sync_from": Locale.get_default().pk}
    added = editor.submit(form, "[name=language_code]", data)
    assert added.status_code == 302, soup_of(added).select("[name]")
    return Locale.objects.get(language_code="es")


@pytest.fixture
def library(spanish, library):
    Caption.objects.create(recording=library.film, language="es", webvtt=probe.VTT.decode())
    return library


def translate(editor, section, spanish):
    """Have the section and all below it translated: every text gets a mark, and is published."""
    form = editor.get(reverse("wagtail_localize:submit_page_translation", args=[section.pk]))
    sent = editor.submit(form, "[name=locales]", {"locales": spanish.pk, "include_subtree": "on"})
    assert sent.status_code == 302
    for translation in Translation.objects.filter(target_locale=spanish):
        for segment in StringSegment.objects.filter(source=translation.source).exclude(context__path="slug"):
            address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
            assert send(editor.put, address, value=f"{segment.string.data} (ES)").status_code in (200, 201)
        page = translation.get_target_instance()
        published = send(editor.post, reverse("wagtailadmin_pages:edit", args=[page.pk]), action="publish")
        assert published.status_code == 302


def send(method, address, **data):
    """Send ``data`` as the script of wagtail-localize does."""
    token = method.__self__.cookies["csrftoken"].value
    kind = "application/x-www-form-urlencoded"
    return method(address, urlencode(data), content_type=kind, headers={"X-CSRFToken": token})


def test_mirrored_pages_have_the_same_lock(library, spanish):
    mirror = library.session.get_translation(spanish)

    assert mirror.full_url == "http://localhost/es/training-library/civil-litigation/"
    member = Browser()
    probe.unlock(member, mirror, probe.PASSWORD)
    probe.watch(member, mirror)
    probe.watch(member, library.session)


def test_translated_section_has_its_own_addresses_and_one_lock(editor, library, spanish):
    translate(editor, library.section, spanish)
    section, session, note = (
        each.get_translation(spanish) for each in (library.section, library.session, library.note)
    )
    stranger, member = Browser(), Browser()

    assert session.full_url == "http://localhost/es/training-library/civil-litigation/"
    page = soup_of(stranger.get(session.full_url))
    assert page.select_one(".maigu h1").get_text(strip=True) == "Civil litigation (ES)"
    assert "Deputy Mayor (ES)" in page.get_text()
    assert "Amara Castillo" in page.get_text()
    assert probe.CONTENT not in page.get_text()
    for address in (session.full_url, library.session.full_url):
        named = soup_of(stranger.get(address)).select("link[rel=alternate][hreflang]")
        assert {link["hreflang"]: link["href"] for link in named} == {
            "en": library.session.full_url,
            "es": session.full_url,
        }

    for own, other in ((section, library.section), (library.section, section)):
        feed = stranger.get(f"{own.full_url}feed/").content.decode()
        calendar = stranger.get(f"{own.full_url}calendar.ics").content.decode().replace("\r\n ", "")
        for text in (feed, calendar):
            assert f"{own.full_url}civil-litigation/" in text
            assert f"{other.full_url}civil-litigation/" not in text

    probe.unlock(member, session, probe.PASSWORD)
    probe.watch(member, session)
    probe.watch(member, library.session)
    watch = f"{session.full_url}watch/"
    shown = soup_of(member.get(watch))
    assert f"{probe.CONTENT} (ES)" in shown.get_text()
    assert {track["srclang"] for track in shown.select("track")} == {"en", "es"}
    for track in shown.select("track"):
        assert member.get(urljoin(watch, track["src"])).status_code == 200
    assert f"{probe.NOTE} (ES)" in member.get(note.full_url).content.decode()
    assert stranger.get(note.full_url).status_code == 403


def test_translated_section_goes_the_whole_way(editor, library, spanish):
    translate(editor, library.section, spanish)

    probe.walk(library)
