from django.apps import apps

if apps.is_installed("wagtail_modeladmin"):
    from wagtail_modeladmin.options import modeladmin_register
    from maigu_wagtail.admin.sessions import MaiguGroup

    modeladmin_register(MaiguGroup)
