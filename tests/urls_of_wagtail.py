"""The addresses of Wagtail's own tests, and ours above them, as a site mounts them."""

from django.urls import include, path
from wagtail.test.urls import urlpatterns as theirs

urlpatterns = [path("maigu/", include("maigu_wagtail.urls")), *theirs]
