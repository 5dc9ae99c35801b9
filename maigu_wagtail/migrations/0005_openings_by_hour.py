from django.db import migrations, models
from django.db.models import F, Max, Sum


def sums_of(apps):
    """Return the key of each password with how often it opened in the hours that are kept, and when last."""
    tallies = apps.get_model("maigu_wagtail.UnlockTally").objects.exclude(password_key=0)
    opened = Sum(F("opened") + F("opened_again"))
    return tallies.order_by().values_list("password_key").annotate(number=opened, last=Max("last_opened_at"))


def leave_what_hours_do_not_tell(apps, schema_editor):
    """Take from the passwords' own numbers what the hours have as well, since both are added from now on."""
    SharedPassword = apps.get_model("maigu_wagtail.SharedPassword")
    for key, number, _last in sums_of(apps):
        for password in SharedPassword.objects.filter(pk=key):
            password.earlier_openings = max(password.earlier_openings - number, 0)
            password.save(update_fields=["earlier_openings"])


def add_what_hours_tell(apps, schema_editor):
    SharedPassword = apps.get_model("maigu_wagtail.SharedPassword")
    for key, number, last in sums_of(apps):
        for password in SharedPassword.objects.filter(pk=key):
            moments = [moment for moment in (password.earlier_last_opened_at, last) if moment]
            password.earlier_openings += number
            password.earlier_last_opened_at = max(moments, default=None)
            password.save(update_fields=["earlier_openings", "earlier_last_opened_at"])


class Migration(migrations.Migration):

    dependencies = [("maigu_wagtail", "0004_editors_files")]

    operations = [
        migrations.RenameField("sharedpassword", "opened_number", "earlier_openings"),
        migrations.RenameField("sharedpassword", "last_opened_at", "earlier_last_opened_at"),
        migrations.AlterField(
            "sharedpassword", "earlier_openings", models.PositiveIntegerField(default=0, editable=False)
        ),
        migrations.AlterField(
            "sharedpassword", "earlier_last_opened_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField("unlocktally", "opened_again", models.PositiveIntegerField(default=0)),
        migrations.AddField("unlocktally", "last_opened_at", models.DateTimeField(null=True)),
        migrations.RunPython(leave_what_hours_do_not_tell, add_what_hours_tell),
    ]
