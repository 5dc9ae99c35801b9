"""A library whose sessions have speakers with photos and a password, and restrictions on other pages of the site."""

from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction, Site

from benchmarks import contents
from benchmarks.plain.models import PlainIndexPage, PlainSessionPage
from maigu_wagtail.models import SessionIndexPage, SessionPage, SharedPassword

PASSWORD = "correct horse battery"  # noqa: S105 -- of a site that is removed at the end


def make_library(number: int, *, restrictions: int) -> None:
    """Make a section of ``number`` sessions with two speakers each, one of whom has a photo, and restrict other pages."""
    home = Site.objects.get(is_default_site=True).root_page
    section = home.add_child(instance=SessionIndexPage(title="MAIG U", slug="maig-u"))
    contents.fill(section, number)
    SharedPassword.objects.create_password(section, PASSWORD, label="Members")
    for session in SessionPage.objects.all():
        photo = get_image_model().objects.create(title=session.slug, file=get_test_image_file())
        session.speakers[0].value["photo"] = photo
        session.save()
    if restrictions:
        elsewhere = home.add_child(instance=PlainIndexPage(title="Elsewhere", slug="elsewhere"))
        contents.fill(elsewhere, restrictions)
        pages = PlainSessionPage.objects.values_list("pk", flat=True)
        rows = [PageViewRestriction(page_id=pk, restriction_type=PageViewRestriction.LOGIN) for pk in pages]
        PageViewRestriction.objects.bulk_create(rows)
