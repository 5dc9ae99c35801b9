"""
Starts an S3 server on this machine, the one of the tests, and the example site on it; both end together.

What is in the server is in memory, so the site has a database of its own, and ``prepare`` puts back
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
    parser = argparse.ArgumentParser(description="The example site with its recordings in an S3 server.")
    parser.add_argument("--port", default="8000", help="where the site is served; default: %(default)s")
    port = parser.parse_args().port
    # As Ctrl+C does: leave the server's block.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    with s3_server() as server:
        server.make_bucket(BUCKET, origin=f"http://127.0.0.1:{port}")
        environ = {"DATABASE_URL": f"sqlite:///{DATABASE}", **os.environ, **_bucket(server)}
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
            pass  # it was told so too
        finally:
            site.terminate()


if __name__ == "__main__":
    main()
