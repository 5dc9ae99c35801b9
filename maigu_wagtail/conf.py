"""
What a site may set, with the value that holds when it sets nothing.

The only reader of Django's settings in this package. Nothing is kept: each
property reads the setting when it is asked for, so that a changed setting (in a
test, say) counts at once. May import nothing of this package.
"""

from django.conf import settings


class Conf:
    """The settings of ``maigu_wagtail``; one typed property for each."""

    @property
    def MAIGU_WAGTAIL_BASE_TEMPLATE(self) -> list[str]:
        """
        The template that the public pages extend, as the names to try in turn.

        A site names one template. Unset: the site's own ``base.html`` where there is
        one, else ``maigu_wagtail/base.html``, a complete page of ours.
        """
        name = getattr(settings, "MAIGU_WAGTAIL_BASE_TEMPLATE", None)
        return [name] if name else ["base.html", "maigu_wagtail/base.html"]

    @property
    def MAIGU_WAGTAIL_FEED_LENGTH(self) -> int:
        """How many sessions a section's feed and calendar carry, the newest first."""
        return int(getattr(settings, "MAIGU_WAGTAIL_FEED_LENGTH", 50))

    @property
    def MAIGU_WAGTAIL_SPEAKER_CHOICES(self) -> int:
        """
        How many speakers a section's filter offers at most: those with most sessions.

        Everybody else is found with the search field and by the links on the sessions' pages.
        """
        return int(getattr(settings, "MAIGU_WAGTAIL_SPEAKER_CHOICES", 100))

    @property
    def WAGTAIL_I18N_ENABLED(self) -> bool:
        """Wagtail's own: whether pages may have translations."""
        return bool(getattr(settings, "WAGTAIL_I18N_ENABLED", False))

    @property
    def TIME_ZONE(self) -> str:
        """Django's own ``TIME_ZONE``: the zone a new session is given, an IANA name."""
        return settings.TIME_ZONE


conf = Conf()
