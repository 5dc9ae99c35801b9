"""Servers on this machine that give everything to everybody: what a proof of privacy has to notice."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class OpenStore(BaseHTTPRequestHandler):
    """An S3 store that reads no signature; what it keeps is in the server's ``objects``."""

    def do_PUT(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.objects.setdefault(self.path.partition("?")[0], body)
        self.answer(200)

    def do_DELETE(self):
        # Forgets at the end only, so that each proof finds the file.
        if "Authorization" in self.headers:
            self.server.objects.pop(self.path.partition("?")[0], None)
        self.answer(204)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            return self.answer(200, "".join(self.server.objects).encode())
        body = self.server.objects.get(path)
        if body is None:
            return self.answer(404)
        given = {
            "Content-Type": query.get("response-content-type", ["text/plain"])[0],
            "Content-Disposition": query.get("response-content-disposition", ["inline"])[0],
        }
        if wanted := self.headers.get("Range", "").removeprefix("bytes="):
            first, last = map(int, wanted.split("-"))
            return self.answer(206, body[first : last + 1], given)
        return self.answer(200, body, given)

    def answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


class OpenFolder(SimpleHTTPRequestHandler):
    """A web server that serves a folder at ``/media/``, and a page of its own everywhere else."""

    def translate_path(self, path):
        return f"{self.server.folder}/{urlsplit(path).path.removeprefix('/media/')}"

    def do_GET(self):
        if self.path.startswith("/media/"):
            return super().do_GET()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the site")

    def log_message(self, *args):
        pass


@contextmanager
def serving(handler, **state):
    """Run a server until the block is left; gives it with ``state`` and its ``address``."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        vars(server).update(state, address=f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def purge_receiver():
    """Yield the address of a cache that takes note of what it is told to forget, and the list of it."""
    told = []

    class Receiver(BaseHTTPRequestHandler):
        def do_PURGE(self):
            told.append(f"http://{self.headers['Host']}{self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
