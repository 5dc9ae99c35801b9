from django.apps import apps

# A site without it is told so by the check W001, and has everything but the menu.
if apps.is_installed("wagtail_modeladmin"):
    from maigu_wagtail.admin.menu import register_menu

    register_menu()
