# Generated under Wagtail 7.4. Foreign keys to swappable models were then changed by hand to follow the swap,
# except page_ptr, which must stay as it is.

import django.core.validators
import django.db.models.deletion
import swapper
import django.utils.timezone
import maigu_wagtail.recordings.storage
import maigu_wagtail.sessions.rendering
import maigu_wagtail.sessions.schedule
import modelsearch.index
import uuid
import wagtail.fields
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models

swapper.set_app_prefix("wagtailcore", "wagtail")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        swapper.dependency("wagtailcore", "Page"),
        swapper.dependency("maigu_wagtail", "SessionIndexPage"),
        swapper.dependency("maigu_wagtail", "SessionPage"),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', wagtail.fields.RichTextField(blank=True, help_text='One short paragraph below the title: what this is, and who it is for.', verbose_name='introduction')),
                ('nothing_upcoming_text', models.CharField(blank=True, help_text='Shown instead of the list. Leave blank to use “There are no upcoming sessions at this time.”', max_length=255, verbose_name='when nothing is upcoming')),
                ('recordings_note', wagtail.fields.RichTextField(blank=True, help_text='Who the recordings are for, and how to get the password. The contact below is added as a link. Leave blank to use the default text, which says that they are for members.', verbose_name='note above the recordings')),
                ('contact_email', models.EmailField(blank=True, help_text='The address people write to for the password. Everyone can see it.', max_length=254, verbose_name='contact email')),
                ('contact_url', models.URLField(blank=True, help_text='Starting with https://.', verbose_name='contact address on another site')),
                ('contact_link_text', models.CharField(blank=True, help_text='Leave blank to use “Send us a message”.', max_length=100, verbose_name='text of the contact link')),
                ('share_message', models.TextField(blank=True, help_text='The message staff copy and send to members. {address}, {password} and {valid_until} are filled in; a line with {valid_until} is left out if the password does not expire. Leave blank to use the default message.', verbose_name='message that shares the password')),
                ('sessions_per_page', models.PositiveSmallIntegerField(default=20, help_text='How many recorded sessions to show on each page of the list, from 1 to 100.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='sessions per page')),
                ('contact_page', models.ForeignKey(blank=True, help_text='The page where people ask for the password.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=swapper.get_model_name("wagtailcore", "Page"), verbose_name='contact page')),
            ],
            options={
                'verbose_name': 'session section',
                'verbose_name_plural': 'session sections',
                'abstract': False,
                'swappable': 'MAIGU_WAGTAIL_SESSIONINDEXPAGE_MODEL',
            },
            bases=(maigu_wagtail.sessions.rendering.PublicPageMixin, 'wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='SessionPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('date', models.DateField(help_text='The date where the session takes place. The list is in date order.', null=True, verbose_name='date')),
                ('start_time', models.TimeField(blank=True, help_text='In the time zone below. Visitors see the time with its time zone.', null=True, verbose_name='starts at')),
                ('end_time', models.TimeField(blank=True, help_text='The session is “Upcoming” until then. Leave blank if it ends with the day.', null=True, verbose_name='ends at')),
                ('time_zone', models.CharField(choices=maigu_wagtail.sessions.schedule.time_zone_choices, default=maigu_wagtail.sessions.schedule.default_time_zone, help_text='The time zone of the date and times above.', max_length=63, verbose_name='time zone')),
                ('starts_at', models.DateTimeField(editable=False, null=True)),
                ('ends_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                ('description', wagtail.fields.RichTextField(blank=True, help_text='What the session is about. Everyone can read this, with or without the password.', verbose_name='description')),
                ('audience', models.CharField(blank=True, help_text='Who the session is for, such as “City attorneys”. Leave blank if it is for all members.', max_length=255, verbose_name='audience')),
                ('speakers', wagtail.fields.StreamField([('speaker', 6), ('moderator', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'The name the person uses, with a middle initial if they have one.', 'label': 'Name', 'max_length': 255}), 1: ('wagtail.blocks.CharBlock', (), {'default': '', 'help_text': 'Job title, such as “Executive Director”.', 'label': 'Role', 'max_length': 255, 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'default': '', 'help_text': 'The city, office or group the person represents.', 'label': 'Organisation', 'max_length': 255, 'required': False}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Shown to everyone on the session’s page. Without a photo, visitors see the person’s initials.', 'label': 'Photo', 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'default': '', 'help_text': 'Two or three sentences, shown to everyone on the session’s page.', 'label': 'Short biography', 'max_length': 2000, 'required': False, 'rows': 3}), 5: ('wagtail.blocks.URLBlock', (), {'default': '', 'help_text': 'The person’s own page or profile, starting with https://.', 'label': 'Link', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 0), ('role', 1), ('organisation', 2), ('photo', 3), ('biography', 4), ('link', 5)]], {})}, help_text='In the order visitors should see them. Only the name is required.', verbose_name='speakers')),
                ('registration_url', models.URLField(blank=True, help_text='Where people sign up. Visitors see a “Register” button until the session is over.', verbose_name='registration address')),
                ('members_content', wagtail.fields.StreamField([('recording', 0), ('video_embed', 3), ('transcript', 6), ('resource', 7), ('text', 8)], blank=True, block_lookup={0: ('maigu_wagtail.sessions.blocks.RecordingChooserBlock', (), {}), 1: ('wagtail.blocks.URLBlock', (), {'help_text': 'The web address of the video on Vimeo, YouTube or another video host.', 'label': 'Address'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'Shown above the video and read out by screen readers.', 'label': 'Title', 'max_length': 255}), 3: ('wagtail.blocks.StructBlock', [[('url', 1), ('title', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {'default': '', 'help_text': 'Which video it belongs to, if the session has more than one.', 'label': 'Title', 'max_length': 255, 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said, as plain text. Leave a blank line between paragraphs.', 'label': 'Text', 'rows': 10}), 6: ('wagtail.blocks.StructBlock', [[('title', 4), ('text', 5)]], {}), 7: ('maigu_wagtail.sessions.blocks.HandoutChooserBlock', (), {}), 8: ('maigu_wagtail.sessions.blocks.MembersTextBlock', (), {})}, verbose_name='members’ content')),
                ('access', models.CharField(choices=[('section', 'The section’s password'), ('own', 'Its own password'), ('public', 'No password, open to everyone')], default='section', help_text='The password members need for the content above.', max_length=10, verbose_name='opened by')),
                ('members_summary', models.JSONField(blank=True, default=dict, editable=False)),
                ('search_words', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
                'swappable': 'MAIGU_WAGTAIL_SESSIONPAGE_MODEL',
            },
            bases=(maigu_wagtail.sessions.rendering.PublicPageMixin, 'wagtailcore.page', models.Model),
        ),
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
        migrations.CreateModel(
            name='ConfinedModelLogEntry',
            fields=[
            ],
            options={
                'verbose_name': 'model log entry',
                'verbose_name_plural': 'model log entries',
                'ordering': ('-timestamp', '-id'),
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.modellogentry',),
        ),
        migrations.CreateModel(
            name='SectionFilterCounts',
            fields=[
                ('section', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='filter_counts', serialize=False, to=swapper.get_model_name("maigu_wagtail", "SessionIndexPage"))),
                ('changes', models.PositiveBigIntegerField(default=0)),
                ('is_fresh', models.BooleanField(default=False)),
                ('years', models.JSONField(default=dict)),
                ('last_end', models.DateTimeField(null=True)),
                ('speakers', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'filter counts of a section',
                'verbose_name_plural': 'filter counts of sections',
            },
        ),
        migrations.CreateModel(
            name='SectionVersion',
            fields=[
                ('section', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=swapper.get_model_name("maigu_wagtail", "SessionIndexPage"))),
                ('number', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'version of a section',
                'verbose_name_plural': 'versions of sections',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Handout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text='Shown above it, such as “Part 1: the ordinance”.', max_length=255, verbose_name='title')),
                ('file', models.FileField(max_length=255, storage=maigu_wagtail.recordings.storage.private_storage, upload_to=maigu_wagtail.recordings.storage.random_key, verbose_name='file')),
                ('original_name', models.CharField(blank=True, editable=False, max_length=255)),
                ('content_type', models.CharField(blank=True, editable=False, max_length=100)),
                ('size', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='size')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('uploaded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'handout',
                'verbose_name_plural': 'handouts',
                'ordering': ['-created_at', '-pk'],
                'permissions': [('choose_handout', 'Can choose handout')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Recording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text='Shown above it, such as “Part 1: the ordinance”.', max_length=255, verbose_name='title')),
                ('file', models.FileField(max_length=255, storage=maigu_wagtail.recordings.storage.private_storage, upload_to=maigu_wagtail.recordings.storage.random_key, verbose_name='file')),
                ('original_name', models.CharField(blank=True, editable=False, max_length=255)),
                ('content_type', models.CharField(blank=True, editable=False, max_length=100)),
                ('size', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='size')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded')),
                ('duration', models.PositiveIntegerField(blank=True, help_text='Read from the file where possible. Correct it if it is wrong.', null=True, verbose_name='length in seconds')),
                ('width', models.PositiveIntegerField(blank=True, null=True, verbose_name='width in pixels')),
                ('height', models.PositiveIntegerField(blank=True, null=True, verbose_name='height in pixels')),
                ('poster', models.FileField(blank=True, help_text='The image the player shows before it starts: JPEG, PNG or WebP.', max_length=255, storage=maigu_wagtail.recordings.storage.private_storage, upload_to=maigu_wagtail.recordings.storage.random_key, verbose_name='poster')),
                ('is_downloadable', models.BooleanField(default=False, help_text='Shows members a link to download the file. This helps people whose browser cannot play it.', verbose_name='let members download it')),
                ('codecs', models.CharField(blank=True, default='', editable=False, max_length=100)),
                ('is_poster_public', models.BooleanField(default=False, help_text='It then also appears on the session’s public page and where the session is shared.', verbose_name='show the poster to everyone')),
                ('transcript', models.TextField(blank=True, help_text='What is said, as plain text. Leave a blank line between paragraphs. Only members can read it.', verbose_name='transcript')),
                ('timed_transcript', models.JSONField(default=list, editable=False)),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('uploaded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'recording',
                'verbose_name_plural': 'recordings',
                'ordering': ['-created_at', '-pk'],
                'permissions': [('choose_recording', 'Can choose recording')],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Caption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=20, verbose_name='language')),
                ('label', models.CharField(blank=True, help_text='What members choose in the player. Leave blank to use the name of the language.', max_length=100, verbose_name='name in the menu')),
                ('webvtt', models.TextField(editable=False, verbose_name='captions')),
                ('timed_transcript', models.JSONField(default=list, editable=False)),
                ('sort_order', models.PositiveIntegerField(default=0, editable=False)),
                ('recording', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='captions', to='maigu_wagtail.recording')),
            ],
            options={
                'verbose_name': 'captions',
                'verbose_name_plural': 'captions',
                'ordering': ['sort_order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SharedPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lock', models.UUIDField(db_index=True, editable=False)),
                ('label', models.CharField(blank=True, help_text='Who it is for, such as “Spring cohort”. Members do not see it.', max_length=100, verbose_name='label')),
                ('sealed', models.TextField(editable=False)),
                ('version', models.CharField(editable=False, max_length=32)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('expires_at', models.DateTimeField(blank=True, help_text='After this time the password no longer works, and everyone who used it is locked out.', null=True, verbose_name='valid until')),
                ('is_expiry_logged', models.BooleanField(default=False, editable=False)),
                ('retired_at', models.DateTimeField(editable=False, null=True)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
                ('earlier_unlocks', models.PositiveIntegerField(default=0, editable=False)),
                ('earlier_last_unlocked_at', models.DateTimeField(editable=False, null=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
            ],
            options={
                'verbose_name': 'shared password',
                'verbose_name_plural': 'shared passwords',
                'permissions': [('see_activity_sharedpassword', 'Can see how often shared passwords are used'), ('read_sharedpassword', 'Can read and share shared passwords'), ('manage_sharedpassword', 'Can add, change and revoke shared passwords')],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='UnlockCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lock', models.UUIDField()),
                ('password_key', models.PositiveBigIntegerField(default=0)),
                ('hour', models.DateTimeField(db_index=True)),
                ('opened', models.PositiveIntegerField(default=0, verbose_name='unlocked')),
                ('opened_again', models.PositiveIntegerField(default=0)),
                ('last_opened_at', models.DateTimeField(null=True)),
                ('forgotten', models.PositiveIntegerField(default=0, verbose_name='locked again')),
                ('wrong', models.PositiveIntegerField(default=0, verbose_name='wrong passwords')),
                ('earlier', models.PositiveIntegerField(default=0, verbose_name='old passwords')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='rate-limited attempts')),
                ('clients', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'activity of an hour',
                'verbose_name_plural': 'activity by hour',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('lock', 'password_key', 'hour'), name='maigu_counter_of_an_hour')],
            },
        ),
        migrations.CreateModel(
            name='SessionFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(db_index=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='file_index', to=swapper.get_model_name("maigu_wagtail", "SessionPage"))),
            ],
            options={
                'verbose_name': 'file of a session',
                'verbose_name_plural': 'files of sessions',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('session', 'uid'), name='maigu_session_file')],
            },
        ),
        migrations.CreateModel(
            name='SessionSpeaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_index=True, max_length=100)),
                ('name', models.CharField(max_length=255)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='speaker_index', to=swapper.get_model_name("maigu_wagtail", "SessionPage"))),
            ],
            options={
                'verbose_name': 'speaker of a session',
                'verbose_name_plural': 'speakers of sessions',
                'constraints': [models.UniqueConstraint(fields=('session', 'key'), name='maigu_session_speaker')],
            },
        ),
    ]
