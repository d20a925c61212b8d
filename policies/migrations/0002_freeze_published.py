"""From the moment a version is published the database refuses every change to it but its withdrawal."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION published_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE withdrawal text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawal_reason'];
BEGIN
    IF OLD.published_at IS NULL THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL
            AND to_jsonb(NEW) - withdrawal = to_jsonb(OLD) - withdrawal THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published version is never changed: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER frozen_once_published BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION published_words_stay();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON policies_policyversion
    FOR EACH STATEMENT EXECUTE FUNCTION never_changed();
"""
UNDO = """
DROP TRIGGER never_emptied ON policies_policyversion;
DROP TRIGGER frozen_once_published ON policies_policyversion;
DROP FUNCTION published_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_initial"), ("organisations", "0002_append_only")]
    operations = [migrations.RunSQL(FREEZE, UNDO)]
