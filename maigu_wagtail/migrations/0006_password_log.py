from uuid import UUID

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SHARED = (
    "content_type_id",
    "label",
    "action",
    "data",
    "timestamp",
    "uuid",
    "user_id",
    "revision_id",
    "content_changed",
    "deleted",
    "object_id",
)
NO_LOCK = UUID(int=0)


def of_passwords(apps, model_name):
    content_types = apps.get_model("contenttypes.ContentType").objects
    types = content_types.filter(app_label="maigu_wagtail", model="sharedpassword")
    return apps.get_model(model_name).objects.filter(content_type__in=types)


def move_to_own_log(apps, schema_editor):
    locks = {str(key): lock for key, lock in apps.get_model("maigu_wagtail.SharedPassword").objects.values_list("pk", "lock")}
    own = apps.get_model("maigu_wagtail.PasswordLogEntry").objects
    entries = of_passwords(apps, "wagtailcore.ModelLogEntry")
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        # Of a password that is gone, nobody knows the page: it is shown to staff who are confined to none.
        own.create(lock=locks.get(entry.object_id, NO_LOCK), **{name: getattr(entry, name) for name in SHARED})
    entries.delete()


def move_back(apps, schema_editor):
    wagtails = apps.get_model("wagtailcore.ModelLogEntry").objects
    entries = of_passwords(apps, "maigu_wagtail.PasswordLogEntry")
    for entry in entries.order_by("pk").iterator(chunk_size=500):
        wagtails.create(**{name: getattr(entry, name) for name in SHARED})
    entries.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('maigu_wagtail', '0005_openings_by_hour'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PasswordLogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.TextField()),
                ('action', models.CharField(blank=True, db_index=True, max_length=255)),
                ('data', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('timestamp', models.DateTimeField(db_index=True, verbose_name='timestamp (UTC)')),
                ('uuid', models.UUIDField(blank=True, editable=False, help_text='Log entries that happened as part of the same user action are assigned the same UUID', null=True)),
                ('content_changed', models.BooleanField(db_index=True, default=False)),
                ('deleted', models.BooleanField(default=False)),
                ('object_id', models.CharField(db_index=True, max_length=255)),
                ('lock', models.UUIDField(db_index=True)),
                ('content_type', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contenttypes.contenttype', verbose_name='content type')),
                ('revision', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='wagtailcore.revision')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'password log entry',
                'verbose_name_plural': 'password log entries',
                'ordering': ('-timestamp', '-id'),
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['uuid', 'action', '-timestamp'], name='maigu_wagta_uuid_103fd0_idx')],
            },
        ),
        migrations.RunPython(move_to_own_log, move_back),
    ]
