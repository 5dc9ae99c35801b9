"""
Serve the built front end on a separate origin, with its content security policy.

A small file server for your own machine and for the tests. Any other web server has to send the same headers
(docs/how-to/headless.md).
"""

import argparse
import json
import sys
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

DIST = Path(__file__).resolve().parent / "frontend" / "dist"


def content_security_policy(api, media=()):
    """Return a policy that allows only the front end's own files, the API, and images and recordings from the site."""
    origin = origin_of(api)
    sources = " ".join(dict.fromkeys([origin, *media]))
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "connect-src": f"'self' {origin}",
        "img-src": f"'self' {sources}",
        "media-src": sources,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        # HTML from the API is added to the page only through DOMPurify.
        "require-trusted-types-for": "'script'",
        "trusted-types": "dompurify",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def origin_of(address):
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(f"“{address}” is not a web address.")
    return f"{parts.scheme}://{parts.netloc}"


class Files(SimpleHTTPRequestHandler):
    """Serves the files of the front end and its configuration."""

    def __init__(self, *arguments, config, policy, **options):
        self.config, self.policy = config, policy
        super().__init__(*arguments, **options)

    def do_GET(self):
        if urlsplit(self.path).path != "/config.json":
            super().do_GET()
            return
        body = json.dumps(self.config).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        # The names of the files in assets/ contain a checksum of their content.
        is_named_by_content = self.path.startswith("/assets/")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if is_named_by_content else "no-cache")
        self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def list_directory(self, path):
        self.send_error(404)

    def log_message(self, *arguments):
        """Do not log successful requests."""

    def log_error(self, text, *arguments):
        sys.stderr.write(f"{self.address_string()}: {text % arguments}\n")


def server_of(port, config, media=()):
    """Return a server listening on a port of this machine; 0 chooses a free one."""
    policy = content_security_policy(config["api"], media)
    handler = partial(Files, directory=str(DIST), config=config, policy=policy)
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main():
    parser = argparse.ArgumentParser(description="Serve the example front end on a separate origin.")
    parser.add_argument("--port", type=int, default=8001, help="the port to serve it on; default: %(default)s")
    parser.add_argument("--api", help="the address of the API; default: the one in config.json")
    parser.add_argument("--media", action="append", default=[], help="the origin of a store that serves recordings")
    options = parser.parse_args()
    if not (DIST / "index.html").is_file():
        parser.error("The front end has not been built yet. Run: make frontend")
    config = json.loads((DIST / "config.json").read_text())
    config["api"] = options.api or config["api"]
    with server_of(options.port, config, options.media) as server:
        # A host name, not an IP address: to a browser it is another site than the API's, as it will be in production.
        print(f"The front end is at http://localhost:{server.server_port}/, the API at {config['api']}", flush=True)  # noqa: T201 -- to whoever started it
        with suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main()
