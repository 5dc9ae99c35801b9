from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls

from tests.urls import urlpatterns as theirs

urlpatterns = [
    # Without their pages, which are the last.
    *theirs[:-1],
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
