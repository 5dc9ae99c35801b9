from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from example_site.pages.health import health
from example_site.pages.robots import robots
from example_site.search.views import search
from maigu_wagtail.api.v2 import SectionsAPIViewSet, SessionsAPIViewSet

api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("sessions", SessionsAPIViewSet)
api_router.register_endpoint("sections", SectionsAPIViewSet)
api_router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api_router.urls),
    path("maigu/", include("maigu_wagtail.urls")),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("health/", health, name="health"),
    path("robots.txt", robots, name="robots"),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("", include(wagtail_urls)),
        # English has no prefix, so that MAIG U is at /maig-u/ exactly.
        prefix_default_language=False,
    ),
]
