"""
The base template of public pages.

Our templates are for Django's engine, and ``{% extends %}`` does not support templates of another
one. If a site's ``base.html`` is for Jinja2, the pages extend ours.
"""

from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates, Template

from maigu_wagtail.conf import conf

# A complete page.
OUR_BASE = "maigu_wagtail/base.html"


def base_template() -> Template:
    """Return the first template of ``MAIGU_WAGTAIL_BASE_TEMPLATE`` that Django's engine finds, or ours."""
    names = [*conf.MAIGU_WAGTAIL_BASE_TEMPLATE, OUR_BASE]
    found = next((template for name in names if (template := find_django_template(name))), None)
    if found is None:
        raise TemplateDoesNotExist(OUR_BASE)
    return found


def find_django_template(name: str) -> Template | None:
    """Return the template ``name`` if one of Django's own engines finds it."""
    for engine in engines.all():
        if isinstance(engine, DjangoTemplates):
            try:
                return engine.get_template(name)
            except TemplateDoesNotExist:
                continue
            except TemplateSyntaxError:
                # Both engines may search one folder, and this file may be for the other.
                if not is_for_another_engine(name):
                    raise
    return None


def is_for_another_engine(name: str) -> bool:
    """Return whether an engine that is not Django's, such as Jinja2, has a template ``name``."""
    return any(_has_template(engine, name) for engine in engines.all() if not isinstance(engine, DjangoTemplates))


def _has_template(engine: Any, name: str) -> bool:
    try:
        engine.get_template(name)
    except TemplateDoesNotExist:
        return False
    except TemplateSyntaxError:
        # It is there, but not without a fault.
        return True
    return True
