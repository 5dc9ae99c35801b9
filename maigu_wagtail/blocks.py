"""
The blocks of a session: the people who speak, and what members get.

Only declares what editors may enter; who may see it is no block's business. May
import nothing of this package above ``conf``.
"""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


class SpeakerBlock(blocks.StructBlock):
    """A person who speaks; only the name is required."""

    name = blocks.CharBlock(
        label=_("Name"),
        max_length=255,
        help_text=_("As the person writes it, with a middle initial if they use one."),
    )
    role = blocks.CharBlock(
        label=_("Role"),
        required=False,
        max_length=255,
        help_text=_("Job title, such as “Executive Director”."),
    )
    organisation = blocks.CharBlock(
        label=_("Organisation"),
        required=False,
        max_length=255,
        help_text=_("City, office or group the person speaks for."),
    )
    photo = ImageChooserBlock(
        label=_("Photo"),
        required=False,
        help_text=_("Shown to everybody on the session’s page. Without one, visitors see the initials."),
    )
    biography = blocks.TextBlock(
        label=_("Short biography"),
        required=False,
        max_length=2000,
        rows=3,
        help_text=_("Two or three sentences, shown to everybody on the session’s page."),
    )
    link = blocks.URLBlock(
        label=_("Link"),
        required=False,
        help_text=_("The person’s own page or profile, with https:// in front."),
    )

    class Meta:
        icon = "user"
        label = _("Speaker")
        description = _("Somebody who speaks in the session.")
        template = "maigu_wagtail/blocks/speaker.html"
        preview_template = "maigu_wagtail/blocks/preview.html"
        form_classname = "maigu-speaker struct-block"
        label_format = "{name}"
        preview_value = {
            "name": "Amara Castillo",
            "role": _("Deputy Mayor"),
            "organisation": _("City of Riverton"),
            "biography": _("Leads the city’s work on public safety."),
        }


class ModeratorBlock(SpeakerBlock):
    """The person who leads the session; told apart from the speakers by a word."""

    class Meta:
        icon = "group"
        label = _("Moderator")
        description = _("Somebody who leads the session and puts the questions.")


class SpeakersBlock(blocks.StreamBlock):
    """All people of a session, in the order in which visitors read them."""

    speaker = SpeakerBlock()
    moderator = ModeratorBlock()

    class Meta:
        required = False


class MembersTextBlock(blocks.RichTextBlock):
    """Text that only members read."""

    class Meta:
        icon = "pilcrow"
        label = _("Text for members")
        description = _("Notes, links or answers that only members may read.")
        template = "maigu_wagtail/blocks/members_text.html"
        preview_template = "maigu_wagtail/blocks/preview.html"
        preview_value = _("<p>The model ordinance that the panel talks about, clause by clause.</p>")


class MembersContentBlock(blocks.StreamBlock):
    """Everything behind the password; its kinds, but none of it, are public."""

    text = MembersTextBlock()

    class Meta:
        required = False
