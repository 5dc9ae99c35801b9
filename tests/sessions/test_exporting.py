"""What an export contains, what it never contains, and that it can be read again."""

import json
from datetime import date, time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from maigu_wagtail.models import Recording, SessionFile, SharedPassword, WatchCounter
from maigu_wagtail.sessions.exporting import exported_section
from maigu_wagtail.sessions.imports.drafts import create_drafts
from maigu_wagtail.sessions.imports.found import ImportFileError
from maigu_wagtail.sessions.imports.reading import read_sessions
from tests.factories import make_handout, make_recording, make_section, make_session

pytestmark = pytest.mark.usefixtures("private_folder")
JOIN = {
    "url": "https://meet.example.org/canary-join",
    "platform": "Zoom",
    "meeting_id": "canary 987",
    "passcode": "canary 271828",
    "dial_in": "+12025550123",
    "opens_before": 20,
}
# One for each part of members' content.
CANARIES = (
    *(
        "canary-text",
        "canary-join",
        "canary 987",
        "canary 271828",
        "canary-title",
        "canary-film.mp4",
        "canary-transcript",
    ),
    *("Welcome to the session", "canary-slides", "canary-slides.pdf", "canary-spoken", "vimeo.com/76979871"),
)


@pytest.fixture
def full(section):
    """A session with everything a session can have."""
    film = make_recording(
        ("en", "es"), title="canary-title", original_name="canary-film.mp4", transcript="canary-transcript"
    )
    slides = make_handout(title="canary-slides", original_name="canary-slides.pdf")
    return make_session(
        section,
        title="The law & the city",
        slug="the-law",
        date=date(2023, 12, 14),
        start_time=time(14, 30),
        end_time=time(15, 45),
        time_zone="America/Chicago",
        audience="City attorneys",
        description='<p>About <b>the law</b> &amp; <a href="https://example.org/?a=1&amp;b=2">more</a></p><ul><li>One</li></ul>',
        registration_url="https://example.org/register",
        public_from=timezone.localdate() + timedelta(days=400),
        speakers=[
            (
                "moderator",
                {
                    "name": "Amara Castillo",
                    "role": "Deputy Mayor",
                    "organisation": "City of Riverton",
                    "biography": "Leads the city’s work.",
                    "link": "https://example.org/amara",
                },
            ),
            ("speaker", {"name": "Raúl Torrez"}),
        ],
        members_content=[
            ("text", "<h3>canary-text</h3><p>Read <i>this</i>.</p>"),
            ("recording", film),
            ("resource", slides),
            ("video_embed", {"url": "https://vimeo.com/76979871", "title": "The panel"}),
            ("transcript", {"title": "The panel", "text": "canary-spoken"}),
            ("join_link", JOIN),
        ],
    )


def export(section, *, members=True):
    """Return what the command writes."""
    written = StringIO()
    call_command("maigu_export", section=section.full_url, public=not members, stdout=written)
    return written.getvalue()


def bring_in(text, section, name="export.json"):
    """Import an export into ``section``, and publish the drafts."""
    found = read_sessions(text.encode(), name, day_first=False)
    create_drafts(section, found, user=None, file_name=name)
    for session in section.sessions():
        session.save_revision().publish()
    return found


def test_export_of_members_content_has_every_part_and_the_public_one_none(section, full):
    with_members, public = export(section), export(section, members=False)

    assert [canary for canary in CANARIES if canary not in with_members] == []
    assert [canary for canary in CANARIES if canary in public] == []
    [session] = json.loads(public)["sessions"]
    assert session == {
        "title": "The law & the city",
        "slug": "the-law",
        "audience": "City attorneys",
        "time_zone": "America/Chicago",
        "registration_url": "https://example.org/register",
        "access": "section",
        "date": "2023-12-14",
        "start_time": "14:30:00",
        "end_time": "15:45:00",
        "public_from": full.public_from.isoformat(),
        "is_published": True,
        "description": full.description,
        "speakers": [
            {
                "type": "moderator",
                "name": "Amara Castillo",
                "role": "Deputy Mayor",
                "organisation": "City of Riverton",
                "biography": "Leads the city’s work.",
                "link": "https://example.org/amara",
                "photo": "",
            },
            {
                "type": "speaker",
                "name": "Raúl Torrez",
                "role": "",
                "organisation": "",
                "biography": "",
                "link": "",
                "photo": "",
            },
        ],
    }


def test_export_contains_no_password_link_or_figure(section, full):
    password = SharedPassword.objects.create_password(section, "canary violin harbour", label="canary-label")
    link = password.create_link(label="canary-mailing")
    WatchCounter.objects.create(
        session_key=full.translation_key,
        file=Recording.objects.get().uid,
        password_key=password.pk,
        day=date.today(),
        started=987123,
    )
    text = export(section)

    secrets = ("canary violin harbour", "canary-label", "canary-mailing", "987123", password.sealed, link.token)
    assert [secret for secret in secrets if str(secret) in text] == []
    assert set(json.loads(text)) == {"format", "version", "section", "sessions"}


def test_public_export_has_no_drafts_and_no_hidden_sessions(section, full):
    make_session(section, title="A draft", live=False)
    hidden = make_session(section, title="For staff")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

    def titles(text):
        return {session["title"] for session in json.loads(text)["sessions"]}

    assert titles(export(section)) == {"A draft", "For staff", full.title}
    assert titles(export(section, members=False)) == {full.title}


def test_export_that_is_imported_and_exported_again_is_the_same(section, full, home):
    make_session(section, title="Another", date=date(2024, 2, 1), access="own")
    other = make_section(home, title="Elsewhere", slug="elsewhere")
    text = export(section)

    found = bring_in(text, other)

    assert [session.not_understood for session in found] == [(), ()]
    assert json.loads(export(other))["sessions"] == json.loads(text)["sessions"]
    copied = other.sessions().get(slug="the-law")
    assert SessionFile.objects.filter(session=copied).count() == 2


def test_session_keeps_what_it_can_on_a_site_without_its_files(section, full, home):
    other = make_section(home, title="Elsewhere", slug="elsewhere")
    text = export(section)
    full.delete()
    Recording.objects.all().delete()
    for handout in type(make_handout()).objects.all():
        handout.delete()

    [found] = bring_in(text, other)

    assert found.not_understood == (
        "Recording “canary-title”: upload “canary-film.mp4”, and add it.",
        "Captions of “canary-title”: en, es",
        "Handout “canary-slides”: upload “canary-slides.pdf”, and add it.",
    )
    content = other.sessions().get().members_content
    assert [block.block_type for block in content] == ["text", "transcript", "video_embed", "transcript", "join_link"]
    assert content[1].value["text"] == "canary-transcript"
    assert dict(content[4].value) == JOIN


def test_draft_is_not_published_by_an_import(section, full, home):
    other = make_section(home, slug="elsewhere")
    found = read_sessions(export(section).encode(), "export.json", day_first=False)

    create_drafts(other, found, user=None, file_name="export.json")

    assert not other.sessions().get().live


def test_importing_needs_permission_for_the_files(section, full, home, django_user_model):
    other = make_section(home, slug="elsewhere")
    found = read_sessions(export(section).encode(), "export.json", day_first=False)

    create_drafts(other, found, user=django_user_model.objects.create_user("editor"), file_name="export.json")

    session = other.sessions().get()
    assert {block.block_type for block in session.members_content} == {"text", "transcript", "video_embed", "join_link"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not valid JSON"),
        ("[" * 100_000, "is not valid JSON"),
        ("[]", "is not an export of a section"),
        ('{"format": "other", "sessions": []}', "is not an export of a section"),
        ('{"format": "maigu_wagtail.sessions", "sessions": {}}', "is not an export of a section"),
        ('{"format": "maigu_wagtail.sessions", "version": 2, "sessions": []}', "newer version"),
    ],
)
def test_other_json_is_refused_with_what_to_do(db, text, says):
    with pytest.raises(ImportFileError, match=says):
        read_sessions(text.encode(), "export.json", day_first=False)


def hostile(**values):
    session = {"title": "Session", "date": "2024-02-01", **values}
    return json.dumps({"format": "maigu_wagtail.sessions", "version": 1, "sessions": [session]})


def test_scripts_and_dangerous_addresses_do_not_survive(section):
    text = hostile(
        description='<p onclick="evil()">Hello<script>evil()</script><a href="javascript:evil()">x</a></p>',
        registration_url="javascript:evil()",
        speakers=[{"type": "speaker", "name": "Amara", "link": "javascript:evil()"}],
        members_content=[
            {
                "type": "text",
                "value": '<h2 style="evil">Notes</h2><img src="https://evil.example/x.png"><a href="javascript:evil()">x</a>',
            },
            {"type": "video_embed", "value": {"url": "javascript:evil()", "title": "Video"}},
            {"type": "join_link", "value": {"url": "javascript:evil()"}},
        ],
    )

    [found] = bring_in(text, section)

    session = section.sessions().get()
    streams = [stream.get_prep_value() for stream in (session.speakers, session.members_content)]
    stored = json.dumps([session.description, *streams])
    assert [
        part for part in ("javascript:", "<script", "onclick", "style", "<img", "evil.example") if part in stored
    ] == []
    assert "Notes" in stored
    assert session.registration_url == ""
    assert found.not_understood == (
        "Registration address: javascript:evil()",
        "Pictures and videos in a text for members",
        "Video: javascript:evil()",
        "A damaged part of the members’ content: join_link",
    )


@pytest.mark.parametrize(
    ("values", "left_out"),
    [
        ({"start_time": "25:00"}, "Starts at: 25:00"),
        ({"end_time": "15:00"}, "Ends at: 15:00"),
        ({"time_zone": "Mars/Olympus"}, "Time zone: Mars/Olympus"),
        ({"access": "root"}, "Opened by: root"),
        ({"access": "public", "public_from": "2026-01-01"}, "Open to everyone from: 2026-01-01"),
        (
            {"members_content": [{"type": "game", "value": 1}]},
            "A part of the members’ content that this site cannot have: game",
        ),
        (
            {"members_content": [{"type": "recording", "value": "x"}]},
            "A damaged part of the members’ content: recording",
        ),
        (
            {"members_content": [{"type": "recording", "value": {"uid": "x"}}]},
            "A damaged part of the members’ content: recording",
        ),
        ({"members_content": [{"type": "text", "value": None}]}, "A damaged part of the members’ content: text"),
    ],
    ids=str,
)
def test_what_a_field_refuses_is_named_and_left_out(section, values, left_out):
    [found] = bring_in(hostile(**values), section)

    assert found.not_understood == (left_out,)
    session = section.sessions().get()
    assert (session.start_time, session.end_time) == (None, None)
    assert len(session.members_content) == 0


@pytest.mark.parametrize(
    "values", [{"title": 5}, {"speakers": "x"}, {"speakers": [1]}, {"members_content": 1}], ids=str
)
def test_values_of_another_type_are_ignored(db, values):
    [found] = read_sessions(hostile(**values).encode(), "export.json", day_first=False)

    assert found.speakers == ()


def test_command_names_the_sections_there_are(section):
    with pytest.raises(CommandError, match=rf"no section at /nowhere/\. There are: {section.full_url}"):
        call_command("maigu_export", section="/nowhere/")

    written = StringIO()
    call_command("maigu_export", section="/maig-u", stdout=written)
    assert json.loads(written.getvalue())["section"]["title"] == "MAIG U"


def test_command_is_logged(section):
    export(section, members=False)

    [entry] = PageLogEntry.objects.filter(page_id=section.pk, action="maigu_wagtail.section.export")
    assert entry.message == "Exported the sessions without members’ content (JSON)"


def test_export_needs_few_queries_for_each_session(section, django_assert_max_num_queries):
    for _number in range(3):
        make_session(section, members_content=[("recording", make_recording(("en",)))])

    with django_assert_max_num_queries(14):
        exported_section(section, members_of=set(section.sessions().values_list("pk", flat=True)))
