from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("maigu_wagtail", "0005_openings_by_hour"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConfinedModelLogEntry",
            fields=[],
            options={
                "verbose_name": "model log entry",
                "verbose_name_plural": "model log entries",
                "ordering": ("-timestamp", "-id"),
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("wagtailcore.modellogentry",),
        ),
    ]
