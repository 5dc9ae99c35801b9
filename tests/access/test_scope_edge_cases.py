"""Locks and privacy at the edges: pages that routing came by, marks that were made twice, and Wagtail's own settings."""

from uuid import uuid4

import pytest
import swapper
from django.contrib.auth.models import AnonymousUser, Group, User
from django.test import RequestFactory
from wagtail.models import Locale, PageLogEntry, PageViewRestriction

from maigu_wagtail.access.audit_log import PAGE_WITHDRAWN
from maigu_wagtail.access.scope import (
    Lock,
    came_through_no_section,
    is_in_section,
    lock_of,
    mark_members_only,
    mark_tree_members_only,
    original_of,
    own_key,
    pages_of_locks,
    section_above,
    withdraw,
)
from maigu_wagtail.models import Access
from maigu_wagtail.sessions.privacy import may_enter
from tests.doors import make_page, queries_of
from tests.factories import make_section, make_session


def page_model():
    return swapper.load_model("wagtailcore", "Page")


def restrictions(page):
    return list(PageViewRestriction.objects.filter(page_id=page.pk).values_list("restriction_type", flat=True))


def restrict(page, kind="login", **fields):
    return PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind, **fields)


def unmark(*pages):
    """Take the marks away as no site does: what is deleted would be put back."""
    attic = page_model().objects.filter(depth=2).last()
    marks = PageViewRestriction.objects.filter(page_id__in=[page.pk for page in pages])
    marks.update(page_id=attic.pk, restriction_type="groups")


def marked(page):
    """Mark ``page`` as if nothing had been done for it yet."""
    unmark(page)
    mark_members_only(page)
    return restrictions(page)


def request_of(user=None):
    request = RequestFactory().get("/")
    request.user, request.session = user or AnonymousUser(), {}
    return request


def routed(root, *slugs):
    """Return what Wagtail's routing finds, with the way it took."""
    return root.specific.route(RequestFactory().get("/"), list(slugs)).page


# --- Which lock -------------------------------------------------------------------------------------------------------


def test_alias_of_an_alias_has_the_key_of_the_original(home, section):
    session = make_session(section, access=Access.OWN)
    other = make_section(home)
    alias = session.create_alias(parent=other, update_slug="alias")
    second = alias.create_alias(parent=other, update_slug="second")

    assert original_of(session) == session
    assert original_of(second).pk == original_of(alias).pk == session.pk
    assert own_key(second) == own_key(alias) == session.translation_key != alias.translation_key
    assert lock_of(second.specific) == Lock(session.translation_key, section.translation_key)


def test_page_finds_the_nearest_section_through_its_original(home, section):
    inner = make_section(make_page(section, "between"))
    page = make_page(inner, "page")

    assert section_above(page) == inner
    assert section_above(make_session(inner)) == inner
    assert section_above(home) is None
    assert section_above(page.create_alias(parent=home, update_slug="alias")) == inner
    assert section_above(page.create_alias(parent=section, update_slug="nearer")) == section
    assert section_above(make_page(home, "plain").create_alias(parent=home, update_slug="plain-alias")) is None


@pytest.mark.parametrize("access", [Access.SECTION, Access.PUBLIC, Access.OWN])
def test_only_a_session_with_its_own_password_has_its_own_lock(section, access):
    session = make_session(section, access=access)

    key = session.translation_key if access == Access.OWN else section.translation_key
    assert lock_of(session) == Lock(key, section.translation_key)


def test_pages_of_locks_are_the_requested_ones_without_aliases(settings, home, section):
    settings.WAGTAIL_I18N_ENABLED = True
    other = make_section(home)
    alias = section.create_alias(parent=home, update_slug="alias")
    spanish = Locale.objects.create(language_code="es")
    home.copy_for_translation(spanish)
    translated = other.copy_for_translation(spanish)
    other.refresh_from_db()

    pages = pages_of_locks({section.translation_key, other.translation_key, alias.translation_key, uuid4()})

    assert {key: page.pk for key, page in pages.items()} == {
        section.translation_key: section.pk,
        other.translation_key: other.pk,
    }
    assert translated.translation_key == other.translation_key
    assert pages_of_locks(set()) == {}


def test_page_of_a_lock_is_in_the_default_language_in_any_order(settings, home):
    settings.WAGTAIL_I18N_ENABLED = True
    spanish = Locale.objects.create(language_code="es")
    root = home.copy_for_translation(spanish)
    first = make_section(root, locale=spanish)
    english = first.copy_for_translation(Locale.objects.get(language_code="en"))

    assert english.pk > first.pk
    assert pages_of_locks({first.translation_key})[first.translation_key].pk == english.pk


def test_section_and_its_descendants_are_in_a_section(home, section):
    assert [is_in_section(page) for page in (section, make_page(section, "below"), home)] == [True, True, False]


def test_our_restriction_accepts_nobody(home, section):
    page = make_page(section, "below")

    (mark,) = PageViewRestriction.objects.filter(page_id=page.pk)

    assert mark.accept_request(request_of()) is False


def test_withdrawn_page_is_unpublished_and_logged_with_the_reason(home, section):
    page = make_page(home, "outside")
    below = make_page(page, "below")

    withdraw(page)

    for each in (page, below):
        each.refresh_from_db()
    assert (page.live, below.live) == (False, False)
    assert PageLogEntry.objects.filter(page=page.pk, action=PAGE_WITHDRAWN).count() == 1


# --- The way that routing took ----------------------------------------------------------------------------------------


def test_routed_page_is_known_to_be_outside_every_section(home, section):
    make_page(make_page(home, "plain"), "deeper")
    make_page(make_page(section, "whole"), "deeper")

    elsewhere = routed(home, "plain", "deeper")
    below = routed(home, section.slug, "whole", "deeper")

    result, queries = queries_of(lambda: came_through_no_section(elsewhere))
    assert (result, queries) == (True, 0)
    assert came_through_no_section(routed(home, "plain"))
    assert came_through_no_section(home)
    assert not came_through_no_section(below)
    assert not came_through_no_section(routed(home, section.slug, "whole"))


def test_page_not_routed_is_known_by_its_parents(home, section):
    outside = make_page(make_page(home, "plain"), "deeper")
    below = make_page(make_page(section, "whole"), "deeper")

    assert came_through_no_section(page_model().objects.get(pk=outside.pk))
    assert not came_through_no_section(page_model().objects.get(pk=below.pk))


def test_page_routed_by_another_parent_or_alias_may_be_below_a_section(home, section):
    plain = make_page(home, "plain")
    make_page(plain, "deeper")
    page = routed(home, "plain", "deeper")
    assert came_through_no_section(page)

    page._cached_parent_obj = make_page(home, "other")
    assert not came_through_no_section(page)
    page._cached_parent_obj = None
    assert not came_through_no_section(page)
    make_page(section, "whole").create_alias(parent=home, update_slug="alias")
    assert not came_through_no_section(routed(home, "alias"))


# --- Pages that are members-only as a whole ---------------------------------------------------------------------------


def test_restriction_is_added_once(section):
    whole = make_page(section, "whole")

    mark_members_only(whole)
    assert restrictions(whole) == ["none"]
    first = PageViewRestriction.objects.get(page_id=whole.pk)
    restrict(whole, "none")
    mark_members_only(whole)

    assert list(PageViewRestriction.objects.filter(page_id=whole.pk)) == [first]
    assert marked(whole) == ["none"]


def test_restriction_is_added_only_to_the_topmost_members_only_page(home, section):
    whole = make_page(section, "whole")
    deeper = make_page(whole, "deeper")

    assert marked(deeper) == []
    unmark(whole)
    assert marked(deeper) == ["none"]
    for page in (section, make_session(section), make_page(home, "plain")):
        assert marked(page) == []


def test_restriction_is_removed_when_no_longer_needed(home):
    plain, other = make_page(home, "plain"), make_page(home, "other")
    for page in (plain, other):
        PageViewRestriction.objects.bulk_create([PageViewRestriction(page_id=page.pk, restriction_type="none")])

    mark_members_only(plain)

    assert (restrictions(plain), restrictions(other)) == ([], ["none"])


def test_whole_tree_and_its_aliases_are_restricted(home, section):
    whole = make_page(section, "whole")
    deeper = make_page(whole, "deeper")
    alias = deeper.create_alias(parent=home, update_slug="alias")
    plain = make_page(home, "plain")
    pages = (section, whole, deeper, alias, plain)
    unmark(*pages)

    mark_tree_members_only(section)

    assert [restrictions(page) for page in pages] == [[], ["none"], [], ["none"], []]
    unmark(*pages)
    assert [restrictions(page) for page in pages] == [[]] * 5
    mark_tree_members_only(whole)
    assert [restrictions(page) for page in pages] == [[], ["none"], [], ["none"], []]


# --- Wagtail's own privacy settings -----------------------------------------------------------------------------------


@pytest.fixture
def session(section):
    return make_session(section)


def fresh(page):
    return type(page).objects.get(pk=page.pk)


def test_visitor_who_passes_all_restrictions_may_enter(home, section, session):
    group = Group.objects.create(name="Spring")
    member, other = User.objects.create_user("member"), User.objects.create_user("other")
    member.groups.add(group)

    assert may_enter(request_of(), fresh(session))
    restrict(section, "login")
    assert [may_enter(request_of(user), fresh(session)) for user in (None, other, member)] == [False, True, True]
    restrict(session, "groups").groups.add(group)
    assert [may_enter(request_of(user), fresh(session)) for user in (None, other, member)] == [False, False, True]


def test_our_restriction_alone_keeps_nobody_out(section):
    whole = make_page(section, "whole")
    assert restrictions(whole) == ["none"]

    assert may_enter(request_of(), whole)


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_restriction_on_any_ancestor_is_found(home, section, session, depth):
    restrict(make_session(section))
    restrict(make_section(home))
    assert may_enter(request_of(), fresh(session))

    restrict((home, section, session)[depth])

    assert not may_enter(request_of(), fresh(session))


def test_both_restrictions_of_a_page_are_checked(section, session):
    restrict(session, "login")
    restrict(session, "password", password=session.slug)

    assert not may_enter(request_of(User.objects.create_user("member")), fresh(session))
    assert len(fresh(session).get_view_restrictions()) == 2


def test_unsaved_change_of_language_stays(session):
    spanish = Locale.objects.create(language_code="es")
    page = fresh(session)
    page.locale = spanish

    assert list(page.get_view_restrictions()) == []
    assert page.locale == spanish


def test_deleted_page_has_no_restrictions(section, session):
    page = fresh(session)
    page_model = swapper.load_model("wagtailcore", "Page")
    page_model.objects.get(pk=session.pk).delete()

    assert list(page.get_view_restrictions()) == []


def test_listed_sessions_say_whether_they_are_restricted(client, home, section):
    make_session(section, title="Open")
    closed = make_session(section, title="Closed")
    restrict(closed)
    alias = closed.create_alias(parent=section, update_slug="alias")
    assert alias.title == "Closed"

    assert client.get(f"{section.url}session-nowhere/").status_code == 404
    assert client.get(fresh(closed).url).status_code == 302
    assert client.get(fresh(alias).specific.url).status_code == 302
    assert client.get(section.sessions().get(title="Open").url).status_code == 200
    restrict(home)
    assert client.get(section.sessions().get(title="Open").url).status_code == 302
