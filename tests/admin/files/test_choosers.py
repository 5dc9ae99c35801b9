import pytest
from django.urls import reverse
from wagtail.models import Collection

from maigu_wagtail.models import Handout, Recording
from tests.admin.files.screens import permit, upload
from tests.factories import make_handout, make_recording
from tests.recordings import files

pytestmark = pytest.mark.usefixtures("private_folder")


def chooser(kind, view, *args):
    return reverse(f"maigu_{kind}_chooser:{view}", args=args)


def test_chooser_uploads_and_selects_the_file(as_superuser):
    fields = {"title": "", "file": upload("Part 1.mp4"), "duration": "62", "width": "1280", "height": "720"}

    answer = as_superuser.post(
        chooser("recording", "create"), {f"maigu-recording-{name}": value for name, value in fields.items()}
    )

    recording = Recording.objects.get()
    assert (recording.title, recording.duration, recording.width) == ("Part 1", 62, 1280)
    assert recording.uploaded_by.get_username() == "superuser"
    assert answer.json()["step"] == "chosen"
    assert answer.json()["result"]["id"] == str(recording.pk)
    assert answer.json()["result"]["edit_url"] == reverse("maigu_recording", args=[recording.pk])


def test_handout_chooser_uploads(as_superuser):
    fields = {"maigu-handout-title": "Slides", "maigu-handout-file": upload("slides.pdf", files.PDF)}

    answer = as_superuser.post(chooser("handout", "create"), fields)

    assert answer.json()["result"]["title"] == "Slides"
    assert Handout.objects.get().content_type == "application/pdf"


def test_chooser_explains_an_invalid_file(as_superuser, private_folder):
    answer = as_superuser.post(chooser("recording", "create"), {"maigu-recording-file": upload("a.mp4", files.HTML)})

    assert answer.json()["step"] == "reshow_creation_form"
    assert "The contents of “a.mp4” do not match its name (MP4 video)" in answer.json()["htmlFragment"]
    assert not Recording.objects.exists()
    assert not private_folder.exists()


def test_chooser_reports_a_failing_store(as_superuser, private_folder):
    private_folder.write_bytes(b"a file where the folder should be")

    answer = as_superuser.post(chooser("recording", "create"), {"maigu-recording-file": upload()})

    assert "File storage is not responding" in answer.json()["htmlFragment"]
    assert not Recording.objects.exists()


@pytest.mark.parametrize(("kind", "make"), [("recording", make_recording), ("handout", make_handout)])
def test_chooser_offers_only_what_the_user_may_choose(as_adder, kind, make):
    chapter = Collection.get_first_root_node().add_child(name="Chapter")
    client, _user = as_adder(kind, "choose", collection=chapter)
    offered, kept = make(title="Offered", collection=chapter), make(title="Kept")

    listed = client.get(chooser(kind, "choose")).json()["html"]
    assert "Offered" in listed
    assert "Kept" not in listed
    assert "Upload" not in listed.replace("Uploaded", "")
    assert client.get(chooser(kind, "chosen", offered.pk)).json()["result"]["title"] == "Offered"
    assert client.get(chooser(kind, "chosen", kept.pk)).status_code == 404
    several = client.get(chooser(kind, "chosen_multiple"), {"id": [offered.pk, kept.pk]}).json()["result"]
    assert [found["title"] for found in several] == ["Offered"]
    assert client.get(chooser(kind, "create")).status_code == 302


# MariaDB finds only what is committed.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_chooser_searches(as_superuser):
    make_recording(title="The ordinance")
    make_recording(title="Talk")

    found = as_superuser.get(chooser("recording", "choose_results"), {"q": "ordin"}).content.decode()

    assert "The ordinance" in found
    assert "Talk" not in found


def test_group_can_get_permissions_on_a_collection(as_superuser, django_user_model):
    page = as_superuser.get(reverse("wagtailusers_groups:add")).content.decode()

    assert "Recording permissions" in page
    assert "Handout permissions" in page
    assert "Put recordings into sessions" in page


def test_collection_with_files_cannot_be_deleted_and_says_why(as_superuser):
    chapter = Collection.get_first_root_node().add_child(name="Chapter")
    make_recording(collection=chapter)
    make_handout(collection=chapter)

    page = as_superuser.get(reverse("wagtailadmin_collections:delete", args=[chapter.pk])).content.decode()
    as_superuser.post(reverse("wagtailadmin_collections:delete", args=[chapter.pk]))

    assert "1 recording" in page
    assert "1 handout" in page
    assert f"{reverse('maigu_recordings')}?collection={chapter.pk}" in page
    assert Collection.objects.filter(pk=chapter.pk).exists()


def test_wagtail_default_groups_may_manage_files(as_adder):
    from django.contrib.auth.models import Group

    for name in ("Editors", "Moderators"):
        given = Group.objects.get(name=name).collection_permissions.filter(
            permission__content_type__app_label="maigu_wagtail"
        )
        assert sorted(given.values_list("permission__codename", flat=True)) == [
            *("add_handout", "add_recording", "change_handout", "change_recording"),
            *("choose_handout", "choose_recording"),
        ]


def test_user_uploads_into_a_collection_they_may_add_to(as_adder):
    chapter = Collection.get_first_root_node().add_child(name="Chapter")
    client, user = as_adder("recording", "add", collection=chapter)
    permit(user.groups.get(), "recording", "choose", collection=chapter)

    client.post(chooser("recording", "create"), {"maigu-recording-file": upload()})

    assert Recording.objects.get().collection == chapter
