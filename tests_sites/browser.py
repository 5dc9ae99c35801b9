"""A browser, as far as a site can tell: Django's test client that sends forms as they stand on the page."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import get_script_prefix


class Browser(Client):
    """Takes addresses as pages show them, with the host and the sub-path of the site, and keeps cookies."""

    def __init__(self, host: str = "localhost") -> None:
        self.scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
        super().__init__(enforce_csrf_checks=True, SERVER_NAME=host)

    def generic(self, method: str, path: str, *args: Any, **extra: Any) -> Any:
        """Do for the sub-path what a web server does, and leave the site for no other."""
        parts, prefix = urlsplit(str(path)), get_script_prefix()
        assert parts.path.startswith(prefix), f"{path} is outside of {prefix}"
        assert parts.netloc in {"", self.defaults["SERVER_NAME"]}, path
        assert parts.scheme in {"", self.scheme}, path
        extra["secure"] = self.scheme == "https"
        path = parts._replace(scheme="", netloc="", path=f"/{parts.path.removeprefix(prefix)}").geturl()
        return super().generic(method, path, *args, **extra)

    def submit(self, page: Any, selector: str, values: dict[str, Any] | None = None, **options: Any) -> Any:
        """Send the form that has ``selector``, with what is filled in already and ``values``."""
        form = soup_of(page).select_one(f"form:has({selector})")
        assert form is not None, f"{page.request['PATH_INFO']} ({page.status_code}) has no form with {selector}"
        address = urljoin(page.wsgi_request.get_full_path(), form.get("action", ""))
        origin = f"{page.wsgi_request.scheme}://{page.wsgi_request.get_host()}"
        headers = {"Origin": origin, "Referer": f"{origin}/", "Sec-Fetch-Site": "same-origin"}
        data = {**_filled_in(form), **(values or {})}
        return getattr(self, form.get("method", "get").lower())(address, data, headers=headers, **options)


def soup_of(page: Any) -> BeautifulSoup:
    return BeautifulSoup(page.content, "html.parser")


def _filled_in(form: Any) -> dict[str, Any]:
    """Return what a browser would send of ``form``, untouched and without its buttons."""
    values: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = field["name"], field.get("type", "")
        if "__prefix__" in name or kind in {"submit", "file", "button"}:
            continue
        if kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                values[name] = field.get("value", "on")
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            values[name] = chosen.get("value", "") if chosen else ""
        else:
            values[name] = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    return values
