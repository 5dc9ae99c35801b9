"""
What the header links to: the pages that an editor shows in menus, two levels deep.

Depends on the page tree alone, never on who asks, so that a page is the same for
every visitor. A page that opens with the members' password is in a menu where its
editor put it there: its title is no secret, only what it says.
"""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from wagtail.models import PageViewRestriction, Site


@dataclass
class Link:
    """A link in a menu; ``current`` is what ``aria-current`` says, empty for elsewhere."""

    title: str
    url: str
    current: str = ""
    children: list["Link"] = field(default_factory=list)


def main_navigation(request, page=None):
    """Return the links of the first level; the one that ``page`` stands below has its own pages with it."""
    site = Site.find_for_request(request)
    if site is None:
        return []
    home = site.root_page.localized
    # Both levels at once, and what restricts them too: each would be asked anew for each list.
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
    """Return the other languages in which ``page`` is published; each language names itself."""
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
    """Return the code of ``page``'s language where it isn't the one the site speaks right now, else nothing."""
    code = page.locale.language_code
    return "" if code == get_language() else code


def _hidden_paths():
    """Return the tree paths of the pages that Wagtail shows to some accounts only."""
    # Of the type "none" are pages below a section, which open with its password.
    restrictions = PageViewRestriction.objects.exclude(restriction_type=PageViewRestriction.NONE)
    return tuple(restrictions.values_list("page__path", flat=True))


def _link(item, request, page):
    current = ""
    if page is not None and page.pk == item.pk:
        current = "page"
    elif page is not None and page.path.startswith(item.path):
        current = "true"
    return Link(title=item.title, url=item.get_url(request), current=current)
