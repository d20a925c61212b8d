"""The paper of an answer. It is evidence: the database refuses to change or delete it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

GUARD = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_paper
    FOR EACH ROW EXECUTE FUNCTION never_changed();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON declarations_paper
    FOR EACH STATEMENT EXECUTE FUNCTION never_changed();
ALTER TABLE declarations_paper ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE declarations_paper ENABLE ALWAYS TRIGGER never_emptied;
"""
UNGUARD = "DROP TRIGGER never_emptied ON declarations_paper; DROP TRIGGER append_only ON declarations_paper;"


class Migration(migrations.Migration):
    dependencies = [("declarations", "0018_answer_taken_back"), ("organisations", "0006_by_any_part")]
    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(max_length=200, upload_to="papers/%Y/%m/")),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveSmallIntegerField()),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "declaration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paper",
                        to="declarations.declaration",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="organisations.organisation",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
