"""A site in English and Spanish, whose pages stand below the code of their language."""

from wagtail.models import Locale


def speak_spanish_too(settings):
    """Give the site a second language; returns it."""
    settings.WAGTAIL_I18N_ENABLED = True
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("es", "Spanish")]
    settings.ROOT_URLCONF = "tests.urls_i18n"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    return Locale.objects.create(language_code="es")


def publish_translation(page, locale):
    """Publish ``page`` in the language of ``locale`` too, as it is now; returns that page."""
    translated = page.copy_for_translation(locale)
    # As it is now: it may have been given a child since.
    type(page).objects.get(pk=translated.pk).save_revision().publish()
    return type(page).objects.get(pk=translated.pk)
