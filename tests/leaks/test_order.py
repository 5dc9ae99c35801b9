from django.apps import apps
from django.conf import settings


def test_app_is_last_in_installed_apps_when_so_configured():
    order = [config.label for config in apps.get_app_configs()]

    is_last = settings.SETTINGS_MODULE == "tests.settings_ours_last"

    assert order.index("maigu_wagtail") == (len(order) - 1 if is_last else 0)
