

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0006_confined_log'),
    ]

    operations = [
        migrations.AddField(
            model_name='unlocktally',
            name='clients',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
