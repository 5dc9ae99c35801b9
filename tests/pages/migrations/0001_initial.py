# Written by makemigrations; then made to follow whichever page model the site has.

import django.db.models.deletion
import swapper
import wagtail.fields
from django.db import migrations, models

swapper.set_app_prefix("wagtailcore", "wagtail")
PAGE = swapper.get_model_name("wagtailcore", "Page")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("basepage", "0003_finalize_page_model") if PAGE == "basepage.BasePage" else swapper.dependency("wagtailcore", "Page"),
    ]

    operations = [
        migrations.CreateModel(
            name="NotePage",
            fields=[
                (f"{PAGE.split('.')[1].lower()}_ptr", models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=PAGE)),
                ("body", wagtail.fields.RichTextField(blank=True)),
                ("keyword", models.CharField(blank=True, max_length=255)),
            ],
            options={"abstract": False},
            bases=(PAGE.lower(),),
        ),
    ]
