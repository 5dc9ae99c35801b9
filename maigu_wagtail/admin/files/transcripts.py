"""
Creates a recording's transcript from its captions, at the click of a button.

Nothing is saved: the text goes into the form, where the editor can correct it first.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from wagtail.admin import messages

from maigu_wagtail.recordings.timing import transcript_of

# The button's name in the submitted form.
MAKE = "make_transcript"


class TranscriptMixin:
    """Handles the button: returns JSON to our script, otherwise renders the form with the text filled in."""

    request: HttpRequest

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if MAKE not in request.POST:
            return super().post(request, *args, **kwargs)  # type: ignore[misc]
        self.object = self.get_object() if "pk" in self.kwargs else None  # type: ignore[attr-defined]
        text = self.made_transcript()
        if self.is_by_script:  # type: ignore[attr-defined]
            return JsonResponse({"transcript": text, "message": self.said(text)})
        self.form = self.get_form()  # type: ignore[attr-defined]
        if text:
            self.form.data = {**self.form.data.dict(), "transcript": text}
        (messages.info if text else messages.warning)(request, self.said(text))
        return self.render_to_response(self.get_context_data())  # type: ignore[attr-defined]

    def made_transcript(self) -> str:
        """Return a transcript of the first valid captions in the form, or "" if there are none."""
        for row in self.captions:  # type: ignore[attr-defined]
            row.full_clean()
            if webvtt := getattr(row, "webvtt", "") or row.instance.webvtt:
                return transcript_of(webvtt)
        return ""

    def said(self, text: str) -> str:
        """Return the message about the transcript just created."""
        if text:
            return gettext("The transcript was created from the captions. Check it, then save to keep it.")
        return gettext("There are no captions yet to create a transcript from.")
