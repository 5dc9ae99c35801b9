"""
The same members' pages behind both locks: a section of ours, and pages with Wagtail's own shared password.
"""

from wagtail.models import PageViewRestriction, Site

from benchmarks import contents
from benchmarks.plain.models import PlainIndexPage, PlainMembersPage
from maigu_wagtail.models import SessionIndexPage, SharedPassword

PASSWORD = "correct horse battery"  # noqa: S105 -- of a site that is removed at the end
WRONG = "wrong horse battery"


def make_locked_pages(number: int) -> None:
    """Make a section and a plain one, as ``make_sections`` does, and the plain pages for members with a restriction."""
    contents.make_sections(number)
    ours = SessionIndexPage.objects.get(slug="maig-u")
    # A section that has been in use for a while: one password is good, two were changed.
    password = SharedPassword.objects.create_password(ours, "first words of all", label="Members")
    password = password.rotate("second words of all", earlier="end")
    password.rotate(PASSWORD, earlier="run-out")
    # As on most sites, the site is asked for by its name.
    Site.objects.update(hostname="testserver")
    home = Site.objects.get(is_default_site=True).root_page
    members = home.add_child(instance=PlainIndexPage(title="MAIG U", slug="members"))
    PageViewRestriction.objects.create(page=members, restriction_type=PageViewRestriction.PASSWORD, password=PASSWORD)
    for facts in contents.session_facts(number, contents.yesterday()):
        names = ("title", "slug", "date", "audience")
        page = PlainMembersPage(transcript=facts["members_content"], **{name: facts[name] for name in names})
        members.add_child(instance=page)
