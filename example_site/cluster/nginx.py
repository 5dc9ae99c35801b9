"""nginx in front of the app servers, with a configuration of its own on a port that needs no rights."""

import subprocess
from pathlib import Path
from string import Template

from .programs import program
from .services import PATIENCE, wait_until

HERE = Path(__file__).resolve().parent
# Public answers say themselves how long they may be stored.
CACHING = "proxy_cache pages; add_header X-Cache $upstream_cache_status always;"


class Nginx:
    """The proxy. ``media`` is the address of the bucket with public pictures."""

    name = "nginx"

    def __init__(self, folder, port, servers, media, *, is_caching=True):
        self.folder, self.port = folder, port
        self.process = None
        # A server that refuses connections is left out for two seconds.
        lines = [f"server 127.0.0.1:{server.port} max_fails=1 fail_timeout=2s;" for server in servers]
        self.config = folder / "nginx.conf"
        text = Template((HERE / "nginx.conf").read_text()).substitute(
            folder=folder,
            port=port,
            servers="\n        ".join(lines),
            caching=CACHING if is_caching else "",
            site=HERE / "site.conf",
            media=media,
        )
        self.config.write_text(text)

    def start(self):
        log = self.folder / "nginx.log"
        command = [program("nginx"), "-p", str(self.folder), "-e", str(log), "-c", str(self.config)]
        self.process = subprocess.Popen(command)  # noqa: S603 -- nginx
        wait_until((self.folder / "nginx.pid").exists, f"nginx does not start: see {log}.")

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
