from django import template

from example_site.pages import navigation

register = template.Library()


@register.simple_tag(takes_context=True)
def main_navigation(context):
    request = context.get("request")
    return navigation.main_navigation(request, context.get("page")) if request else []


@register.simple_tag(takes_context=True)
def language_links(context):
    request = context.get("request")
    return navigation.language_links(request, context.get("page")) if request else []


@register.filter
def foreign_language(page):
    return navigation.foreign_language(page)
