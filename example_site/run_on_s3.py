"""
Start the tests' S3 server on this machine, and the example site with it; both stop together.

The server keeps its files in memory, so the site has a separate database, and ``prepare`` restores
the catalogue's files each time.
"""

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.s3_server import REGION, s3_server

HERE = Path(__file__).resolve().parent
MANAGE = str(HERE / "manage.py")
DATABASE = HERE.parent / "var" / "example" / "s3.sqlite3"
BUCKET = "example-members-files"


def main():
    parser = argparse.ArgumentParser(description="Run the example site with its recordings on an S3 server.")
    parser.add_argument("--port", default="8000", help="where the site is served; default: %(default)s")
    port = parser.parse_args().port
    # As with Ctrl+C, leave the server's block.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    with s3_server() as server:
        address = f"http://127.0.0.1:{port}"
        server.make_bucket(BUCKET, origin=address)
        environ = {"DATABASE_URL": f"sqlite:///{DATABASE}", "ADMIN_BASE_URL": address, **os.environ, **_bucket(server)}
        for command in (["prepare", "--port", port], ["maigu_check_storage"]):
            subprocess.run([sys.executable, MANAGE, *command], env=environ, check=True)  # noqa: S603 -- the site's own
        print(f"  The S3 server is at {server.address}, the bucket is {BUCKET}.\n", flush=True)  # noqa: T201 -- to whoever started it
        _serve([sys.executable, MANAGE, "runserver", f"127.0.0.1:{port}"], environ)


def _bucket(server):
    return {
        "RECORDINGS_BUCKET": BUCKET,
        "RECORDINGS_REGION": REGION,
        "RECORDINGS_ENDPOINT": server.address,
        "RECORDINGS_DIRECT_UPLOAD": os.environ.get("RECORDINGS_DIRECT_UPLOAD", "1"),
        "AWS_ACCESS_KEY_ID": server.access_key,
        "AWS_SECRET_ACCESS_KEY": server.secret_key,
    }


def _serve(command, environ):
    with subprocess.Popen(command, env=environ) as site:  # noqa: S603 -- the site's own
        try:
            site.wait()
        except KeyboardInterrupt:
            pass  # the site has received it too
        finally:
            site.terminate()


if __name__ == "__main__":
    main()
