# Generated under Wagtail 7.4; then the foreign key to a session was made to follow the swap.

import django.db.models.deletion
import django.utils.timezone
import maigu_wagtail.recordings.storage
import modelsearch.index
import swapper
import uuid
import wagtail.fields
import wagtail.models.media
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0002_lock'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        swapper.dependency("maigu_wagtail", "SessionPage"),
    ]

    operations = [
        migrations.AlterField(
            model_name='sessionpage',
            name='members_content',
            field=wagtail.fields.StreamField([('recording', 0), ('video_embed', 3), ('transcript', 6), ('resource', 7), ('text', 8)], blank=True, block_lookup={0: ('maigu_wagtail.sessions.blocks.RecordingChooserBlock', (), {}), 1: ('wagtail.blocks.URLBlock', (), {'help_text': 'The video’s address as the browser shows it, at Vimeo, YouTube or another video host.', 'label': 'Address'}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'What members read above it; a screen reader says it before the video.', 'label': 'Title', 'max_length': 255}), 3: ('wagtail.blocks.StructBlock', [[('url', 1), ('title', 2)]], {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'What it is a transcript of, where a session has several videos.', 'label': 'Title', 'max_length': 255, 'required': False}), 5: ('wagtail.blocks.TextBlock', (), {'help_text': 'What is said, as plain text; an empty line begins a paragraph.', 'label': 'Text', 'rows': 10}), 6: ('wagtail.blocks.StructBlock', [[('title', 4), ('text', 5)]], {}), 7: ('maigu_wagtail.sessions.blocks.HandoutChooserBlock', (), {}), 8: ('maigu_wagtail.sessions.blocks.MembersTextBlock', (), {})}, verbose_name='members’ content'),
        ),
        migrations.CreateModel(
            name='Handout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(help_text='What members read above it, such as “Part 1: the ordinance”.', max_length=255, verbose_name='title')),
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
                ('title', models.CharField(help_text='What members read above it, such as “Part 1: the ordinance”.', max_length=255, verbose_name='title')),
                ('file', models.FileField(max_length=255, storage=maigu_wagtail.recordings.storage.private_storage, upload_to=maigu_wagtail.recordings.storage.random_key, verbose_name='file')),
                ('original_name', models.CharField(blank=True, editable=False, max_length=255)),
                ('content_type', models.CharField(blank=True, editable=False, max_length=100)),
                ('size', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='size')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='uploaded')),
                ('duration', models.PositiveIntegerField(blank=True, help_text='Read from the file where that is possible. Correct it if it is wrong.', null=True, verbose_name='length in seconds')),
                ('width', models.PositiveIntegerField(blank=True, null=True, verbose_name='width in pixels')),
                ('height', models.PositiveIntegerField(blank=True, null=True, verbose_name='height in pixels')),
                ('poster', models.FileField(blank=True, help_text='The picture that stands in the player before it starts: JPEG, PNG or WebP.', max_length=255, storage=maigu_wagtail.recordings.storage.private_storage, upload_to=maigu_wagtail.recordings.storage.random_key, verbose_name='poster')),
                ('is_poster_public', models.BooleanField(default=False, help_text='Then it also stands on the session’s public page and where the session is shared.', verbose_name='everybody may see the poster')),
                ('transcript', models.TextField(blank=True, help_text='What is said, as plain text; an empty line begins a paragraph. Only members read it.', verbose_name='transcript')),
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
                ('label', models.CharField(blank=True, help_text='What members choose in the player. Empty: the name of the language.', max_length=100, verbose_name='name in the menu')),
                ('webvtt', models.TextField(editable=False, verbose_name='captions')),
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
    ]
