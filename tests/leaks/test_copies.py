"""The walk over what becomes of a page: alias, copy, translation, move, another site."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, PageViewRestriction, Site

from maigu_wagtail.models import SharedPassword
from tests.factories import make_section
from tests.leaks import library as planted
from tests.leaks.library import MARK, everything_of, plant, plant_drafts, unlock
from tests.pages.models import NotePage

pytestmark = pytest.mark.urls("tests.leaks.urls")


@pytest.fixture
def other_section(home):
    return make_section(home, slug="other")


def assert_for_members_alone(address, page, canary, member):
    """Assert that a member gets the page and that pages, APIs, search and sitemap give it to nobody else."""
    assert canary in everything_of(member.get(address))
    stranger = Client()
    response = stranger.get(address)
    assert response.status_code == 403
    assert MARK not in everything_of(response)
    for listing in (
        "/api/v2/pages/?fields=*&limit=20",
        "/api/v2/pages/?type=pages.NotePage&fields=*",
        "/api/v3/pages/",
    ):
        assert MARK not in everything_of(stranger.get(listing))
    for detail in (f"/api/v2/pages/{page.pk}/", f"/api/v3/pages/{page.pk}/"):
        assert MARK not in everything_of(stranger.get(detail))
    assert stranger.get("/search/", {"q": canary}).json()["count"] == 0
    if isinstance(page, NotePage):
        assert page.url not in stranger.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("place", ["home", "other section"])
@pytest.mark.parametrize("name", ["session", "own", "note", "below"])
def test_alias_stays_for_members(home, other_section, library, member, place, name):
    canary = {
        "session": planted.SECTION_TEXT,
        "own": planted.OWN_TEXT,
        "note": planted.WHOLE_BODY,
        "below": planted.BELOW_BODY,
    }[name]
    page = getattr(library, name)
    is_session = name in ("session", "own")
    parent = home if place == "home" else other_section
    if is_session and place == "home":
        parent = library.section
    if not is_session and place == "other section":
        password = "for the other section"
        SharedPassword.objects.create_password(other_section, password)
        assert unlock(member, other_section, password).status_code == 303

    alias = page.create_alias(parent=parent, update_slug="alias")
    again = alias.create_alias(parent=parent, update_slug="alias-of-alias")

    for each in (alias, again):
        assert_for_members_alone(f"{each.url}watch/" if is_session else each.url, each, canary, member)


def test_alias_becomes_members_only_when_its_page_moves_into_a_section(home, library, member):
    outside = home.add_child(instance=NotePage(title="Outside", slug="outside", body=f"<p>{MARK}moved</p>"))
    below = outside.add_child(instance=NotePage(title="Under", slug="under", body=f"<p>{MARK}under</p>"))
    alias = outside.create_alias(recursive=True, parent=home, update_slug="alias")
    assert MARK in everything_of(Client().get(f"/api/v2/pages/{alias.pk}/"))

    outside.move(library.section, pos="last-child")

    assert_for_members_alone(alias.url, alias, f"{MARK}moved", member)
    assert_for_members_alone("/maig-u/outside/", type(outside).objects.get(pk=outside.pk), f"{MARK}moved", member)
    assert_for_members_alone("/maig-u/outside/under/", type(below).objects.get(pk=below.pk), f"{MARK}under", member)
    assert_for_members_alone("/alias/under/", alias.get_children().get().specific, f"{MARK}under", member)


def test_alias_of_a_section_has_the_lock_of_its_original(home, library, member):
    alias = library.section.create_alias(recursive=True, parent=home, update_slug="alias")

    notes = NotePage.objects.get(url_path__endswith="/alias/notes/")
    session = alias.sessions().get(slug="civil")
    assert_for_members_alone("/alias/notes/", notes, planted.WHOLE_BODY, member)
    assert_for_members_alone("/alias/civil/watch/", session, planted.SECTION_TEXT, member)
    newcomer = Client()
    assert unlock(newcomer, alias).status_code == 303
    assert planted.SECTION_TEXT in everything_of(newcomer.get("/maig-u/civil/watch/"))


def test_translation_shares_the_lock(settings, home, library, member):
    settings.WAGTAIL_I18N_ENABLED = True
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES = [("en", "English"), ("es", "Spanish")]
    spanish = Locale.objects.create(language_code="es")
    library.section.copy_for_translation(spanish, copy_parents=True)
    for page in (library.session, library.own, library.note):
        page.copy_for_translation(spanish).save_revision().publish()
    library.section.get_translation(spanish).specific.save_revision().publish()
    root = home.get_translation(spanish)
    Site.objects.create(hostname="es.example.org", root_page_id=root.pk)
    as_spaniard = {"HTTP_HOST": "es.example.org"}

    for slug, canary in (("civil/watch/", planted.SECTION_TEXT), ("attorneys/watch/", planted.OWN_TEXT)):
        address = f"/{library.section.get_translation(spanish).slug}/{slug}"
        translated = member.get(address, **as_spaniard)
        assert canary in everything_of(translated)
        assert MARK not in everything_of(Client().get(address, **as_spaniard))
    for address in ("/api/v2/pages/?locale=es&fields=*", f"/api/v2/pages/?translation_of={library.note.pk}"):
        assert MARK not in everything_of(Client().get(address))


def test_copy_of_a_section_has_no_password_and_stays_locked(home, library, member):
    copy = library.section.copy(recursive=True, to=home, update_attrs={"slug": "copy", "title": "Copy"})

    assert not SharedPassword.objects.of_page(copy).exists()
    for path in ("civil/watch/", "attorneys/watch/", "notes/", "notes/more/"):
        assert MARK in everything_of(member.get(f"/maig-u/{path}"))
        response = member.get(f"/copy/{path}")
        assert response.status_code == 403
        assert MARK not in everything_of(response)
    assert unlock(Client(), copy).status_code == 403
    assert MARK not in everything_of(Client().get("/api/v2/pages/?type=pages.NotePage&fields=*"))


@pytest.mark.parametrize("access", ["section", "own"])
def test_session_moved_to_another_section_keeps_its_access(library, other_section, member, access):
    session = library.session if access == "section" else library.own

    session.move(other_section, pos="last-child")

    session = type(session).objects.get(pk=session.pk)
    address = f"/other/{session.slug}/watch/"
    assert MARK not in everything_of(Client().get(address))
    # Its own password moves along; the section's password stays with the section.
    assert (MARK in everything_of(member.get(address))) == (access == "own")
    assert session.access == access


def test_members_only_page_is_locked_by_its_place_in_the_tree(home, library, member):
    note = library.note
    assert_for_members_alone("/maig-u/notes/", note, planted.WHOLE_BODY, member)

    note.move(home, pos="last-child")

    for visitor in (Client(), member):
        for address in ("/notes/", "/notes/more/", f"/api/v2/pages/{note.pk}/", f"/api/v2/pages/{library.below.pk}/"):
            assert MARK not in everything_of(visitor.get(address))
    for page in (note, library.below):
        NotePage.objects.get(pk=page.pk).save_revision().publish()
    assert planted.WHOLE_BODY in everything_of(Client().get("/notes/"))
    assert planted.BELOW_BODY in everything_of(Client().get(f"/api/v2/pages/{library.below.pk}/"))
    assert not PageViewRestriction.objects.exists()

    type(note).objects.get(pk=note.pk).move(library.section, pos="last-child")

    assert_for_members_alone("/maig-u/notes/", NotePage.objects.get(pk=note.pk), planted.WHOLE_BODY, member)
    assert_for_members_alone("/maig-u/notes/more/", NotePage.objects.get(slug="more"), planted.BELOW_BODY, member)


def test_copy_of_a_members_only_page_is_locked_by_its_place_in_the_tree(home, library, member):
    inside = library.note.copy(update_attrs={"slug": "inside"}, recursive=True)
    outside = library.note.copy(to=home, update_attrs={"slug": "outside"}, recursive=True)

    for address in ("/outside/", "/outside/more/", f"/api/v2/pages/{outside.pk}/"):
        assert MARK not in everything_of(Client().get(address))
    NotePage.objects.get(pk=outside.pk).save_revision().publish()
    assert planted.WHOLE_BODY in everything_of(Client().get("/outside/"))
    assert planted.WHOLE_BODY in everything_of(Client().get(f"/api/v2/pages/{outside.pk}/"))
    outside.delete()
    assert_for_members_alone("/maig-u/inside/", inside, planted.WHOLE_BODY, member)
    assert PageViewRestriction.objects.filter(page_id=inside.pk).count() == 1
    assert PageViewRestriction.objects.count() == 2


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_members_only_page_stays_hidden_when_its_own_restriction_is_lifted(library, member, kind):
    library.note.view_restrictions.all().delete()
    restriction = library.note.view_restrictions.get()
    restriction.restriction_type = kind
    restriction.save()
    assert MARK not in everything_of(member.get("/maig-u/notes/"))
    assert MARK not in everything_of(Client().get("/api/v2/pages/?type=pages.NotePage&fields=*"))

    restriction.delete()

    assert_for_members_alone("/maig-u/notes/", library.note, planted.WHOLE_BODY, member)


def test_members_only_pages_need_one_restriction_per_tree(library):
    library.note.add_child(instance=NotePage(title="Third", slug="third"))

    assert list(PageViewRestriction.objects.values_list("page_id", flat=True)) == [library.note.pk]


def test_pages_loaded_without_signals_are_hidden_after_a_rebuild(library, member):
    PageViewRestriction.objects.all()._raw_delete("default")
    assert MARK in everything_of(Client().get("/api/v2/pages/?type=pages.NotePage&fields=*"))

    call_command("maigu_rebuild", verbosity=0)

    assert_for_members_alone("/maig-u/notes/", library.note, planted.WHOLE_BODY, member)


def test_second_site_neither_shares_pages_nor_unlocks(home, library, member):
    other_home = home.get_parent().add_child(instance=type(home)(title="Other", slug="other-home"))
    Site.objects.create(hostname="other.example.org", root_page=other_home)
    theirs = plant(other_home)
    theirs.password.revoke()
    theirs.own_password.revoke()
    SharedPassword.objects.create_password(theirs.section, "the password of the other site")
    there = {"HTTP_HOST": "other.example.org"}

    for path in ("civil/watch/", "attorneys/watch/", "notes/", "notes/more/"):
        assert MARK in everything_of(member.get(f"/maig-u/{path}"))
        assert MARK not in everything_of(member.get(f"/maig-u/{path}", **there))
    for address in ("/api/v2/pages/?fields=*", "/api/v2/sessions/?fields=*", "/sitemap.xml", "/api/v3/pages/"):
        assert MARK not in everything_of(member.get(address, **there))
    stranger = Client()
    refused = stranger.post("/maig-u/unlock/", {"password": planted.PASSWORD, "next": "/maig-u/civil/watch/"}, **there)
    assert refused.status_code == 403
    assert "maigu_unlock_token" not in refused.cookies
    opened = stranger.post("/maig-u/unlock/", {"password": "the password of the other site"}, **there)
    assert opened.status_code == 303
    assert MARK in everything_of(stranger.get("/maig-u/civil/watch/", **there))
    assert MARK not in everything_of(stranger.get("/maig-u/civil/watch/"))


def test_unlock_address_without_a_published_section_is_not_found(client, home, library):
    draft = make_section(home, slug="draft", live=False)
    other_home = home.get_parent().add_child(instance=type(home)(title="Other", slug="other-home"))
    elsewhere = make_section(other_home, slug="elsewhere")
    for section in (draft, elsewhere):
        SharedPassword.objects.create_password(section, "a password that is right")
    missing = everything_of(client.post("/missing/unlock/", {"password": "a password that is right"}))

    assert missing.startswith("404")
    for path in ("/draft/", "/elsewhere/", "/maig-u/civil/", "/maig-u/notes/", f"/{library.session.pk}/", "/"):
        for door in ("unlock/", "lock/"):
            response = client.post(f"{path}{door}", {"password": "a password that is right"})

            assert everything_of(response) == missing


def test_wagtail_password_form_reveals_nothing_through_our_restriction(client, library):
    plant_drafts(library)
    mark = library.note.view_restrictions.get()
    typed = ("", planted.PASSWORD, "x")

    for page in [*library.pages, *library.section.sessions().not_live()]:
        address = f"/_util/authenticate_with_password/{mark.pk}/{page.pk}/"
        for response in (client.get(address), *(client.post(address, {"password": text}) for text in typed)):
            assert response.status_code == 200
            assert not {page.title, page.slug, MARK} & set(re.findall(r"[\w ]+", everything_of(response)))
            assert MARK not in everything_of(client.get("/maig-u/notes/"))


@pytest.mark.parametrize("way", ["save", "update"])
def test_alias_of_a_public_session_locks_with_its_original(library, other_section, member, way):
    session = library.open
    alias = session.create_alias(parent=other_section, update_slug="alias")
    again = alias.create_alias(parent=other_section, update_slug="alias-of-alias")
    addresses = [f"{page.url}watch/" for page in (alias, again)]
    for address in addresses:
        assert planted.OPEN_TEXT in everything_of(Client().get(address))

    if way == "save":
        session.access = "section"
        session.save()
    else:
        type(session).objects.filter(pk=session.pk).update(access="section")

    for page, address in zip((alias, again), addresses, strict=True):
        assert Client().get(address).status_code == 403
        assert MARK not in everything_of(Client().get(address))
        assert planted.OPEN_TEXT in everything_of(member.get(address))
        content = Client().get(f"/api/v2/sessions/{page.pk}/content/")
        assert content.status_code == 401
        assert Client().get(f"/api/v2/sessions/{page.pk}/").json()["access"]["locked"] is True


def test_alias_becomes_public_with_its_original_saved_in_code(library, other_section):
    alias = library.session.create_alias(parent=other_section, update_slug="alias")

    library.session.access = "public"
    library.session.save()

    assert planted.SECTION_TEXT in everything_of(Client().get(f"{alias.url}watch/"))
