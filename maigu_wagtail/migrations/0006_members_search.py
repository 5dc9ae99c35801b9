import django.db.models.deletion
import swapper
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('maigu_wagtail', '0005_public_from'),
        swapper.dependency("maigu_wagtail", "SessionPage"),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.CharField(blank=True, default='', max_length=36)),
                ('language', models.CharField(blank=True, default='', max_length=20)),
                ('handout', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='maigu_wagtail.handout')),
                ('recording', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='maigu_wagtail.recording')),
                ('session', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=swapper.get_model_name("maigu_wagtail", "SessionPage"))),
                # Last: SQLite reads through a row to get at what is behind a long column.
                ('lines', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'searched text',
                'verbose_name_plural': 'searched texts',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SearchedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=48)),
                ('text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='words', to='maigu_wagtail.searchedtext')),
            ],
            options={
                'verbose_name': 'searched word',
                'verbose_name_plural': 'searched words',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('text', 'term'), name='maigu_searched_word')],
            },
        ),
    ]
