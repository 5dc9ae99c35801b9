"""
URLs of this app that are not pages. A site includes them above Wagtail's own.

Sessions, feeds and calendars are routes of their pages.
"""

from django.urls import URLPattern, path
from wagtail import urls as wagtail_urls

from maigu_wagtail.api.problems import problem_page
from maigu_wagtail.members.files import serve_file
from maigu_wagtail.page_urls import calendar_urlpatterns, form_urlpatterns

app_name = "maigu_wagtail"

urlpatterns: list[URLPattern] = [
    path("problems/<slug:name>", problem_page, name="problem"),
    path("files/<uuid:uid>/<str:name>", serve_file, name="file"),
]


def extend_wagtail_urls() -> None:
    """Add the URLs of ``page_urls`` to Wagtail's own patterns. Called once, in ``ready()``."""
    wagtail_urls.urlpatterns[:0] = form_urlpatterns
    wagtail_urls.urlpatterns += calendar_urlpatterns
