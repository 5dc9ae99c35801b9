"""What Wagtail's own privacy settings say of our pages, read our way and Wagtail's."""

import pytest
import swapper
from wagtail.models import PageViewRestriction

from maigu_wagtail.sessions.privacy import PrivacyMixin
from tests.factories import make_section, make_session


def restrict(page, kind="login"):
    return PageViewRestriction.objects.create(page_id=page.pk, restriction_type=kind)


def read_both_ways(page):
    """Return the restrictions of ``page`` as it gives them itself, which have to be those that Wagtail gives."""
    ours = sorted(page.get_view_restrictions().values_list("pk", flat=True))
    assert ours == sorted(super(PrivacyMixin, page).get_view_restrictions().values_list("pk", flat=True))
    return ours


@pytest.fixture
def session(section):
    return make_session(section)


def test_session_without_restrictions_has_none_for_one_query(home, section, session, django_assert_num_queries):
    restrict(make_session(make_section(home)))
    assert read_both_ways(session) == []

    with django_assert_num_queries(1):
        assert list(session.get_view_restrictions()) == []


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_session_has_its_own_restriction_and_those_of_the_pages_above(home, section, session, kind):
    restrictions = [restrict(home, kind), restrict(section, kind), restrict(session, kind)]

    assert read_both_ways(session) == [restriction.pk for restriction in restrictions]
    assert read_both_ways(section) == [restriction.pk for restriction in restrictions[:2]]


def test_alias_has_the_restrictions_of_its_source(home, section, session):
    other = make_section(home)
    alias = session.create_alias(parent=other)
    restriction = restrict(session)

    assert read_both_ways(alias.specific) == [restriction.pk]


def test_session_below_an_alias_has_the_restrictions_of_its_source(home, section):
    alias = section.create_alias(parent=home, update_slug="alias").specific
    session = make_session(alias)
    restriction = restrict(section)

    assert read_both_ways(session) == [restriction.pk]


@pytest.mark.django_db
def test_page_that_is_not_saved_has_no_restrictions():
    session_model = swapper.load_model("maigu_wagtail", "SessionPage")

    assert list(session_model(title="New").get_view_restrictions()) == []
