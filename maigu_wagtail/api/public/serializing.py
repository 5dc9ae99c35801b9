"""
What the API says of a page: Wagtail's serializers, which leave out what not everyone may see.

A page in a response may link to other pages, have a section, or be an alias of another page. Those
are looked up once for all pages of a response.
"""

from typing import Any, ClassVar

from rest_framework import serializers
from wagtail.api.v2.serializers import PageAliasOfField, PageParentField, PageSerializer
from wagtail.fields import RichTextField

from maigu_wagtail.sessions.public_pages import public_pages, visible_targets, without_hidden_links

# Wagtail 8 has a serializer of its own for rich text.
RichTextSerializer: Any = PageSerializer.serializer_field_mapping.get(RichTextField, serializers.CharField)


class PublicRichTextField(RichTextSerializer):
    """A rich text in which no link leads to a page that not everyone may see, also as HTML or Markdown."""

    def to_representation(self, value: str) -> Any:
        return super().to_representation(without_hidden_links(value, self.context["visible_targets"]))


class PublicAliasOfField(PageAliasOfField):
    """The page that this one mirrors, if everyone may see it."""

    def get_attribute(self, page: Any) -> Any:
        return page.alias_of if page.alias_of_id in self.context["public_originals"] else None


class SectionField(PageParentField):
    """The section of a session, if it is published."""

    def get_attribute(self, session: Any) -> Any:
        return session.section if session.section and session.section.live else None


class PublicListSerializer(serializers.ListSerializer):
    """Looks up once what all pages of a response have in common."""

    def to_representation(self, pages: list[Any]) -> Any:
        fields = self.child.fields
        rich_texts = [name for name, field in fields.items() if isinstance(field, PublicRichTextField)]
        targets = visible_targets(getattr(page, name) for page in pages for name in rich_texts)
        originals = {page.alias_of_id for page in pages if page.alias_of_id} if "alias_of" in fields else set()
        visible = public_pages().filter(pk__in=originals).values_list("pk", flat=True) if originals else ()
        self.child.context.update(visible_targets=targets, public_originals=set(visible))
        return super().to_representation(pages)


class PublicPageSerializer(PageSerializer):
    """A section, or what a session and a section have in common. Use it with ``many=True``."""

    serializer_field_mapping: ClassVar = {**PageSerializer.serializer_field_mapping, RichTextField: PublicRichTextField}
    alias_of = PublicAliasOfField(read_only=True)

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> PublicListSerializer:
        return PublicListSerializer(*args, child=cls(context=kwargs.get("context", {})), **kwargs)

    def to_representation(self, page: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(page)
        if page.pk is None:
            # The draft of a page that was never saved has no address in the API.
            found.pop("id", None)
            found.get("meta", {}).pop("detail_url", None)
        return found


class SessionSerializer(PublicPageSerializer):
    """A session."""

    parent = SectionField(read_only=True)
