from importlib import import_module
from uuid import uuid4

import pytest
import swapper
from django.contrib.sessions.models import Session
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, ModelLogEntry, PageLogEntry, PageViewRestriction

from maigu_wagtail.access.scope import Lock, lock_of, mark_members_only, own_key, pages_of_locks, section_above
from maigu_wagtail.models import ClientAttempts, SharedPassword
from tests.doors import queries_of
from tests.factories import make_section, make_session


@pytest.fixture
def session(section):
    return make_session(section)


def make_page(parent, slug="plain"):
    """Add a page of a type that knows nothing of this package."""
    page_model = swapper.load_model("wagtailcore", "Page")
    return parent.add_child(instance=page_model(title=slug.title(), slug=slug))


def alias_of(page, parent=None, slug="alias"):
    return CreatePageAliasAction(page, parent=parent, update_slug=slug, user=None).execute(skip_permission_checks=True)


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def restrictions(page):
    return list(PageViewRestriction.objects.filter(page_id=page.pk).values_list("restriction_type", flat=True))


# --- Which lock a page has --------------------------------------------------------------------------------------------


def test_section_has_its_own_lock_and_its_sessions_share_it(section, session):
    lock = Lock(key=section.translation_key, section_key=section.translation_key)

    assert lock_of(section) == lock
    assert lock_of(session) == lock
    assert lock_of(fresh(session)) == lock


def test_session_with_its_own_password_has_a_lock_counted_in_its_section(section):
    session = make_session(section, access="own")

    assert lock_of(session) == Lock(key=session.translation_key, section_key=section.translation_key)


def test_page_below_a_section_has_the_lock_of_the_nearest_one(home, section):
    page = make_page(make_page(section), "deeper")
    inner = make_section(page)

    assert lock_of(page).key == section.translation_key
    assert lock_of(make_page(inner)).key == inner.translation_key
    assert section_above(page) == section


def test_page_outside_every_section_has_no_lock(home, section):
    assert lock_of(home) is None
    assert lock_of(make_page(home)) is None


def test_aliases_share_the_lock_of_their_original(home, section, session):
    own = make_session(section, access="own")
    other = make_section(home)

    for page in (session, own):
        alias = alias_of(page, other).specific
        alias_of_alias = alias_of(alias, other, "second").specific
        assert alias.translation_key != page.translation_key
        assert lock_of(alias) == lock_of(alias_of_alias) == lock_of(page)
        for made in (alias_of_alias, alias):
            made.delete()


def test_aliases_of_a_section_and_of_its_alias_share_its_lock(home, section):
    alias = alias_of(section)
    second = alias_of(alias, slug="second")

    for page in (alias, second, make_session(fresh(alias).specific), make_page(fresh(second).specific)):
        assert lock_of(page.specific) == lock_of(section)
        assert own_key(alias) == own_key(second) == section.translation_key


def test_translations_share_the_lock(settings, home, section, session):
    settings.WAGTAIL_I18N_ENABLED = True
    own = make_session(section, access="own")
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)

    translated = section.copy_for_translation(spanish)

    assert lock_of(translated) == lock_of(section)
    for page in (session, own):
        assert lock_of(page.copy_for_translation(spanish)) == lock_of(page)


def test_copies_have_locks_of_their_own(section, session):
    own = make_session(section, access="own")

    copy = section.copy(recursive=True, update_attrs={"slug": "copy"})

    keys = {lock_of(page).key for page in (copy, *copy.sessions())}
    assert len(keys) == 2
    assert keys.isdisjoint({section.translation_key, own.translation_key})


def test_pages_of_locks_are_originals_in_the_default_language(settings, home, section):
    settings.WAGTAIL_I18N_ENABLED = True
    alias_of(section)
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)
    section.copy_for_translation(spanish)

    pages = pages_of_locks({section.translation_key, uuid4()})

    assert {key: page.pk for key, page in pages.items()} == {section.translation_key: section.pk}


# --- Passwords that no page is left for -------------------------------------------------------------------------------


def test_password_stays_while_a_translation_of_its_page_exists(settings, home, section):
    settings.WAGTAIL_I18N_ENABLED = True
    password = SharedPassword.objects.create_password(section, "correct horse")
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)
    translated = section.copy_for_translation(spanish)

    section.delete()
    assert list(SharedPassword.objects.all()) == [password]
    fresh(translated).delete()

    assert not SharedPassword.objects.exists()


def test_password_stays_when_an_alias_of_its_page_is_deleted(section):
    password = SharedPassword.objects.create_password(section, "correct horse")
    alias = alias_of(section)

    fresh(alias).delete()

    assert list(SharedPassword.objects.of_page(section)) == [password]


def test_alias_of_a_deleted_original_is_locked_without_a_password(section):
    SharedPassword.objects.create_password(section, "correct horse")
    alias = alias_of(section)

    section.delete()

    assert not SharedPassword.objects.exists()
    assert lock_of(fresh(alias).specific).key == alias.translation_key


# --- Pages that are members-only as a whole ---------------------------------------------------------------------------


def test_page_below_a_section_is_not_public(section, session):
    page_model = swapper.load_model("wagtailcore", "Page")

    whole = make_page(section)
    deeper = make_page(whole, "deeper")

    public = set(page_model.objects.public().values_list("pk", flat=True))
    assert {section.pk, session.pk} <= public
    assert public.isdisjoint({whole.pk, deeper.pk})
    assert [restrictions(page) for page in (section, session, whole, deeper)] == [[], [], ["none"], []]


def test_pages_elsewhere_and_public_pages_are_never_restricted(home, section, session):
    page = make_page(home)

    for each in (home, page, section, session, home.get_parent()):
        mark_members_only(each)

    assert not PageViewRestriction.objects.exists()


def test_restricting_a_page_adds_nothing_to_its_history(section):
    page = make_page(section)

    assert restrictions(page) == ["none"]
    assert not PageLogEntry.objects.filter(page_id=page.pk, action__contains="view_restriction").exists()
    assert not ModelLogEntry.objects.exists()


def test_page_is_restricted_while_it_is_below_a_section(home, section):
    page = make_page(home)
    deeper = make_page(page, "deeper")

    page.move(section, pos="last-child")
    assert [restrictions(page), restrictions(deeper)] == [["none"], []]
    fresh(page).move(home, pos="last-child")

    assert [restrictions(page), restrictions(deeper)] == [[], []]


def test_page_added_below_a_members_only_page_is_public_when_both_move_out(home, section):
    whole = make_page(section)
    deeper = make_page(whole, "deeper")

    whole.move(home, pos="last-child")

    public = swapper.load_model("wagtailcore", "Page").objects.public()
    assert {whole.pk, deeper.pk} <= set(public.values_list("pk", flat=True))


def test_page_moved_up_from_a_members_only_page_is_restricted_itself(section):
    deeper = make_page(make_page(section), "deeper")

    deeper.move(section, pos="last-child")

    assert restrictions(deeper) == ["none"]


def test_page_copied_out_of_a_section_is_public_but_its_alias_is_not(home, section):
    page = make_page(section)

    out = page.copy(to=home, update_attrs={"slug": "out"})
    within = page.copy(to=section, update_attrs={"slug": "within"})
    alias_out, alias_within = alias_of(page, home, "alias-out"), alias_of(page, section, "alias-within")

    assert [restrictions(each) for each in (page, out, within, alias_out, alias_within)] == [
        *(["none"], [], ["none"], ["none"], ["none"]),
    ]


def test_page_copied_into_a_section_is_restricted(home, section):
    page = make_page(home)

    copy = page.copy(to=section, update_attrs={"slug": "copy"})

    assert restrictions(copy) == ["none"]


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_restriction_set_by_an_editor_stays_beside_ours(section, kind):
    page = make_page(section)

    restriction = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind)
    assert restrictions(page) == ["none", kind]
    restriction.delete()

    assert restrictions(page) == ["none"]


def test_our_restriction_is_restored_when_an_editor_changes_it(section):
    page = make_page(section)

    restriction = PageViewRestriction.objects.get(page_id=page.pk)
    restriction.restriction_type = "login"
    restriction.save()

    assert sorted(restrictions(page)) == ["login", "none"]


def test_restricted_page_gets_our_restriction_too_below_a_section(home, section):
    page = make_page(home)
    PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")

    page.move(section, pos="last-child")

    assert restrictions(page) == ["login", "none"]


def test_our_restriction_is_restored_when_an_editor_removes_it(section):
    page = make_page(section)

    PageViewRestriction.objects.get(page_id=page.pk).delete()
    assert restrictions(page) == ["none"]
    PageViewRestriction.objects.filter(page_id=page.pk).delete()

    assert restrictions(page) == ["none"]


def test_restriction_set_by_an_editor_elsewhere_stays(home, section, session):
    for page in (home, section, session):
        PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")

    assert [restrictions(page) for page in (home, section, session)] == [["login"]] * 3


def test_deleting_a_members_only_page_leaves_nothing_behind(section):
    page = make_page(section)
    make_page(page, "deeper")

    page.delete()

    assert not PageViewRestriction.objects.exists()


def test_deleting_other_models_needs_no_extra_query(db):
    for number in range(3):
        Session.objects.create(session_key=f"key-{number}", session_data="", expire_date=timezone.now())
        ClientAttempts.objects.create(client=f"client-{number}", since=timezone.now())

    for model in (Session, ClientAttempts):
        assert queries_of(model.objects.all().delete)[1] == 1


def test_handlers_are_connected_once():
    handlers = import_module("maigu_wagtail.signal_handlers")
    from django.db.models.signals import post_save

    found = [receiver for receiver in post_save.receivers if receiver[1]() is handlers.mark_new_page]

    assert len(found) == 1
