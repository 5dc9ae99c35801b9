"""Notes what goes wrong in the front end's pages while a test looks at them."""

from urllib.parse import urlsplit


class Watcher:
    """Notes whatever goes wrong in pages, and whom they ask."""

    def __init__(self, *origins):
        self.origins, self.problems = origins, []

    def watch(self, page):
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._said)
        return page

    def _asked(self, request):
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and f"{parts.scheme}://{parts.netloc}" not in self.origins:
            self.problems.append(f"asked elsewhere: {request.url}")

    def _said(self, message):
        # What the API refuses is reported here too, and an address that has ended; the tests look at what the page
        # makes of it.
        address = message.location.get("url", "")
        is_refusal = message.text.startswith("Failed to load resource: the server responded with a status of")
        is_ours = "/api/" in address or "/maigu/files/" in address
        if message.type in {"error", "warning"} and not (is_refusal and is_ours):
            self.problems.append(f"{message.text} ({address})")
