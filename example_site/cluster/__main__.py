"""Run the cluster until it is interrupted: ``python -m example_site.cluster --port 8000``."""

import argparse
import signal
import sys
from contextlib import suppress

from .cluster import running_cluster
from .programs import MissingPrograms, require_programs


def main():
    parser = argparse.ArgumentParser(prog="python -m example_site.cluster", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where nginx listens; default: %(default)s")
    port = parser.parse_args().port
    try:
        require_programs()
    except MissingPrograms as error:
        sys.exit(str(error))
    # As with Ctrl+C, leave the cluster's block.
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    with running_cluster(port) as cluster:
        show(cluster)
        with suppress(KeyboardInterrupt):
            signal.pause()


def show(cluster):
    """Print where each server is, below what ``prepare`` has printed."""
    lines = [f"  nginx     {cluster.address}/"]
    lines += [f"  {app.name}     http://127.0.0.1:{app.port}/" for app in cluster.apps]
    lines += [
        f"  Database  {cluster.database.url}",
        f"  Cache     {cluster.cache.url}",
        f"  Store     {cluster.s3.address}",
    ]
    lines += [f"  Logs      {cluster.folder}", "", "  Ctrl+C stops all of them, and removes their data."]
    print("\n".join(lines), flush=True)  # noqa: T201 -- to whoever started it


if __name__ == "__main__":
    main()
