"""A visitor with an address and cookies of its own, over real HTTP."""

import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TIMEOUT = 60


@dataclass
class Visitor:
    """Asks the server at ``port``, as a site's own proxy hands on what a client at ``address`` asks."""

    port: int
    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the body of what is at ``path``."""
        return self._ask("GET", path)

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Send ``form`` and return what came back."""
        return self._ask("POST", path, urlencode(form))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"X-Forwarded-For": self.address, "Content-Type": "application/x-www-form-urlencoded"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        start = time.monotonic()
        # Addresses of 127.0.0.0/8 are all this machine's, so a proxy sees that one itself.
        source = (self.address, 0) if self.address.startswith("127.") else None
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT, source_address=source)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        self.seconds.append(time.monotonic() - start)
        self._keep_cookies(response)
        return response.status, text

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for value in response.headers.get_all("Set-Cookie") or []:
            for name, cookie in SimpleCookie(value).items():
                self.cookies[name] = cookie.coded_value
