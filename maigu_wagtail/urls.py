"""
The addresses of this app that are no page: a site includes them above Wagtail's own.

Sessions, feeds and calendars are routes of their pages. What is served by no page
(members' files) is mounted here.
"""

from django.urls import URLPattern, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.views import serve

from maigu_wagtail.api.problems import problem_page
from maigu_wagtail.members.files import serve_file
from maigu_wagtail.members.unlock import lock_view, unlock_view

app_name = "maigu_wagtail"

urlpatterns: list[URLPattern] = [
    path("problems/<slug:name>", problem_page, name="problem"),
    path("files/<uuid:uid>/<str:name>", serve_file, name="file"),
]


def extend_wagtail_urls() -> None:
    """
    Give Wagtail's own addresses those of a section that are no page; called once, when the app is ready.

    Programs know a calendar by its ending, and Wagtail's own pattern takes no dot. The unlock
    form is posted without a CSRF token (``views.unlock``), which Wagtail's own view would ask for.
    """
    patterns = (
        re_path(r"^((?:[\w\-]+/)*)unlock/?$", unlock_view, name="maigu_unlock"),
        re_path(r"^((?:[\w\-]+/)*)lock/?$", lock_view, name="maigu_lock"),
    )
    wagtail_urls.urlpatterns[:0] = patterns
    wagtail_urls.urlpatterns.append(re_path(r"^((?:[\w\-]+/)*calendar\.ics)$", serve, name="maigu_calendar"))
