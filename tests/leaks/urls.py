"""A site that offers everything Wagtail has: all APIs, and two searches of its own."""

from django.urls import path
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from maigu_wagtail.api.v2 import SectionsAPIViewSet, SessionsAPIViewSet
from tests.leaks.site_views import break_down, search
from tests.urls import urlpatterns as usual

api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("sessions", SessionsAPIViewSet)
api_router.register_endpoint("sections", SectionsAPIViewSet)
api_router.register_endpoint("pages", PagesAPIViewSet)
api_router.register_endpoint("images", ImagesAPIViewSet)
api_router.register_endpoint("documents", DocumentsAPIViewSet)

urlpatterns = [
    path("api/v2/", api_router.urls),
    path("search/", search),
    path("broken/", break_down),
    *usual,
]

if WAGTAIL_VERSION >= (8, 0):
    from wagtail.api.v3.urls import api

    urlpatterns.insert(0, path("api/v3/", api.urls))
