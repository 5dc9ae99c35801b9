from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _
from wagtail import VERSION as WAGTAIL_VERSION


class MaiguWagtailConfig(AppConfig):
    name = "maigu_wagtail"
    label = "maigu_wagtail"
    verbose_name = _("Member training library")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # These modules need the models to be loaded.
        from maigu_wagtail import checks, signal_handlers, urls  # noqa: PLC0415 -- see above
        from maigu_wagtail.admin.files import choosers  # noqa: PLC0415 -- likewise
        from maigu_wagtail.api.public import previews  # noqa: PLC0415 -- likewise
        from maigu_wagtail.members import search, watch  # noqa: PLC0415 -- likewise
        from maigu_wagtail.sessions import registry  # noqa: PLC0415 -- likewise

        registry.register(registry.WATCH_VIEW, watch.watch)
        registry.register(registry.MEMBERS_CALENDAR_VIEW, watch.members_calendar)
        registry.register(registry.SEARCH_VIEW, search.search)
        registry.register(registry.HEADLESS_PREVIEW_VIEW, previews.show)
        registry.register(registry.RECORDING_CHOOSER, choosers.RecordingChooserWidget)
        registry.register(registry.HANDOUT_CHOOSER, choosers.HandoutChooserWidget)

        checks.register_checks()
        urls.extend_wagtail_urls()
        signal_handlers.register_signal_handlers()
        if apps.is_installed("wagtail.contrib.frontend_cache"):
            from maigu_wagtail.api.public import purging  # noqa: PLC0415 -- few sites need it

            purging.register_purging()
        if WAGTAIL_VERSION >= (8, 0) and apps.is_installed("wagtail.api.v3"):
            from maigu_wagtail.api import v3  # noqa: PLC0415 -- only in Wagtail 8

            v3.register_routes()
