from datetime import date

import pytest
import swapper
from django.db import connection
from django.db.models.signals import post_init
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from maigu_wagtail.sessions.listed import listed_pages
from tests.factories import make_section, make_session

SHOWN = ["pk", "id", "title", "url", "date", "time_zone", "starts_at", "ends_at", "description", "audience", "access"]


@pytest.fixture
def session(section):
    return make_session(
        section,
        slug="one",
        date=date(2023, 12, 14),
        audience="City attorneys",
        description="<p>Words.</p>",
        speakers=[("moderator", {"name": "Bea", "role": "Mayor"}), ("speaker", {"name": "Amara"})],
        members_content=[("text", "<p>Notes.</p>")],
    )


def listed(section):
    return listed_pages(section.listed_sessions().recorded())


def drawn(session, source, **context):
    request = RequestFactory().get("/")
    template = Template("{% load maigu_tags wagtailcore_tags %}" + source)
    return template.render(Context({"session": session, "request": request, **context}))


def test_listed_page_has_what_a_list_shows_without_a_query(section, session):
    (page,) = listed(section)

    with CaptureQueriesContext(connection) as queries:
        shown = [getattr(page, name) for name in SHOWN]
        lines, summary = page.speaker_lines, page.members_summary

    assert shown == [getattr(session, name) for name in SHOWN]
    assert (lines, summary) == (session.speaker_lines, {"text": 1})
    assert not [query for query in queries if "sessionpage" in query["sql"]]


def test_listed_page_is_the_session_and_reads_the_rest_when_asked(section, session):
    (page,) = listed(section)

    assert page == session
    assert isinstance(page, swapper.load_model("maigu_wagtail", "SessionPage"))
    assert page.slug == "one"
    assert page.first_published_at == session.first_published_at
    assert [block.block_type for block in page.members_content] == ["text"]
    assert page.get_parent().pk == section.pk


def test_listed_page_can_be_changed_and_published(section, session):
    (page,) = listed(section)
    page.title = "Other words"
    page.save()

    session.refresh_from_db()
    assert session.title == "Other words"
    assert session.members_summary == {"text": 1}
    assert len(session.speakers) == 2


def test_listed_page_is_made_in_full_where_a_signal_waits_for_it(section, session):
    made = []
    model = type(session)

    def note(instance, **kwargs):
        made.append(instance)

    post_init.connect(note, sender=model)
    try:
        pages = listed(section)
    finally:
        post_init.disconnect(note, sender=model)

    assert pages == made == [session]


@pytest.mark.parametrize("slug", ["one", "sesión-ñ", "a_b-2"])
def test_session_url_is_what_wagtail_says(section, settings, slug):
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = True
    session = make_session(section, slug=slug)
    other = make_session(section, slug="beside")

    source = "{% session_url other %}|{% session_url session %}"

    assert drawn(session, source, other=other) == drawn(
        session, "{% pageurl other %}|{% pageurl session %}", other=other
    )


def test_session_url_is_what_wagtail_says_of_a_session_that_is_a_site(section):
    session, other = make_session(section, slug="one"), make_session(section, slug="two")
    Site.objects.create(hostname="one.example", root_page=session)

    source = "{% session_url other %}|{% session_url session %}"

    assert drawn(session, source, other=other) == drawn(
        session, "{% pageurl other %}|{% pageurl session %}", other=other
    )


def test_restrictions_are_those_that_wagtail_finds(home, section, session):
    elsewhere = make_section(home)
    PageViewRestriction.objects.create(page_id=elsewhere.pk, restriction_type="login")
    assert list(session.get_view_restrictions()) == []

    for page in [home, section, session]:
        restriction = PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")
        assert list(session.get_view_restrictions()) == [restriction]
        restriction.delete()


def test_restrictions_of_an_alias_are_those_of_its_source(home, section, session):
    elsewhere = make_section(home)
    alias = session.create_alias(parent=elsewhere, update_slug="alias")
    restriction = PageViewRestriction.objects.create(page_id=session.pk, restriction_type="login")

    assert list(alias.get_view_restrictions()) == [restriction]


def test_restrictions_of_two_kinds_on_one_page_all_hold(section, session):
    for kind in ["login", "groups"]:
        PageViewRestriction.objects.create(page_id=section.pk, restriction_type=kind)

    assert session.get_view_restrictions().count() == 2


def test_language_of_a_page_that_was_served_takes_no_query(section, session):
    page = type(session).objects.get(pk=session.pk)
    page.get_view_restrictions()

    with CaptureQueriesContext(connection) as queries:
        assert page.locale.language_code == "en"

    assert len(queries) == 0
