import pytest
import swapper
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# Under a swapped configuration the site's own apps have to be complete too.
LABELS = [label for label in ("maigu_wagtail", "basepage", "org") if label in apps.app_configs]
TO_A_PAGE = [
    ("sessionindexpage", "contact_page", ("wagtailcore", "Page")),
    ("sessionspeaker", "session", ("maigu_wagtail", "SessionPage")),
    ("sectionfacets", "section", ("maigu_wagtail", "SessionIndexPage")),
]


@pytest.fixture(scope="module")
def state():
    return MigrationLoader(None).project_state()


def test_makemigrations_finds_nothing_to_do(capsys):
    call_command("makemigrations", *LABELS, check_changes=True, dry_run=True, verbosity=1)

    assert "No changes detected" in capsys.readouterr().out


@pytest.mark.parametrize(("model", "field", "target"), TO_A_PAGE)
def test_foreign_key_follows_the_swap(state, model, field, target):
    key = state.models["maigu_wagtail", model].fields[field]

    assert key.remote_field.model.lower() == swapper.get_model_name(*target).lower()


@pytest.mark.parametrize("model", ["sessionindexpage", "sessionpage"])
def test_parent_link_stays_with_wagtails_own_page(state, model):
    parent = state.models["maigu_wagtail", model].fields["page_ptr"]

    assert parent.remote_field.model == "wagtailcore.page"


def test_every_other_foreign_key_is_known(state):
    found = {
        (name, field)
        for (label, name), model in state.models.items()
        if label == "maigu_wagtail"
        for field, instance in model.fields.items()
        if instance.remote_field and field != "page_ptr"
    }

    assert found == {(model, field) for model, field, _ in TO_A_PAGE}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("source", "field", "target"),
    [
        (("maigu_wagtail", "SessionIndexPage"), "contact_page", ("wagtailcore", "Page")),
        (("maigu_wagtail", "SessionSpeaker"), "session", ("maigu_wagtail", "SessionPage")),
        (("maigu_wagtail", "SectionFacets"), "section", ("maigu_wagtail", "SessionIndexPage")),
    ],
)
def test_database_holds_foreign_keys_to_the_tables_in_use(source, field, target):
    model = swapper.load_model(*source, require_ready=False) if source[1].endswith("Page") else apps.get_model(*source)
    column = model._meta.get_field(field).column

    with connection.cursor() as cursor:
        relations = connection.introspection.get_relations(cursor, model._meta.db_table)

    assert relations[column][1] == swapper.load_model(*target)._meta.db_table
