from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "example_site.catalogue"
    label = "site_catalogue"
