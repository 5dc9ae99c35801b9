import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Collection, ModelLogEntry

from maigu_wagtail.models import Caption, Handout, Recording
from tests.admin.files.screens import BY_SCRIPT, VTT, recording_form, upload, url
from tests.admin.passwords.screens import errors, said, soup, words
from tests.factories import make_handout, make_recording
from tests.full_disk import ROOM, no_room
from tests.recordings import files

pytestmark = pytest.mark.usefixtures("private_folder")


def kept(folder):
    """Return what the store holds."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_add_recording_saves_what_the_editor_sent(as_superuser, private_folder):
    fields = {"file": upload("Der Plan, Teil 1.MP4"), "duration": "62", "width": "1280", "height": "720"}
    poster = upload("frame.png", files.picture())
    captions = [
        {"language": "en", "upload": upload("a.vtt", VTT)},
        {"language": "es", "label": "Español", "text": VTT.decode()},
    ]

    answer = as_superuser.post(
        url("recordings_add"), recording_form(*captions, **fields, poster=poster, transcript="Welcome."), follow=True
    )

    assert said(answer) == ["“Part 1” was uploaded. Edit"]
    recording = Recording.objects.get()
    assert (recording.original_name, recording.content_type) == ("Der Plan, Teil 1.MP4", "video/mp4")
    assert (recording.size, recording.duration) == (len(files.MP4), 62)
    assert (recording.width, recording.height, recording.transcript) == (1280, 720, "Welcome.")
    assert recording.uploaded_by.get_username() == "superuser"
    assert kept(private_folder) == sorted([recording.file.name, recording.poster.name])
    assert (private_folder / recording.file.name).read_bytes() == files.MP4
    assert list(recording.captions.values_list("language", "label", "sort_order")) == [
        ("en", "", 0),
        ("es", "Español", 1),
    ]
    assert recording.captions.first().webvtt.startswith("WEBVTT\n")
    assert ModelLogEntry.objects.for_instance(recording).get().action == "wagtail.create"


def test_add_recording_without_a_title_uses_the_file_name(as_superuser):
    as_superuser.post(url("recordings_add"), recording_form(title="", file=upload("Panel, part 1.mp4")))

    assert Recording.objects.get().title == "Panel, part 1"


def test_add_handout_saves_what_the_editor_sent(as_superuser, private_folder):
    answer = as_superuser.post(
        url("handouts_add"), {"title": "Slides", "file": upload("slides.pptx", files.PPTX)}, follow=True
    )

    assert said(answer) == ["“Slides” was uploaded. Edit"]
    handout = Handout.objects.get()
    assert handout.content_type.endswith("presentationml.presentation")
    assert kept(private_folder) == [handout.file.name]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"file": upload("film.mov")}, {"file": "You cannot use “film.mov” here."}),
        (
            {"file": upload("film.mp4", files.HTML)},
            {"file": "The contents of “film.mp4” do not match its name (MP4 video)"},
        ),
        ({}, {"file": "This field is required."}),
        ({"file": upload(), "poster": upload("p.svg", files.SVG)}, {"poster": "Upload a valid image."}),
        ({"file": upload(), "duration": "-1"}, {"duration": "greater than or equal to 0"}),
        ({"file": upload(), "duration": "long"}, {"duration": "Enter a whole number."}),
    ],
    ids=["ending", "content", "nothing", "poster", "negative", "words"],
)
def test_invalid_recording_saves_nothing_and_keeps_the_input(as_superuser, private_folder, fields, wrong):
    answer = as_superuser.post(url("recordings_add"), recording_form(transcript="Typed for long.", **fields))

    found = errors(answer)
    assert list(found) == list(wrong)
    assert all(found[name].find(text) >= 0 for name, text in wrong.items())
    assert "Typed for long." in answer.content.decode()
    assert not Recording.objects.exists()
    assert kept(private_folder) == []


def test_add_recording_refuses_a_file_that_is_too_large(as_superuser, settings, private_folder):
    settings.MAIGU_WAGTAIL_RECORDING_MAX_SIZE = 100

    answer = as_superuser.post(url("recordings_add"), recording_form(file=upload(content=files.MP4 + bytes(100))))

    assert errors(answer)["file"].endswith("The limit is 100\u00a0bytes.")
    assert kept(private_folder) == []


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ((9000, 9000), "This picture is too large: 9000 × 9000 pixels. Make it smaller and upload it again."),
        ((20000, 20000), "Upload a valid image."),
    ],
    ids=["large", "a bomb"],
)
def test_poster_with_too_many_pixels_is_refused(as_superuser, private_folder, size, message):
    poster = upload("p.png", files.picture_that_says(*size))

    answer = as_superuser.post(url("recordings_add"), recording_form(file=upload(), poster=poster))

    assert errors(answer)["poster"].startswith(message)
    assert kept(private_folder) == []


def test_poster_with_too_many_bytes_is_refused_unopened(as_superuser, private_folder):
    answer = as_superuser.post(
        url("recordings_add"), recording_form(file=upload(), poster=upload("p.png", bytes(6 * 1024 * 1024)))
    )

    assert errors(answer)["poster"].startswith("This poster is too large.")
    assert kept(private_folder) == []


def test_add_recording_names_the_faulty_line_of_captions(as_superuser, private_folder):
    captions = [{"language": "en", "upload": upload("a.vtt", VTT.replace(b"04.000", b"00.000"))}]

    answer = as_superuser.post(url("recordings_add"), recording_form(*captions, file=upload()))

    assert "Line 3: These captions end before they begin" in words(answer)
    assert not Recording.objects.exists()
    assert kept(private_folder) == []


@pytest.mark.parametrize(
    ("captions", "message"),
    [
        ([{"language": "en"}], "Choose a caption file, or type the captions below."),
        ([{"language": "", "text": VTT.decode()}], "This field is required."),
        ([{"language": "tlh", "text": VTT.decode()}], "Select a valid choice."),
        ([{"language": "en", "text": VTT.decode()}] * 2, "Two captions have the same language and name."),
        ([{"language": "en", "upload": upload("a.srt", b"1\n00:00:01,000 --> soon\nx")}], "Line 2:"),
    ],
    ids=["no text", "no language", "no such language", "twice", "srt"],
)
def test_add_recording_explains_invalid_captions(as_superuser, captions, message):
    answer = as_superuser.post(url("recordings_add"), recording_form(*captions, file=upload()))

    assert message in words(answer)
    assert not Recording.objects.exists()


def test_script_gets_the_next_address(as_superuser):
    answer = as_superuser.post(url("recordings_add"), recording_form(file=upload()), headers=BY_SCRIPT)

    assert answer.json() == {"url": url("recordings")}
    assert said(as_superuser.get(url("recordings"))) == ["“Part 1” was uploaded. Edit"]


def test_script_gets_errors_by_field_name(as_superuser, private_folder):
    captions = [{"language": "en"}, {"language": "es", "text": VTT.decode()}, {"language": "es", "text": "WEBVTT"}]

    answer = as_superuser.post(url("recordings_add"), recording_form(*captions), headers=BY_SCRIPT)

    assert answer.status_code == 422
    told = answer.json()
    assert told["message"] == "The file was not uploaded. Correct the errors below."
    assert list(told["errors"]) == ["file", "captions-0-upload", "captions-2-text"]
    assert said(as_superuser.get(url("recordings"))) == []


def test_change_recording_without_a_file_keeps_the_old_one(as_superuser, private_folder):
    recording = make_recording(duration=62)
    before = kept(private_folder)

    answer = as_superuser.post(url("recording", recording), recording_form(title="New", duration="63"), follow=True)

    assert said(answer) == ["“New” was saved. Edit"]
    recording.refresh_from_db()
    assert (recording.title, recording.duration) == ("New", 63)
    assert kept(private_folder) == before
    assert ModelLogEntry.objects.for_instance(recording).get().action == "wagtail.edit"


def test_change_recording_with_another_file_keeps_its_address(
    as_superuser, private_folder, django_capture_on_commit_callbacks
):
    recording = make_recording(content=b"before", duration=62)
    uid = recording.uid

    with django_capture_on_commit_callbacks(execute=True):
        as_superuser.post(url("recording", recording), recording_form(file=upload("b.webm", files.WEBM), duration="62"))

    recording.refresh_from_db()
    assert (recording.uid, recording.content_type, recording.size) == (uid, "video/webm", len(files.WEBM))
    assert recording.original_name == "b.webm"
    assert kept(private_folder) == [recording.file.name]
    assert (private_folder / recording.file.name).read_bytes() == files.WEBM


def test_change_recording_with_an_invalid_file_keeps_the_old_one(as_superuser, private_folder):
    recording = make_recording(content=b"before")

    answer = as_superuser.post(url("recording", recording), recording_form(file=upload("b.mp4", files.SVG)))

    assert "do not match its name" in errors(answer)["file"]
    recording.refresh_from_db()
    assert (private_folder / recording.file.name).read_bytes() == b"before"
    assert kept(private_folder) == [recording.file.name]


def test_change_recording_changes_adds_and_removes_captions(as_superuser):
    recording = make_recording(("en", "es"))
    english, spanish = recording.captions.all()
    sent = [
        {"id": english.pk, "language": "en", "text": english.webvtt.replace("Welcome", "Good morning")},
        {"id": spanish.pk, "language": "es", "text": spanish.webvtt, "DELETE": "on"},
        {"language": "fr", "upload": upload("a.vtt", VTT)},
    ]

    as_superuser.post(url("recording", recording), recording_form(*sent))

    found = list(Caption.objects.values_list("pk", "language", "webvtt"))
    assert [(language) for _pk, language, _text in found] == ["en", "fr"]
    assert found[0][0] == english.pk
    assert "Good morning" in found[0][2]


def test_change_recording_leaves_other_captions_unchanged(as_superuser):
    recording = make_recording(("en",))
    caption = recording.captions.get()
    # As an import may have left them: what nobody touches is not judged.
    Caption.objects.update(webvtt="WEBVTT\n\nnothing yet")

    answer = as_superuser.post(
        url("recording", recording),
        recording_form({"id": caption.pk, "language": "en", "text": "WEBVTT\n\nnothing yet"}),
    )

    assert answer.status_code == 302
    assert Caption.objects.get().webvtt == "WEBVTT\n\nnothing yet"


def test_change_recording_removes_the_poster(as_superuser, private_folder, django_capture_on_commit_callbacks):
    recording = make_recording()
    recording.poster.save("p.png", upload("p.png", files.picture()))
    assert len(kept(private_folder)) == 2

    with django_capture_on_commit_callbacks(execute=True):
        as_superuser.post(url("recording", recording), recording_form(no_poster="on"))

    recording.refresh_from_db()
    assert not recording.poster
    assert kept(private_folder) == [recording.file.name]


def test_failing_store_leaves_no_row_and_no_object(as_superuser, private_folder):
    private_folder.write_bytes(b"a file where the folder should be")

    answer = as_superuser.post(url("recordings_add"), recording_form(file=upload(), transcript="Typed for long."))

    assert errors(answer)["file"] == "File storage is not responding, so nothing was saved. Try again."
    assert "Typed for long." in answer.content.decode()
    assert not Recording.objects.exists()


def test_full_disk_saves_nothing_and_is_reported(as_superuser, private_folder):
    film = files.MP4 + bytes(2 * ROOM)

    with no_room():
        answer = as_superuser.post(url("recordings_add"), recording_form(file=upload(content=film)))

    assert errors(answer)["file"].startswith("File storage is full, so nothing was saved.")
    assert not Recording.objects.exists()
    assert kept(private_folder) == []
    as_superuser.post(url("recordings_add"), recording_form(file=upload(content=film)))
    assert kept(private_folder) == [Recording.objects.get().file.name]


def test_full_disk_leaves_no_poster_without_its_video(as_superuser, private_folder):
    recording = make_recording()
    before = kept(private_folder)
    fields = {"file": upload(content=files.MP4 + bytes(2 * ROOM)), "poster": upload("p.png", files.picture())}

    with no_room():
        answer = as_superuser.post(url("recording", recording), recording_form(**fields))

    assert "is full" in errors(answer)["file"]
    assert kept(private_folder) == before


def test_temporary_file_of_a_refused_upload_is_removed(as_superuser, settings, tmp_path, private_folder):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()

    as_superuser.post(url("recordings_add"), recording_form(file=upload("a.mp4", files.HTML)))
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []

    as_superuser.post(url("recordings_add"), recording_form(file=upload()))
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []
    assert (private_folder / Recording.objects.get().file.name).read_bytes() == files.MP4


def test_transcript_is_made_from_captions_without_saving(as_superuser):
    recording = make_recording(("en",), transcript="Earlier.")
    caption = recording.captions.get()
    sent = recording_form(
        {"id": caption.pk, "language": "en", "text": VTT.decode()}, make_transcript="1", title="Typed"
    )

    answer = as_superuser.post(url("recording", recording), sent)

    assert soup(answer).find(id="id_transcript").text.strip() == "Amara Castillo: Welcome, everybody."
    assert soup(answer).find(id="id_title")["value"] == "Typed"
    assert "Check it, then save" in said(answer)[0]
    recording.refresh_from_db()
    assert recording.transcript == "Earlier."


def test_transcript_is_made_from_unsaved_captions(as_superuser):
    sent = recording_form({"language": "en", "upload": upload("a.vtt", VTT)}, make_transcript="1")

    answer = as_superuser.post(url("recordings_add"), sent, headers=BY_SCRIPT)

    assert answer.json()["transcript"] == "Amara Castillo: Welcome, everybody."
    assert not Recording.objects.exists()


def test_transcript_without_captions_stays_unchanged(as_superuser):
    sent = recording_form({"language": "en"}, make_transcript="1", transcript="Typed.")

    answer = as_superuser.post(url("recordings_add"), sent)

    assert soup(answer).find(id="id_transcript").text.strip() == "Typed."
    assert "no captions yet" in said(answer)[0]


@pytest.mark.parametrize("name", ["recording", "recording_usage", "recording_history", "recording_delete"])
def test_recording_views_respond(as_superuser, name):
    recording = make_recording(("en", "xx"))

    assert recording.title in words(as_superuser.get(url(name, recording)))


@pytest.mark.parametrize("name", ["handout", "handout_usage", "handout_history", "handout_delete"])
def test_handout_views_respond(as_superuser, name):
    handout = make_handout()

    assert handout.title in words(as_superuser.get(url(name, handout)))


def test_form_states_allowed_types_and_sizes(as_superuser, settings):
    settings.MAIGU_WAGTAIL_RECORDING_MAX_SIZE = 3 * 1024 * 1024

    page = soup(as_superuser.get(url("recordings_add")))

    assert page.find(id="id_file")["accept"] == ".mp4,.m4v,.webm,.mp3,.m4a"
    assert ".mp4, .m4v, .webm, .mp3, .m4a, at most 3.0 MB." in " ".join(page.get_text().split())


def test_form_offers_collections_when_there_are_several(as_superuser):
    assert soup(as_superuser.get(url("recordings_add"))).find(id="id_collection") is None
    chapter = Collection.get_first_root_node().add_child(name="Chapter")

    as_superuser.post(url("recordings_add"), recording_form(file=upload(), collection=chapter.pk))

    assert Recording.objects.get().collection == chapter


@pytest.mark.parametrize("name", ["recordings", "recordings_add", "handouts", "handouts_add"])
def test_file_views_need_a_permission(as_nobody, name):
    assert as_nobody.get(url(name)).status_code == 302


def test_recording_of_another_user_needs_the_change_permission(as_adder, django_user_model):
    client, user = as_adder("recording")
    own, other = make_recording(uploaded_by=user), make_recording()

    assert client.get(url("recording", own)).status_code == 200
    for name in ("recording", "recording_delete", "recording_usage", "recording_history"):
        assert client.get(url(name, other)).status_code == 302
        assert client.post(url(name, other), recording_form()).status_code in {302, 405}
    assert Recording.objects.count() == 2
    assert get_user_model().objects.filter(pk=user.pk).exists()
