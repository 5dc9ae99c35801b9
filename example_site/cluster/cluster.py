"""All servers of the cluster together: what starts, in which order, and with which environment."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from .app_server import REPOSITORY, AppServer
from .nginx import Nginx
from .programs import free_port
from .services import PostgreSQL, Redis, wait_until

SETTINGS = "example_site.settings.cluster"
RECORDINGS, MEDIA = "example-members-files", "example-public-pictures"
# Where the app servers' logs are; removed with all the rest at the end.
PREFIX = "maigu-cluster-"


class Cluster:
    """Two app servers that share a database, a cache and a store, and no disk."""

    def __init__(self, folder, s3, port, *, is_caching=True, workers=2):
        self.folder, self.s3, self.port = folder, s3, port
        self.address = f"http://127.0.0.1:{port}"
        self.database, self.cache = PostgreSQL(folder), Redis(folder)
        self.environ = self._environ()
        self.apps = [AppServer(f"app-{number}", folder, self.environ, workers=workers) for number in (1, 2)]
        self.nginx = Nginx(folder, port, self.apps, f"{s3.address}/{MEDIA}", is_caching=is_caching)

    def manage(self, *arguments, code=REPOSITORY, stdout=None, **environ):
        """Run one of the site's commands, as a release does, once for all servers."""
        command = [sys.executable, str(code / "example_site" / "manage.py"), *arguments]
        environ = {**self.environ, **environ}
        subprocess.run(command, cwd=code, env=environ, stdout=stdout, check=True)  # noqa: S603 -- the site's own

    def update(self, code):
        """Replace one server after the other by one that runs ``code``, so that the site stays up."""
        for app in self.apps:
            app.stop()
            app.code = code
            app.start()
            # Until nginx has noticed, it would find no server if the next one ended now.
            wait_until(lambda app=app: self._is_in_use(app), f"nginx sends nothing to {app.name}.")

    def _is_in_use(self, app):
        with urlopen(f"{self.address}/health/", timeout=30) as response:  # noqa: S310 -- on this machine
            return response.headers["X-Served-By"] == f"127.0.0.1:{app.port}"

    def _environ(self):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "ADMIN_BASE_URL": self.address,
            "DATABASE_URL": self.database.url,
            "CACHE_URL": self.cache.url,
            "STATIC_ROOT": str(self.folder / "static"),
            "TRUSTED_PROXIES": "1",
            "PAGE_MAX_AGE": "60",
            "MEDIA_BUCKET": MEDIA,
            "MEDIA_DOMAIN": f"127.0.0.1:{self.port}/media",
            "RECORDINGS_BUCKET": RECORDINGS,
            "RECORDINGS_REGION": self.s3.region,
            "RECORDINGS_ENDPOINT": self.s3.address,
            "AWS_ACCESS_KEY_ID": self.s3.access_key,
            "AWS_SECRET_ACCESS_KEY": self.s3.secret_key,
        }


@contextmanager
def running_cluster(port=None, *, is_quiet=False, **options):
    """Start everything, prepare the site, and stop everything when the block is left."""
    from tests.s3_server import s3_server  # noqa: PLC0415 -- needs ministack, whose absence is reported first

    port = port or free_port()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # PostgreSQL and nginx run as users of their own
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        s3 = stack.enter_context(s3_server())
        s3.make_bucket(RECORDINGS, origin=f"http://127.0.0.1:{port}")
        s3.make_bucket(MEDIA, is_public=True)
        cluster = Cluster(folder, s3, port, **options)
        _start(stack, cluster.database, cluster.cache)
        cluster.manage("collectstatic", "--no-input", "--verbosity", "0")
        # The accounts of the example are public knowledge, so they are only made with DEBUG on.
        stdout = subprocess.DEVNULL if is_quiet else None
        cluster.manage("prepare", "--port", str(cluster.port), stdout=stdout, DEBUG="1")
        _start(stack, *cluster.apps, cluster.nginx)
        yield cluster


def _start(stack, *servers):
    for server in servers:
        stack.callback(server.stop)
        server.start()
