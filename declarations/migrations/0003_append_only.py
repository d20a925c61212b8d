"""Answers are append-only in the database, and bound to the published words they were given to."""

from django.db import migrations

TABLES = ("declarations_declaration", "declarations_carriedforward", "declarations_signedcopy")

GUARD = "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION never_changed();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION never_changed();
"""
    for table in TABLES
)
BIND = """
CREATE FUNCTION answers_fit_the_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM policies_policyversion version JOIN declarations_request request ON request.version_id = version.id
        WHERE request.id = NEW.request_id AND version.published_at IS NOT NULL
        AND version.content_hash = NEW.content_hash;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an answer belongs to the published words it was given to'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.replaces_id IS NOT NULL THEN
        PERFORM 1 FROM declarations_declaration earlier
            JOIN declarations_request asked_before ON asked_before.id = earlier.request_id
            JOIN policies_policyversion old_version ON old_version.id = asked_before.version_id
            JOIN declarations_request asked_now ON asked_now.id = NEW.request_id
            AND asked_now.adult_id = asked_before.adult_id
            JOIN policies_policyversion new_version ON new_version.id = asked_now.version_id
            AND new_version.policy_id = old_version.policy_id
            WHERE earlier.id = NEW.replaces_id;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'an answer replaces only the same adult''s answer to the same policy'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fits_the_words BEFORE INSERT ON declarations_declaration
    FOR EACH ROW EXECUTE FUNCTION answers_fit_the_words();
"""
UNBIND = """
DROP TRIGGER fits_the_words ON declarations_declaration;
DROP FUNCTION answers_fit_the_words();
"""
UNGUARD = "".join(f"DROP TRIGGER never_emptied ON {t}; DROP TRIGGER append_only ON {t};" for t in TABLES)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0002_initial"), ("policies", "0002_freeze_published")]
    operations = [migrations.RunSQL(GUARD, UNGUARD), migrations.RunSQL(BIND, UNBIND)]
