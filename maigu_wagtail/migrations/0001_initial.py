# Generated under Wagtail 7.4; then every foreign key to a swappable model was made to follow the swap,
# except page_ptr, which is what it is.

import django.core.validators
import django.db.models.deletion
import maigu_wagtail.sessions.schedule
import swapper
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.db import migrations, models

swapper.set_app_prefix("wagtailcore", "wagtail")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        swapper.dependency("wagtailcore", "Page"),
        swapper.dependency("maigu_wagtail", "SessionIndexPage"),
        swapper.dependency("maigu_wagtail", "SessionPage"),
    ]

    operations = [
        migrations.CreateModel(
            name='SessionIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', wagtail.fields.RichTextField(blank=True, help_text='One short paragraph below the title: what this is, and for whom.', verbose_name='introduction')),
                ('nothing_upcoming_text', models.CharField(blank=True, help_text='Shown in place of the list. Empty: “There are no upcoming sessions at this time.”', max_length=255, verbose_name='when nothing is upcoming')),
                ('recordings_note', wagtail.fields.RichTextField(blank=True, help_text='Who the recordings are for, and how to get the password. The contact below is added as a link. Empty: a sentence that says they are for members.', verbose_name='note above the recordings')),
                ('contact_email', models.EmailField(blank=True, help_text='The address people write to for the password. Everybody can see it.', max_length=254, verbose_name='contact e-mail')),
                ('contact_url', models.URLField(blank=True, help_text='With https:// in front.', verbose_name='contact address on another site')),
                ('contact_link_text', models.CharField(blank=True, help_text='Empty: “Send us a message”.', max_length=100, verbose_name='text of the contact link')),
                ('sessions_per_page', models.PositiveSmallIntegerField(default=20, help_text='How many recorded sessions stand on one page of the list, from 1 to 100.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='sessions per page')),
                ('contact_page', models.ForeignKey(blank=True, help_text='The page where people ask for the password.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=swapper.get_model_name("wagtailcore", "Page"), verbose_name='contact page')),
            ],
            options={
                'verbose_name': 'session section',
                'verbose_name_plural': 'session sections',
                'swappable': 'MAIGU_WAGTAIL_SESSIONINDEXPAGE_MODEL',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='SessionPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                # Before the long columns: SQLite reads through these to reach what stands behind them.
                ('starts_at', models.DateTimeField(editable=False, null=True)),
                ('ends_at', models.DateTimeField(db_index=True, editable=False, null=True)),
                ('members_summary', models.JSONField(blank=True, default=dict, editable=False)),
                ('search_words', models.TextField(blank=True, editable=False)),
                ('date', models.DateField(help_text='The day of the session where it takes place. It decides the order of the list.', null=True, verbose_name='date')),
                ('start_time', models.TimeField(blank=True, help_text='By the clock of the time zone below. Visitors see the time with its zone.', null=True, verbose_name='starts at')),
                ('end_time', models.TimeField(blank=True, help_text='Until then the session is “Upcoming”. Empty: until the day is over.', null=True, verbose_name='ends at')),
                ('time_zone', models.CharField(choices=maigu_wagtail.sessions.schedule.time_zone_choices, default=maigu_wagtail.sessions.schedule.default_time_zone, help_text='The zone that the date and the times belong to.', max_length=63, verbose_name='time zone')),
                ('description', wagtail.fields.RichTextField(blank=True, help_text='What the session is about. Everybody can read it, with or without the password.', verbose_name='description')),
                ('audience', models.CharField(blank=True, help_text='Whom the session is for, such as “City attorneys”. Leave it empty if it is for all members.', max_length=255, verbose_name='audience')),
                ('speakers', wagtail.fields.StreamField([('speaker', 6), ('moderator', 6)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'help_text': 'As the person writes it, with a middle initial if they use one.', 'label': 'Name', 'max_length': 255}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'Job title, such as “Executive Director”.', 'label': 'Role', 'max_length': 255, 'required': False}), 2: ('wagtail.blocks.CharBlock', (), {'help_text': 'City, office or group the person speaks for.', 'label': 'Organisation', 'max_length': 255, 'required': False}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {'help_text': 'Shown to everybody on the session’s page. Without one, visitors see the initials.', 'label': 'Photo', 'required': False}), 4: ('wagtail.blocks.TextBlock', (), {'help_text': 'Two or three sentences, shown to everybody on the session’s page.', 'label': 'Short biography', 'max_length': 2000, 'required': False, 'rows': 3}), 5: ('wagtail.blocks.URLBlock', (), {'help_text': 'The person’s own page or profile, with https:// in front.', 'label': 'Link', 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('name', 0), ('role', 1), ('organisation', 2), ('photo', 3), ('biography', 4), ('link', 5)]], {})}, help_text='In the order in which visitors should read them. Only the name is required.', verbose_name='speakers')),
                ('registration_url', models.URLField(blank=True, help_text='Where people sign up. Visitors see a “Register” button until the session is over.', verbose_name='registration address')),
                ('members_content', wagtail.fields.StreamField([('text', 0)], blank=True, block_lookup={0: ('maigu_wagtail.sessions.blocks.MembersTextBlock', (), {})}, verbose_name='members’ content')),
                ('access', models.CharField(choices=[('section', 'The section’s password'), ('own', 'Only a password of its own'), ('public', 'No password, open to everybody')], default='section', help_text='Which password members need to open what is above.', max_length=10, verbose_name='opened by')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'swappable': 'MAIGU_WAGTAIL_SESSIONPAGE_MODEL',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='SectionFacets',
            fields=[
                ('section', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facets', serialize=False, to=swapper.get_model_name("maigu_wagtail", "SessionIndexPage"))),
                ('version', models.PositiveBigIntegerField(default=0)),
                ('is_fresh', models.BooleanField(default=False)),
                ('years', models.JSONField(default=dict)),
                ('last_end', models.DateTimeField(null=True)),
                ('speakers', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'figures of a section',
                'verbose_name_plural': 'figures of sections',
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
