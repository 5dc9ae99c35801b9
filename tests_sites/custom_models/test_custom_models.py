from urllib.parse import urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests.recordings.files import PDF, picture
from tests_sites import probe
from tests_sites.browser import Browser, soup_of
from tests_sites.custom_models.models import SiteDocument, SiteImage


def test_speaker_has_a_photo_of_the_site_own_model(editor, library):
    form = editor.get(reverse("wagtailimages:add"))
    file = SimpleUploadedFile("amara.png", picture(size=(400, 400)), content_type="image/png")
    assert editor.submit(form, "[name=credit]", {"title": "Amara", "file": file, "credit": "Kim"}).status_code == 302
    photo = get_image_model().objects.get()
    assert isinstance(photo, SiteImage)

    speaker = {"name": "Amara Castillo", "role": "", "organisation": "", "photo": photo.pk, "biography": "", "link": ""}
    session = probe.add_page(
        *(editor, type(library.session), library.section, "With a photo"),
        date="2023-12-14",
        description=probe.rich_text(""),
        speakers=probe.streamfield([("speaker", speaker)]),
        members_content=probe.streamfield([]),
    )

    on_page = soup_of(Browser().get(session.full_url)).select_one(".maigu-speakers img")["src"]
    [speaker] = Browser().get(reverse("wagtailapi:sessions:detail", args=[session.pk])).json()["speakers"]
    for address in (on_page, speaker["photo"]["url"]):
        assert photo.renditions.filter(file=urlsplit(address).path.removeprefix("/media/")).exists()


def test_document_of_the_site_own_model_can_be_linked(editor, library):
    form = editor.get(reverse("wagtaildocs:add"))
    file = SimpleUploadedFile("model-text.pdf", PDF, content_type="application/pdf")
    assert editor.submit(form, "[name=source]", {"title": "Model text", "file": file}).status_code == 302
    document = get_document_model().objects.get()
    assert isinstance(document, SiteDocument)

    library.session.description = f'<p><a linktype="document" id="{document.pk}">Model text</a></p>'
    library.session.save()

    assert soup_of(Browser().get(library.session.full_url)).select_one(f'a[href="{document.url}"]')
