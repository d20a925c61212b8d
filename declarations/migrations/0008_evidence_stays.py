"""Signed copies are found by their hash; and what may never change does not, even in a session that says it is a
replica, in which PostgreSQL otherwise lets triggers sleep."""

from django.db import migrations, models

GUARDS = {
    "policies_policyversion": ("frozen_once_published", "never_emptied"),
    "declarations_declaration": ("append_only", "never_emptied", "fits_the_words"),
    "declarations_carriedforward": ("append_only", "never_emptied"),
    "declarations_signedcopy": ("append_only", "never_emptied"),
}
ALWAYS = [
    (f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}", f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
    for table, triggers in GUARDS.items()
    for trigger in triggers
]


class Migration(migrations.Migration):
    dependencies = [("declarations", "0007_ways_to_people"), ("policies", "0002_freeze_published")]
    operations = [
        migrations.AddIndex("signedcopy", models.Index(fields=["sha256"], name="copies_by_hash")),
        *(migrations.RunSQL(do, undo) for do, undo in ALWAYS),
    ]
