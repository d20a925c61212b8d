"""What workers have in hand: a line for each message that goes out, read only when a worker has died, and gone a moment
later. Half-full pages leave room beside each line for what changes in it."""

import django.db.models.deletion
from django.db import migrations, models

QUICK = """
ALTER TABLE declarations_outgoing SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0);
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0038_letters_before_forms")]
    operations = [
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="outgoing",
                        serialize=False,
                        to="declarations.message",
                    ),
                ),
                ("to", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=300)),
                ("body", models.TextField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("reference", models.CharField(default="", max_length=200)),
            ],
        ),
        migrations.RunSQL(QUICK, migrations.RunSQL.noop),
    ]
