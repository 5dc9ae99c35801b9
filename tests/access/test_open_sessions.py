"""The policy for many sessions at once has to decide as the policy for each of them does."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from maigu_wagtail.access import grants
from maigu_wagtail.access.open_sessions import open_sessions
from maigu_wagtail.access.policy import COOKIE, examine, open_locks
from maigu_wagtail.access.scope import own_key
from maigu_wagtail.models import Access, SharedPassword
from maigu_wagtail.sessions.privacy import may_enter
from tests.factories import make_section, make_session


@pytest.fixture
def other(home):
    return make_section(home, slug="other")


@pytest.fixture
def passwords(section, other):
    """Passwords of the section, of one session of it, of another section, and of a session there."""
    own = make_session(section, slug="own", access=Access.OWN)
    make_session(section, slug="own-without-password", access=Access.OWN)
    make_session(section, slug="plain")
    make_session(section, slug="public", access=Access.PUBLIC)
    make_session(section, slug="draft", live=False)
    theirs = make_session(other, slug="theirs")
    theirs_own = make_session(other, slug="theirs-own", access=Access.OWN)
    theirs_public = make_session(other, slug="theirs-public", access=Access.PUBLIC)
    for session in (own, theirs, theirs_own, theirs_public):
        alias = session.create_alias(parent=section, update_slug=f"alias-{session.slug}")
        alias.create_alias(parent=section, update_slug=f"again-{session.slug}")
    make_session(other, slug="not-here")
    pages = {"section": section, "own": own, "other": other, "theirs own": theirs_own}
    return {name: SharedPassword.objects.create_password(page, f"words of {name}") for name, page in pages.items()}


def request_with(*passwords, user=None, issued_at=None):
    tokens = [grants.sign(grants.issue(each.pk, each.version, issued_at or timezone.now())) for each in passwords]
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = grants.join(tokens)
    request.user, request.session = user or AnonymousUser(), {}
    return request


def one_by_one(request, section):
    sessions = section.sessions().live()
    if not examine(request, section).is_unlocked:
        return set()
    return {
        each.slug
        for each in sessions
        if examine(request, each).is_unlocked
        and may_enter(request, each)
        and (not each.alias_of_id or may_enter(request, each.alias_of.specific))
    }


def at_once(request, section):
    return set(open_sessions(request, section).values_list("slug", flat=True))


@pytest.mark.parametrize(
    "held",
    [
        (),
        ("own",),
        ("other", "theirs own"),
        ("section",),
        ("section", "own"),
        ("section", "other"),
        ("section", "theirs own"),
        ("section", "own", "other", "theirs own"),
    ],
    ids=", ".join,
)
def test_decides_as_for_each_session(section, passwords, held):
    request = request_with(*(passwords[name] for name in held))

    assert at_once(request, section) == one_by_one(request, section)
    assert ("plain" in at_once(request, section)) == ("section" in held)
    assert ("own" in at_once(request, section)) == ({"section", "own"} <= set(held))
    assert ("alias-theirs" in at_once(request, section)) == ({"section", "other"} <= set(held))
    assert "draft" not in at_once(request, section)


def test_changed_and_expired_passwords_open_nothing(section, passwords):
    request = request_with(*passwords.values())
    assert {"own", "alias-theirs"} <= at_once(request, section)

    passwords["own"].revoke()
    assert "own" not in at_once(request, section)
    passwords["other"].rotate("quite new words", earlier="end")
    assert "alias-theirs" not in at_once(request, section)
    assert at_once(request, section) == one_by_one(request, section)
    passwords["section"].revoke()
    assert at_once(request, section) == set()


def test_old_grants_open_nothing(section, passwords):
    request = request_with(*passwords.values(), issued_at=timezone.now() - timedelta(days=400))

    assert at_once(request, section) == set()
    assert open_locks(request) == set()


def test_unpublished_section_opens_nothing(section, passwords):
    request = request_with(*passwords.values())
    section.unpublish()

    assert at_once(request, section) == set()


def test_restrictions_of_a_session_or_its_original_apply(section, passwords, django_user_model):
    user = django_user_model.objects.create_user("member")
    inside, outside = Group.objects.create(name="inside"), Group.objects.create(name="outside")
    user.groups.add(inside)
    for slug, group in (("plain", inside), ("public", outside), ("own", None)):
        page = section.sessions().get(slug=slug)
        kind = "groups" if group else "login"
        restriction = PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind)
        if group:
            restriction.groups.add(group)

    for who in (None, user):
        request = request_with(*passwords.values(), user=who)
        assert at_once(request, section) == one_by_one(request, section)
        assert ("plain" in at_once(request, section)) == (who is not None)
        assert ("alias-own" in at_once(request, section)) == (who is not None)
        assert "public" not in at_once(request, section)


def test_open_locks_are_those_of_the_grants(section, passwords):
    request = request_with(passwords["section"], passwords["own"])

    assert open_locks(request) == {own_key(section), own_key(section.sessions().get(slug="own"))}
    assert open_locks(request_with()) == set()


def queries_of(request, section):
    with CaptureQueriesContext(connection) as captured:
        at_once(request, section)
    return len(captured)


def test_takes_as_many_queries_for_one_session_as_for_three(home):
    counts = []
    for number in (1, 3):
        here, there = make_section(home), make_section(home)
        password = SharedPassword.objects.create_password(here, "words of here")
        for _ in range(number):
            own = make_session(here, access=Access.OWN)
            SharedPassword.objects.create_password(own, "words of own")
            alias = make_session(there).create_alias(parent=here, update_slug=f"alias-{own.slug}")
            PageViewRestriction.objects.create(page_id=alias.pk, restriction_type="login")
        counts.append(queries_of(request_with(password), here))

    assert counts[0] == counts[1]
