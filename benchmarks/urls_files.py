"""The addresses of ``tests.urls``, and each private file at an address of Django's own ``FileResponse`` too."""

from django.http import FileResponse, HttpRequest
from django.urls import path

from maigu_wagtail.models import Recording
from tests.urls import urlpatterns as site_urls


def serve_plainly(request: HttpRequest, uid: str) -> FileResponse:
    """Answer as a site does that thinks of nothing: to everybody, and with the whole file."""
    return FileResponse(Recording.objects.get(uid=uid).file.open(), content_type="video/mp4")


urlpatterns = [path("plain-files/<uuid:uid>", serve_plainly), *site_urls]
