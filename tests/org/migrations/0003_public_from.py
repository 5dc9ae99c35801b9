from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0002_join_link'),
    ]

    operations = [
        migrations.AddField(
            model_name='sessionpage',
            name='opens_at',
            field=models.DateTimeField(db_index=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='sessionpage',
            name='public_from',
            field=models.DateField(blank=True, help_text='From the start of this day, in the session’s time zone, everyone can open it without a password. Leave blank to keep it for members.', null=True, verbose_name='open to everyone from'),
        ),
    ]
