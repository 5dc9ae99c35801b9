import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection

from tests.admin.files.screens import permit, url
from tests.admin.passwords.screens import cells, soup, words
from tests.factories import make_handout, make_recording, make_session

# Two of them for the menu: its label, and the number of open requests.
LIST_QUERIES = 12

pytestmark = pytest.mark.usefixtures("private_folder")


def titles(answer):
    return [row[0] for row in cells(answer)] if soup(answer).select("table.listing") else []


def test_list_shows_what_an_editor_needs(as_superuser, section):
    recording = make_recording(
        ("en", "es"), title="Part 1", duration=3727, size=3_000_000, original_name="a.mp4", content=b"x"
    )
    make_session(section, members_content=[("recording", recording)])
    make_session(section, members_content=[("recording", recording)])
    make_recording(title="Sound", original_name="b.mp3", content_type="audio/mpeg")

    found = cells(as_superuser.get(url("recordings")))

    assert [row[:6] for row in found] == [
        ["Sound", "MP3 audio file", "", "None", "15\u00a0bytes".replace("\u00a0", " "), "Used 0 times"],
        ["Part 1", "MP4 video", "1:02:07", "EN, ES", "2.9 MB", "Used 2 times"],
    ]


def test_handout_list_shows_the_kind_of_each_file(as_superuser):
    make_handout(title="Slides", original_name="slides.pptx")

    assert cells(as_superuser.get(url("handouts")))[0][:2] == ["Slides", "PowerPoint file"]


def test_empty_list_says_what_to_do(as_superuser):
    assert "No recordings yet. Upload the first one." in words(as_superuser.get(url("recordings")))
    assert "No handouts yet. Upload the first one." in words(as_superuser.get(url("handouts")))


@pytest.mark.parametrize("number", [1, 3])
def test_list_needs_a_constant_number_of_queries(as_superuser, section, number):
    as_superuser.get(url("recordings"))
    for _ in range(number):
        make_session(section, members_content=[("recording", make_recording(("en", "es")))])

    with CaptureQueriesContext(connection) as queries:
        as_superuser.get(url("recordings"))

    assert len(queries) == LIST_QUERIES


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "ORDIN"}, ["The ordinance"]),
        ({"q": "chief"}, ["Talk"]),
        ({"q": "nothing of it"}, []),
        ({"kind": "audio"}, ["Talk"]),
        ({"kind": "nonsense"}, ["Talk", "The ordinance"]),
        ({"ordering": "title"}, ["Talk", "The ordinance"]),
        ({"ordering": "-title"}, ["The ordinance", "Talk"]),
        ({"ordering": "duration"}, ["The ordinance", "Talk"]),
        ({"ordering": "-usage_count"}, ["The ordinance", "Talk"]),
        ({"ordering": "file"}, ["Talk", "The ordinance"]),
    ],
)
def test_list_is_searched_filtered_and_ordered(as_superuser, section, query, expected):
    ordinance = make_recording(title="The ordinance", duration=10)
    make_recording(title="Talk", duration=20, original_name="chief.mp3", content_type="audio/mpeg")
    make_session(section, members_content=[("recording", ordinance)])

    assert titles(as_superuser.get(url("recordings"), query)) == expected
    assert titles(as_superuser.get(url("recordings_results"), query)) == expected


def test_list_is_filtered_by_collection(as_superuser):
    chapter = Collection.get_first_root_node().add_child(name="Chapter")
    make_recording(title="Root")
    make_recording(title="Of the chapter", collection=chapter)

    assert titles(as_superuser.get(url("recordings"), {"collection": chapter.pk})) == ["Of the chapter"]
    assert cells(as_superuser.get(url("recordings")))[0][5] == "Chapter"


def test_handouts_are_filtered_by_file_type(as_superuser):
    make_handout(title="Slides", original_name="slides.pptx")
    make_handout(title="Paper", original_name="paper.pdf")

    assert titles(as_superuser.get(url("handouts"), {"kind": "pdf"})) == ["Paper"]


def test_list_shows_what_a_user_may_change(as_adder):
    chapter = Collection.get_first_root_node().add_child(name="Chapter")
    client, user = as_adder("recording", "change", collection=chapter)
    permit(user.groups.get(), "recording", "add")
    make_recording(title="Somebody else's")
    make_recording(title="Of the chapter", collection=chapter)
    make_recording(title="Own", uploaded_by=user)

    assert titles(client.get(url("recordings"))) == ["Own", "Of the chapter"]
    assert client.get(url("handouts")).status_code == 302
