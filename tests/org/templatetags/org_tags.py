from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def meta_tags(context):
    """Write tags as SEO packages do, from methods that only this site's pages have."""
    page = context["self"]
    return format_html('<meta name="description" content="{}">', page.get_meta_description())
