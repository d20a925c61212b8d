"""Whoever is invited and had a log-in elsewhere is shown by address until they come; all who are here are known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0017_told_of")]
    operations = [
        migrations.AddField(
            "staffmember",
            "is_introduced",
            models.BooleanField(db_default=True, default=True, editable=False),
        )
    ]
