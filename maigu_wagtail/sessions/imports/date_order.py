"""Whether the site writes the day before the month, for dates such as 03/04/2023."""

from django.utils.formats import get_format

from maigu_wagtail.conf import conf


def is_day_first_by_default() -> bool:
    """Return whether dates in the site's language (``LANGUAGE_CODE``) begin with the day."""
    formats = get_format("DATE_INPUT_FORMATS", lang=conf.LANGUAGE_CODE, use_l10n=True)
    numeric = [form for form in formats if "%m" in form and not form.startswith(("%Y", "%y"))]
    return bool(numeric) and numeric[0].index("%d") < numeric[0].index("%m")
