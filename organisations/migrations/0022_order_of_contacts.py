"""Contacts are listed as people came to the roll: in which order a file's are written, the database may choose."""

from django.db import migrations

ORDERED = {"verbose_name": "contact", "verbose_name_plural": "contacts"}


class Migration(migrations.Migration):
    dependencies = [("organisations", "0021_plain_letters")]
    operations = [
        migrations.AlterModelOptions("contact", ORDERED | {"ordering": ["priority", "adult_id", "child_id"]}),
    ]
