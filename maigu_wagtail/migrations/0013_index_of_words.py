import django.db.models.deletion
from django.db import migrations, models


def empty_index(apps, schema_editor):
    """Remove what is searched, which lacks the first letters of words. ``maigu_rebuild`` makes it again."""
    database = schema_editor.connection.alias
    apps.get_model('maigu_wagtail', 'SearchedWord').objects.using(database).all().delete()
    apps.get_model('maigu_wagtail', 'SearchedText').objects.using(database).only('pk').delete()


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0012_request_session'),
    ]

    operations = [
        # First: MariaDB needs an index for the foreign key at all times.
        migrations.AlterField(
            model_name='searchedword',
            name='text',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='maigu_wagtail.searchedtext'),
        ),
        migrations.RemoveConstraint(
            model_name='searchedword',
            name='maigu_searched_word',
        ),
        migrations.AddConstraint(
            model_name='searchedword',
            constraint=models.UniqueConstraint(fields=('term', 'text'), name='maigu_searched_word'),
        ),
        migrations.RunPython(empty_index, migrations.RunPython.noop),
    ]
