"""The stream blocks of a session: its speakers, and its members' content."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from maigu_wagtail.recordings import embeds

from .join_link import JoinLinkBlock
from .registry import HANDOUT_CHOOSER, RECORDING_CHOOSER, registered


class SpeakerBlock(blocks.StructBlock):
    """A speaker; only the name is required."""

    name = blocks.CharBlock(
        label=_("Name"),
        max_length=255,
        help_text=_("The name the person uses, with a middle initial if they have one."),
    )
    role = blocks.CharBlock(
        label=_("Role"),
        required=False,
        default="",
        max_length=255,
        help_text=_("Job title, such as “Executive Director”."),
    )
    organisation = blocks.CharBlock(
        label=_("Organisation"),
        required=False,
        default="",
        max_length=255,
        help_text=_("The city, office or group the person represents."),
    )
    photo = ImageChooserBlock(
        label=_("Photo"),
        required=False,
        help_text=_("Shown to everyone on the session’s page. Without a photo, visitors see the person’s initials."),
    )
    biography = blocks.TextBlock(
        label=_("Short biography"),
        required=False,
        default="",
        max_length=2000,
        rows=3,
        help_text=_("Two or three sentences, shown to everyone on the session’s page."),
    )
    link = blocks.URLBlock(
        label=_("Link"),
        required=False,
        default="",
        help_text=_("The person’s own page or profile, starting with https://."),
    )

    class Meta:
        icon = "user"
        label = _("Speaker")
        description = _("Someone who speaks in the session.")
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
    """The person who chairs the session, labelled "Moderator"."""

    class Meta:
        icon = "group"
        label = _("Moderator")
        description = _("Chairs the session and asks the questions.")


class SpeakersBlock(blocks.StreamBlock):
    """The speakers and moderators of a session, in the order visitors see them."""

    speaker = SpeakerBlock()
    moderator = ModeratorBlock()

    class Meta:
        required = False


class MembersTextBlock(blocks.RichTextBlock):
    """Rich text for members only."""

    class Meta:
        icon = "pilcrow"
        label = _("Text for members")
        description = _("Notes, links or answers that only members can read.")
        template = "maigu_wagtail/blocks/members_text.html"
        preview_template = "maigu_wagtail/blocks/preview.html"
        preview_value = _("<p>The model ordinance that the panel talks about, clause by clause.</p>")


class PrivateFileChooserBlock(blocks.ChooserBlock):
    """Chooses a members' file; ``widget_name`` is the widget's name in the ``registry``."""

    target_model: ClassVar[str]
    widget_name: ClassVar[str]

    @cached_property
    def widget(self) -> Any:
        return registered(self.widget_name)()

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        # The page being rendered. The file view checks access again, so a URL alone opens nothing.
        context["session"] = (parent_context or {}).get("page")
        return context


class RecordingChooserBlock(PrivateFileChooserBlock):
    """A recording, with its captions and transcript."""

    target_model = "maigu_wagtail.Recording"
    widget_name = RECORDING_CHOOSER

    class Meta:
        icon = "media"
        label = _("Recording")
        description = _("Video or sound that only members can play.")
        template = "maigu_wagtail/blocks/recording.html"


class HandoutChooserBlock(PrivateFileChooserBlock):
    """Slides or another document to download."""

    target_model = "maigu_wagtail.Handout"
    widget_name = HANDOUT_CHOOSER

    class Meta:
        icon = "doc-full"
        label = _("Handout")
        description = _("Slides, a model text or another document that only members can download.")
        template = "maigu_wagtail/blocks/resource.html"


class VideoEmbedBlock(blocks.StructBlock):
    """A video on a video host, by its URL."""

    url = blocks.URLBlock(
        label=_("Address"),
        help_text=_("The web address of the video on Vimeo, YouTube or another video host."),
    )
    title = blocks.CharBlock(
        label=_("Title"),
        max_length=255,
        help_text=_("Shown above the video and read out by screen readers."),
    )

    class Meta:
        icon = "media"
        label = _("Video on a video host")
        description = _("A video on Vimeo, YouTube or another host. Only members get its address.")
        template = "maigu_wagtail/blocks/video_embed.html"
        preview_template = "maigu_wagtail/blocks/preview.html"
        preview_value: ClassVar = {"url": "https://vimeo.com/76979871", "title": _("The panel of the second day")}
        label_format = "{title}"

    def clean(self, value: Any) -> Any:
        """Require an https URL, and query the video host now, so that rendering makes no request."""
        cleaned = super().clean(value)
        # The form field turns "vimeo.com/1" into an "http://" URL.
        secure = cleaned["url"].replace("http://", "https://", 1)
        if embeds.parse(secure):
            cleaned["url"] = secure
        if not embeds.is_safe_link(cleaned["url"]):
            message = _(
                "Enter the full address of the video. It must start with https:// and must not contain a password."
            )
            raise blocks.StructBlockValidationError({"url": ValidationError(message)})
        embeds.resolve(cleaned["url"])
        return cleaned


class TranscriptBlock(blocks.StructBlock):
    """The transcript of a video on a video host; recordings have their own."""

    title = blocks.CharBlock(
        label=_("Title"),
        max_length=255,
        required=False,
        default="",
        help_text=_("Which video it belongs to, if the session has more than one."),
    )
    text = blocks.TextBlock(
        label=_("Text"),
        rows=10,
        help_text=_("What is said, as plain text. Leave a blank line between paragraphs."),
    )

    class Meta:
        icon = "openquote"
        label = _("Transcript")
        description = _("What is said in a video on a video host. Recordings have their own transcript.")
        template = "maigu_wagtail/blocks/transcript.html"
        preview_template = "maigu_wagtail/blocks/preview.html"
        preview_value: ClassVar = {
            "title": "",
            "text": _("Amara Castillo: Welcome. We begin with the model ordinance."),
        }
        label_format = "{title}"


class MembersContentBlock(blocks.StreamBlock):
    """Everything that needs the password. Only the number of blocks of each type is public."""

    recording = RecordingChooserBlock()
    video_embed = VideoEmbedBlock()
    transcript = TranscriptBlock()
    resource = HandoutChooserBlock()
    text = MembersTextBlock()
    join_link = JoinLinkBlock()

    class Meta:
        required = False
        # A page has one place to join.
        block_counts: ClassVar = {"join_link": {"max_num": 1}}
