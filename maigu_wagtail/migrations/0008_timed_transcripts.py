from django.db import migrations, models

from maigu_wagtail.recordings.timing import timed_transcript, to_json


def time_transcripts(apps, schema_editor):
    for caption in apps.get_model("maigu_wagtail.Caption").objects.order_by("pk").iterator(chunk_size=20):
        caption.timed_transcript = to_json(timed_transcript("", caption.webvtt))
        caption.save(update_fields=["timed_transcript"])
    recordings = apps.get_model("maigu_wagtail.Recording").objects.exclude(transcript="").order_by("pk")
    for recording in recordings.iterator(chunk_size=20):
        found = [timed_transcript(recording.transcript, caption.webvtt) for caption in recording.captions.all()]
        with_times = [timed for timed in found if any(paragraph.at is not None for paragraph in timed)]
        timed = with_times[0] if with_times else timed_transcript(recording.transcript, "")
        recording.timed_transcript = to_json(timed)
        recording.save(update_fields=["timed_transcript"])


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0007_clients_of_alarm'),
    ]

    operations = [
        migrations.AddField(
            model_name='caption',
            name='timed_transcript',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='recording',
            name='timed_transcript',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(time_transcripts, migrations.RunPython.noop),
    ]
