"""
The links in the header: the pages that editors show in menus, two levels deep.

They depend only on the page tree, never on the visitor, so that a page is the same for
everybody. A page that needs the members' password is in a menu if its editor put it
there: its content is secret, but its title is not.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from wagtail.models import PageViewRestriction, Site


@dataclass
class Link:
    """A link in a menu; ``current`` is the value of ``aria-current``, or empty."""

    title: str
    url: str
    current: str = ""
    children: list["Link"] = field(default_factory=list)


def main_navigation(request, page=None):
    """Return the first-level links; the one above ``page`` includes its children."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    home = site.root_page.localized
    # One query for both levels and one for their restrictions, instead of two for each list.
    in_menus = home.get_descendants().filter(depth__lte=home.depth + 2).live().in_menu()
    hidden = _hidden_paths()
    first, second = [], []
    for item in in_menus:
        if item.path.startswith(hidden):
            continue
        (first if item.depth == home.depth + 1 else second).append(item)
    links = []
    for item in first:
        link = _link(item, request, page)
        if link.current:
            link.children = [_link(child, request, page) for child in second if child.is_child_of(item)]
        links.append(link)
    return links


def language_links(request, page):
    """Return the other languages in which ``page`` is published, each named in its own language."""
    if page is None or page.pk is None:
        return []
    names = dict(settings.LANGUAGES)
    translations = page.get_translations().live().public().select_related("locale")
    return [
        {
            "code": item.locale.language_code,
            "name": get_language_info(item.locale.language_code)["name_local"].capitalize(),
            "url": item.get_full_url(request),
        }
        for item in translations
        if item.locale.language_code in names
    ]


def foreign_language(page):
    """Return the language code of ``page`` if it differs from the active language, otherwise an empty string."""
    code = page.locale.language_code
    return "" if code == get_language() else code


def _hidden_paths():
    """Return the tree paths of the pages that Wagtail shows only to some visitors."""
    # Pages below a section have the type "none": the section's password unlocks them.
    restrictions = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
    return tuple(restrictions.values_list("page__path", flat=True))


def _link(item, request, page):
    current = ""
    if page is not None and page.pk == item.pk:
        current = "page"
    elif page is not None and page.path.startswith(item.path):
        current = "true"
    return Link(title=item.title, url=item.get_url(request), current=current)
