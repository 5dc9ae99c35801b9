"""A section from English to Spanish by Wagtail's own *Translate*, for sessions that were added in code."""

import pytest
from django.test import Client
from django.urls import reverse

from maigu_wagtail.models import SharedPassword
from tests.factories import make_recording, make_section, make_session
from tests.languages import speak_spanish_too

PASSWORD = "correct horse battery"
OPTIONAL = ("role", "organisation", "biography", "link")


@pytest.fixture
def spanish(settings, db):
    return speak_spanish_too(settings)


def translate(client, page, locale, **options):
    """Translate ``page`` as an editor does, and publish what that makes."""
    data = {"locales": locale.pk, **options}
    response = client.post(reverse("simple_translation:submit_page_translation", args=[page.pk]), data)
    assert response.status_code == 302
    translated = page.get_translation(locale)
    for each in [translated, *translated.get_descendants().specific()]:
        each.save_revision().publish()
    return type(page).objects.get(pk=translated.pk)


def test_translated_section_has_its_own_addresses_and_one_lock(settings, home, spanish, private_folder, admin_client):
    section = make_section(home, slug="maig-u")
    SharedPassword.objects.create_password(section, PASSWORD)
    recording = make_recording(captions=("en", "es"))
    session = make_session(
        section, slug="civil", speakers=[("speaker", {"name": "Amara"})], members_content=[("recording", recording)]
    )
    translate(admin_client, home, spanish)
    spanish_section = translate(admin_client, section, spanish, include_subtree="on")
    spanish_session = session.get_translation(spanish)

    assert spanish_session.get_parent().pk == spanish_section.pk
    page = Client().get("/es/maig-u/civil/").content.decode()
    assert "Amara" in page
    for code in ("en", "es"):
        assert f'hreflang="{code}" href="http://localhost/{code}/maig-u/civil/"' in page
    for path in ("feed/", "calendar.ics", "civil/calendar.ics"):
        response = Client().get(f"/es/maig-u/{path}")
        assert response.status_code == 200
        assert "/es/maig-u/civil/" in response.content.decode()
        assert "/en/maig-u/" not in response.content.decode()
    settings.MAIGU_WAGTAIL_BASE_TEMPLATE_HAS = ["translations"]
    settings.MAIGU_WAGTAIL_PAGE_CACHE = None
    assert "hreflang" not in Client().get("/es/maig-u/civil/").content.decode()

    member = Client()
    opened = member.post("/es/maig-u/unlock/", {"password": PASSWORD, "next": "/es/maig-u/civil/watch/"})
    assert (opened.status_code, opened["Location"]) == (303, "/es/maig-u/civil/watch/")
    for code in ("en", "es"):
        watch = member.get(f"/{code}/maig-u/civil/watch/")
        assert watch.status_code == 200
        for language in ("en", "es"):
            assert f'srclang="{language}"' in watch.content.decode()
    assert Client().get("/es/maig-u/civil/watch/").status_code == 403


def test_optional_texts_left_out_in_code_are_empty(section):
    transcript = ("transcript", {"text": "Welcome."})
    people = [(kind, {"name": "Amara"}) for kind in ("speaker", "moderator")]
    made = make_session(section, speakers=people, members_content=[transcript])
    session = type(made).objects.get(pk=made.pk)

    # Not None: wagtail-localize takes each for a text to translate.
    for person in session.speakers:
        assert {name: person.value[name] for name in OPTIONAL} == dict.fromkeys(OPTIONAL, "")
    assert session.members_content[0].value["title"] == ""
