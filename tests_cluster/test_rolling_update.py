"""A new release with a migration, server after server, while members watch and editors work."""

import shutil

import pytest

from example_site.cluster.app_server import REPOSITORY
from tests_cluster.clients import SECTION, WATCH, base_of, load, new_client, unlock

FIELD = """
    strapline = models.CharField(max_length=120, blank=True, default="", db_default="")

    template = "pages/standard_page.html"
"""
MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("site_pages", "0001_initial")]
    operations = [
        migrations.AddField(
            "standardpage", "strapline", models.CharField(blank=True, db_default="", default="", max_length=120)
        ),
    ]
"""
NEW_PAGE = """
from example_site.pages.models import HomePage, StandardPage
HomePage.objects.get().add_child(instance=StandardPage(title="Written by the old release", slug="written-by-the-old"))
"""


@pytest.fixture
def release(tmp_path):
    """The code of the next release: one more field, which the database fills in for the old code."""
    folder = tmp_path / "release"
    shutil.copytree(
        REPOSITORY / "example_site", folder / "example_site", ignore=shutil.ignore_patterns("media", "frontend")
    )
    for name in ("maigu_wagtail", "tests"):
        (folder / name).symlink_to(REPOSITORY / name)
    models = folder / "example_site" / "pages" / "models.py"
    models.write_text(models.read_text().replace('\n    template = "pages/standard_page.html"\n', FIELD))
    (models.parent / "migrations" / "0002_standardpage_strapline.py").write_text(MIGRATION)
    health = models.with_name("health.py")
    health.write_text(health.read_text().replace('"OK"', '"OK, next release"'))
    return folder


def test_release_with_a_migration_refuses_nobody(cluster, release):
    member = new_client()
    unlock(member, cluster.address)
    asks = [lambda path=path: member.get(f"{cluster.address}{path}") for path in (WATCH, SECTION, "/about/")]

    with load(*asks, lambda: unlock(new_client(), cluster.address)) as members:
        cluster.manage("migrate", "--verbosity", "0", code=release)
        # The old release is still running, and writes into the table that has one more column.
        cluster.manage("shell", "--verbosity", "0", "-c", NEW_PAGE)
        written = member.get(f"{cluster.address}/written-by-the-old/").status_code
        cluster.update(release)
        releases = [member.get(f"{base_of(app)}/health/").text for app in cluster.apps]
        # Going back needs no migration: the old release does without the new column.
        cluster.update(REPOSITORY)

    assert written == 200
    assert releases == ["OK, next release"] * 2
    assert set(members.all()) == {200, 303}
    assert members.all()[200] > 50
    assert [member.get(f"{base_of(app)}/health/").text for app in cluster.apps] == ["OK"] * 2
