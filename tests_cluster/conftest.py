import pytest

from example_site.cluster.cluster import running_cluster
from example_site.cluster.programs import require_programs


@pytest.fixture(scope="session")
def cluster():
    """One cluster for all tests: starting it takes longer than any of them."""
    require_programs()
    # Without nginx's cache, so that each request reaches a server.
    with running_cluster(is_quiet=True, is_caching=False, workers=1) as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def _whole_cluster(cluster):
    yield
    for app in cluster.apps:
        if app.process.poll() is not None:
            app.start()


@pytest.fixture
def database(cluster):
    """A connection to the cluster's database, to see what the servers have stored."""
    import psycopg

    with psycopg.connect(cluster.database.url) as connection:
        yield connection
