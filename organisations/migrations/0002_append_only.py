"""History is append-only in the database itself, also for the portal's own role."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON organisations_event
    FOR EACH ROW EXECUTE FUNCTION never_changed();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON organisations_event
    FOR EACH STATEMENT EXECUTE FUNCTION never_changed();
"""
UNDO = """
DROP TRIGGER never_emptied ON organisations_event;
DROP TRIGGER append_only ON organisations_event;
DROP FUNCTION never_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]
