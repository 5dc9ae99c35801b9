from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "example_site.pages"
    label = "site_pages"
    verbose_name = _("Pages of the site")
