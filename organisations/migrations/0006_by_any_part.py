"""The office finds people by three or more letters, wherever in a name or address they stand."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations
from django.db.models.functions import Upper

LETTERS = "gin_trgm_ops"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_name_of_the_head")]
    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            "adult",
            GinIndex(
                OpClass(Upper("given_name"), LETTERS),
                OpClass(Upper("family_name"), LETTERS),
                OpClass(Upper("email"), LETTERS),
                name="adults_by_any_part",
            ),
        ),
        migrations.AddIndex(
            "child",
            GinIndex(
                OpClass(Upper("given_name"), LETTERS),
                OpClass(Upper("family_name"), LETTERS),
                name="children_by_any_part",
            ),
        ),
    ]
