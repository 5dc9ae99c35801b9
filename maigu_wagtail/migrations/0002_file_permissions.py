from django.db import migrations

MODELS = ["recording", "handout"]
ACTIONS = ["add", "change", "delete", "choose"]
# Users who may change a file may also delete it, so the groups do not need that permission.
GIVEN = ["add", "change", "choose"]
GROUPS = ["Editors", "Moderators"]


def let_editors_keep_files(apps, schema_editor):
    """Give Wagtail's default groups the same permissions as for documents and images: on the root collection."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Permission = apps.get_model("auth.Permission")
    Group = apps.get_model("auth.Group")
    Collection = apps.get_model("wagtailcore.Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore.GroupCollectionPermission")
    root = Collection.objects.filter(depth=1).order_by("path").first()
    groups = list(Group.objects.filter(name__in=GROUPS))
    for model in MODELS:
        content_type, _created = ContentType.objects.get_or_create(model=model, app_label="maigu_wagtail")
        for action in ACTIONS:
            permission, _created = Permission.objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": f"Can {action} {model}"},
            )
            for group in groups if root and action in GIVEN else []:
                GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def take_it_back(apps, schema_editor):
    apps.get_model("auth.Permission").objects.filter(
        content_type__app_label="maigu_wagtail", content_type__model__in=MODELS
    ).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("maigu_wagtail", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [migrations.RunPython(let_editors_keep_files, take_it_back)]
