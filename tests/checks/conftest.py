import pytest

from tests.checks.sites import CheckedSite


@pytest.fixture
def site(tmp_path):
    """A site of this test's own, whose settings and addresses are real modules."""
    return CheckedSite(tmp_path)
