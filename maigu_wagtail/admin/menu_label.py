"""The label of the group of items in the CMS menu."""

import swapper
from django.utils.translation import gettext

from maigu_wagtail.conf import conf


def group_label() -> str:
    """Return ``MAIGU_WAGTAIL_MENU_LABEL``, or the title of the only published section, or "Sessions"."""
    if conf.MAIGU_WAGTAIL_MENU_LABEL:
        return conf.MAIGU_WAGTAIL_MENU_LABEL
    sections = swapper.load_model("maigu_wagtail", "SessionIndexPage").objects.live().order_by("-pk")
    # Translations of a section are not another section; the first that was created names it.
    titles = dict(sections.values_list("translation_key", "title"))
    return titles.popitem()[1] if len(titles) == 1 else gettext("Sessions")
