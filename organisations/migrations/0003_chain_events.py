"""Every event gets a number and a hash that holds the one before it: nothing in between can go unseen."""

from django.db import migrations, models
from django.db.models import Q

# Also a session that says it is a replica meets these triggers (ENABLE ALWAYS).
SEAL_ONCE = """
CREATE FUNCTION chained_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE chain text[] := ARRAY['number', 'hash'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
            AND to_jsonb(NEW) - chain = to_jsonb(OLD) - chain THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.number IS NULL AND NEW.hash IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP TRIGGER append_only ON organisations_event;
CREATE TRIGGER append_only BEFORE INSERT OR UPDATE OR DELETE ON organisations_event
    FOR EACH ROW EXECUTE FUNCTION chained_once();
ALTER TABLE organisations_event ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE organisations_event ENABLE ALWAYS TRIGGER never_emptied;
"""
UNDO = """
DROP TRIGGER append_only ON organisations_event;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON organisations_event
    FOR EACH ROW EXECUTE FUNCTION never_changed();
ALTER TABLE organisations_event ENABLE TRIGGER never_emptied;
DROP FUNCTION chained_once();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_append_only")]
    operations = [
        migrations.AddField("event", "number", models.PositiveBigIntegerField(editable=False, null=True)),
        migrations.AddField("event", "hash", models.CharField(editable=False, max_length=64, null=True)),
        migrations.AddIndex(
            "event",
            models.Index(
                condition=Q(("hash__isnull", True)), fields=["organisation", "id"], name="waiting_for_the_chain"
            ),
        ),
        migrations.AddConstraint(
            "event",
            models.UniqueConstraint(fields=("organisation", "number"), name="one_event_per_number"),
        ),
        migrations.AddConstraint(
            "event",
            models.CheckConstraint(
                condition=Q(("hash__isnull", True), ("number__isnull", True))
                | Q(("hash__regex", "^[0-9a-f]{64}$"), ("number__gte", 1)),
                name="numbered_and_hashed_at_once",
            ),
        ),
        migrations.RunSQL(SEAL_ONCE, UNDO),
    ]
