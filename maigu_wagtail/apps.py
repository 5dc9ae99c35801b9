from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaiguWagtailConfig(AppConfig):
    name = "maigu_wagtail"
    label = "maigu_wagtail"
    verbose_name = _("Member training library")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models must be loaded before these modules are.
        from maigu_wagtail import checks, signal_handlers, urls  # noqa: PLC0415 -- see above

        checks.register_checks()
        urls.extend_wagtail_urls()
        signal_handlers.register_signal_handlers()
