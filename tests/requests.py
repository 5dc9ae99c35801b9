"""A visitor who asks for the password, as the form sends it."""

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django import VERSION as DJANGO_VERSION
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from maigu_wagtail.access.scope import own_key
from maigu_wagtail.members import request_fields
from maigu_wagtail.models import PasswordRequest

BROKEN_MAIL, KEPT_MAIL = "tests.requests.BrokenMail", "django.core.mail.backends.locmem.EmailBackend"
# What the visitor types. None of it may turn up in a log or in an email to staff.
TYPED = {
    "name": "Jordan Canary-Name",
    "organisation": "City of Canary-Town",
    "role": "Canary-Aide",
    "email": "jordan@canary-town.example",
    "message": "Canary-message: for the mayor.",
}


def started(section: Any, ago: timedelta = timedelta(seconds=10)) -> str:
    """Return the signed time of a form that was shown ``ago``."""
    moment = int((timezone.now() - ago).timestamp())
    return request_fields._started.sign(str(moment), about=str(own_key(section)))


def ask(client: Any, section: Any, **fields: Any) -> Any:
    """Post the form of ``section``, filled in as ``TYPED`` and ``fields`` say."""
    headers = fields.pop("headers", None)
    extra = {"REMOTE_ADDR": fields.pop("address")} if "address" in fields else {}
    data = {"started": started(section), **TYPED, **fields}
    return client.post(f"{section.url}request/", data, headers=headers, **extra)


def make_request(section: Any, **fields: Any) -> PasswordRequest:
    """Keep a request as the form would."""
    answers = fields.pop("answers", [])
    found = PasswordRequest.objects.keep(section, **{**TYPED, "answers": answers, **fields})
    assert found
    return found


def says(response: Any) -> str:
    """Return the words of the page's content."""
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one(".maigu").get_text(" ").split())


def refuse_without_captcha(request: Any, form: Any) -> None:
    """A site's own check."""
    if request.headers.get("X-Captcha") != "solved":
        form.add_error(None, "Solve the puzzle.")


def send_mail_by(settings: Any, backend: str) -> None:
    """Have the site send its mail by ``backend``."""
    if DJANGO_VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend}}
    else:
        settings.EMAIL_BACKEND = backend


class BrokenMail(BaseEmailBackend):
    """A mail server that refuses everybody, and quotes the address as real ones do."""

    def send_messages(self, messages: Any) -> int:
        raise OSError(f"refused: {messages[0].to}")
