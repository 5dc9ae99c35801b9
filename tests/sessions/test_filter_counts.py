from datetime import date

import pytest
import swapper
from django.utils import timezone
from wagtail.models import PageViewRestriction

from maigu_wagtail.models import SectionFilterCounts
from maigu_wagtail.sessions.filter_counts import filter_counts_of
from tests.factories import make_section, make_session


def figures(section):
    filter_counts = filter_counts_of(section)
    return filter_counts.years, [name for key, name in filter_counts.speakers]


def kept(section):
    return SectionFilterCounts.objects.get(pk=section.pk).is_fresh


@pytest.fixture
def session(section):
    return make_session(section, date=date(2022, 5, 1), speakers=[("speaker", {"name": "Amara"})])


def test_filter_counts_are_computed_once_and_cached(section, session, django_assert_num_queries):
    assert figures(section) == ({"2022": 1}, ["Amara"])
    assert kept(section)

    with django_assert_num_queries(1):
        assert figures(section) == ({"2022": 1}, ["Amara"])


def test_filter_counts_include_upcoming_sessions(section, session):
    before = filter_counts_of(section).has_upcoming(timezone.now())
    announced = make_session(section, date=date(2099, 5, 1))
    with_announced = filter_counts_of(section).has_upcoming(timezone.now())
    announced.unpublish()

    assert (before, with_announced, filter_counts_of(section).has_upcoming(timezone.now())) == (False, True, False)


def test_filter_counts_follow_a_new_session(section, session):
    figures(section)

    make_session(section, date=date(2023, 5, 1), speakers=[("speaker", {"name": "Bea"})])

    assert figures(section) == ({"2022": 1, "2023": 1}, ["Amara", "Bea"])


def test_filter_counts_follow_publishing_and_unpublishing(section, session):
    figures(section)
    session.date = date(2024, 1, 1)
    session.save_revision().publish()
    published = figures(section)

    session.unpublish()

    assert published == ({"2024": 1}, ["Amara"])
    assert figures(section) == ({}, [])


def test_filter_counts_follow_unpublishing_of_the_plain_page(section, session):
    figures(section)

    swapper.load_model("wagtailcore", "Page").objects.get(pk=session.pk).unpublish()

    assert figures(section) == ({}, [])


def test_filter_counts_follow_a_deletion(section, session):
    figures(section)

    session.delete()

    assert figures(section) == ({}, [])


def test_filter_counts_follow_a_move(home, section, session):
    other = make_section(home)
    figures(section), figures(other)

    session.move(other, pos="last-child")

    assert figures(section) == ({}, [])
    assert figures(other) == ({"2022": 1}, ["Amara"])


def test_filter_counts_exclude_restricted_sessions(section, session):
    figures(section)

    restriction = PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")
    restricted = figures(section)
    restriction.delete()

    assert restricted == ({}, [])
    assert figures(section) == ({"2022": 1}, ["Amara"])


def test_filter_counts_exclude_drafts(section):
    make_session(section, live=False, speakers=[("speaker", {"name": "Amara"})])

    assert figures(section) == ({}, [])


def test_filter_counts_are_deleted_with_their_section(home, section, session):
    figures(section)

    section.delete()

    assert not SectionFilterCounts.objects.exists()


def test_filter_counts_computed_during_a_change_are_not_cached(section, session, monkeypatch):
    SectionFilterCounts.objects.update(is_fresh=False)
    count = SectionFilterCounts.count

    def count_and_be_overtaken(filter_counts):
        count(filter_counts)
        make_session(section, date=date(2023, 5, 1))

    monkeypatch.setattr(SectionFilterCounts, "count", count_and_be_overtaken)
    overtaken = figures(section)
    monkeypatch.undo()

    assert overtaken == ({"2022": 1}, ["Amara"])
    assert not kept(section)
    assert figures(section) == ({"2022": 1, "2023": 1}, ["Amara"])


def test_filter_counts_offer_the_busiest_speakers_by_name(section, settings):
    settings.MAIGU_WAGTAIL_SPEAKER_CHOICES = 2
    for names in (["Zoë", "Bea"], ["Zoë"], ["Amara", "Bea"]):
        make_session(section, speakers=[("speaker", {"name": name}) for name in names])

    assert figures(section)[1] == ["Bea", "Zoë"]
