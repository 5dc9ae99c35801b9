"""
The transcript of a recording, made of its captions by one click.

Saves nothing: what was made stands in the form, where the editor corrects it, and is kept with everything else.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from wagtail.admin import messages

from maigu_wagtail.recordings.timing import transcript_of

# The name of the button.
MAKE = "make_transcript"


class TranscriptMixin:
    """Answers the button: our script with the text, and everyone else with the form that has it."""

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
        """Return the text of the first captions in the form that can be read; empty where there are none."""
        for row in self.captions:  # type: ignore[attr-defined]
            row.full_clean()
            if webvtt := getattr(row, "webvtt", "") or row.instance.webvtt:
                return transcript_of(webvtt)
        return ""

    def said(self, text: str) -> str:
        """Return what is said of a transcript that was made."""
        if text:
            return gettext("The transcript was created from the captions. Check it, then save to keep it.")
        return gettext("There are no captions yet to create a transcript from.")
