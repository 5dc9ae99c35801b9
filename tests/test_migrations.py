import re
from pathlib import Path

import pytest
import swapper
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# In the swapped configuration the site's own apps have to be complete too.
LABELS = [label for label in ("maigu_wagtail", "basepage", "org") if label in apps.app_configs]
FOREIGN_KEYS = {
    ("SessionIndexPage", "contact_page"): ("wagtailcore", "Page"),
    ("SessionSpeaker", "session"): ("maigu_wagtail", "SessionPage"),
    ("SectionFilterCounts", "section"): ("maigu_wagtail", "SessionIndexPage"),
    ("SectionVersion", "section"): ("maigu_wagtail", "SessionIndexPage"),
    ("SharedPassword", "created_by"): ("auth", "User"),
    ("UnlockLink", "created_by"): ("auth", "User"),
    ("UnlockLink", "password"): ("maigu_wagtail", "SharedPassword"),
    ("PasswordRequest", "closed_by"): ("auth", "User"),
    ("PasswordRequest", "link"): ("maigu_wagtail", "UnlockLink"),
    ("Recording", "collection"): ("wagtailcore", "Collection"),
    ("Recording", "uploaded_by"): ("auth", "User"),
    ("Handout", "collection"): ("wagtailcore", "Collection"),
    ("Handout", "uploaded_by"): ("auth", "User"),
    ("Caption", "recording"): ("maigu_wagtail", "Recording"),
    ("SessionFile", "session"): ("maigu_wagtail", "SessionPage"),
    ("SearchedText", "recording"): ("maigu_wagtail", "Recording"),
    ("SearchedText", "handout"): ("maigu_wagtail", "Handout"),
    ("SearchedText", "session"): ("maigu_wagtail", "SessionPage"),
    ("Upload", "user"): ("auth", "User"),
    ("Upload", "collection"): ("wagtailcore", "Collection"),
    ("Upload", "session"): ("maigu_wagtail", "SessionPage"),
    ("SearchedWord", "text"): ("maigu_wagtail", "SearchedText"),
    ("ImportRun", "section"): ("maigu_wagtail", "SessionIndexPage"),
    ("ImportRun", "user"): ("auth", "User"),
    ("ImportedPage", "page"): ("maigu_wagtail", "SessionPage"),
    ("ImportedPage", "revision"): ("wagtailcore", "Revision"),
    ("ImportedPage", "run"): ("maigu_wagtail", "ImportRun"),
}
SWAPPABLE = ["SessionIndexPage", "SessionPage"]


@pytest.fixture(scope="module")
def migrated():
    """The models of this package as its migrations make them."""
    models = MigrationLoader(None).project_state().models
    return {model.name: model for (label, _), model in models.items() if label == "maigu_wagtail"}


@pytest.mark.django_db
def test_makemigrations_finds_no_changes(capsys):
    call_command("makemigrations", *LABELS, check_changes=True, dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


def test_every_foreign_key_of_the_migrations_is_tested(migrated):
    found = {
        (name, field)
        for name, model in migrated.items()
        for field, instance in model.fields.items()
        if instance.remote_field and field != "page_ptr"
    }

    assert found == set(FOREIGN_KEYS)


@pytest.mark.parametrize(("source", "target"), FOREIGN_KEYS.items())
def test_foreign_key_follows_the_swap(migrated, source, target):
    model, field = source

    key = migrated[model].fields[field]

    assert key.remote_field.model.lower() == swapper.get_model_name(*target).lower()


@pytest.mark.parametrize("model", SWAPPABLE)
def test_parent_link_stays_with_wagtails_page(migrated, model):
    parent = migrated[model].fields["page_ptr"]

    assert parent.remote_field.model == "wagtailcore.page"


@pytest.mark.django_db
@pytest.mark.parametrize(("source", "target"), FOREIGN_KEYS.items())
def test_database_foreign_key_points_to_the_table_in_use(source, target):
    name, field = source
    model = swapper.load_model("maigu_wagtail", name) if name in SWAPPABLE else apps.get_model("maigu_wagtail", name)

    with connection.cursor() as cursor:
        relations = connection.introspection.get_relations(cursor, model._meta.db_table)

    _, table = relations[model._meta.get_field(field).column][:2]
    assert table == swapper.load_model(*target)._meta.db_table


@pytest.mark.django_db
@pytest.mark.parametrize("name", SWAPPABLE)
def test_swapped_out_model_has_no_table(name):
    table = f"maigu_wagtail_{name.lower()}"

    is_swapped_out = swapper.is_swapped("maigu_wagtail", name)

    assert (table not in connection.introspection.table_names()) == bool(is_swapped_out)


@pytest.mark.skipif("org" not in apps.app_configs, reason="only a site with page types of its own has such migrations")
def test_site_migrations_name_only_documented_paths():
    root = Path(__file__).resolve().parents[1]
    migration = (root / "tests/org/migrations/0001_initial.py").read_text("utf-8")
    documented = set(
        re.findall(r"^- `(maigu_wagtail\.[\w.]+)`", (root / "docs/reference/page-types.md").read_text("utf-8"), re.M)
    )

    named = set(re.findall(r"\bmaigu_wagtail\.\w+\.\w+\.\w+", migration))

    assert named == documented
