# Generated under Wagtail 7.4; no foreign key to a page is in it.

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClientAttempts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client', models.CharField(max_length=64, unique=True)),
                ('since', models.DateTimeField(db_index=True)),
                ('number', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'attempts of a client',
                'verbose_name_plural': 'attempts of clients',
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='sessionindexpage',
            name='handout_message',
            field=models.TextField(blank=True, help_text='What staff copy to send to members, who do not see it here. {address}, {password} and {valid_until} are filled in; a line with {valid_until} is left out where there is no such date. Empty: a ready text.', verbose_name='message that hands out the password'),
        ),
        migrations.CreateModel(
            name='SharedPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lock', models.UUIDField(db_index=True, editable=False)),
                ('label', models.CharField(blank=True, help_text='Whom it is for, such as “Spring cohort”. Members do not see it.', max_length=100, verbose_name='label')),
                ('sealed', models.TextField(editable=False)),
                ('version', models.CharField(editable=False, max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made')),
                ('expires_at', models.DateTimeField(blank=True, help_text='From this moment the password opens nothing, and whoever was unlocked by it is locked out.', null=True, verbose_name='valid until')),
                ('is_expiry_logged', models.BooleanField(default=False, editable=False)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('opened_number', models.PositiveIntegerField(default=0, editable=False, verbose_name='opened')),
                ('last_opened_at', models.DateTimeField(editable=False, null=True, verbose_name='last opened')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'shared password',
                'verbose_name_plural': 'shared passwords',
                'permissions': [('see_unlock_activity', 'Can see how often shared passwords open'), ('read_sharedpassword', 'Can read shared passwords and hand them out'), ('manage_sharedpassword', 'Can make, change and revoke shared passwords')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='UnlockTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lock', models.UUIDField()),
                ('password_key', models.PositiveBigIntegerField(default=0)),
                ('hour', models.DateTimeField(db_index=True)),
                ('opened', models.PositiveIntegerField(default=0, verbose_name='opened')),
                ('forgotten', models.PositiveIntegerField(default=0, verbose_name='locked again')),
                ('wrong', models.PositiveIntegerField(default=0, verbose_name='wrong passwords')),
                ('earlier', models.PositiveIntegerField(default=0, verbose_name='earlier passwords')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='refused attempts')),
            ],
            options={
                'verbose_name': 'activity of an hour',
                'verbose_name_plural': 'activity by hour',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('lock', 'password_key', 'hour'), name='maigu_tally_of_an_hour')],
            },
        ),
    ]
