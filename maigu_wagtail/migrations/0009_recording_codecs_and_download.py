

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0008_timed_transcripts'),
    ]

    operations = [
        migrations.AddField(
            model_name='recording',
            name='codecs',
            field=models.CharField(blank=True, default='', editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name='recording',
            name='is_downloadable',
            field=models.BooleanField(default=False, help_text='Shows members a link that downloads the file. It helps those whose browser cannot play it.', verbose_name='members may download it'),
        ),
    ]
