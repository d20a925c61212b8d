"""An answer may replace that of another record of the same person: staff have merged the two."""

from django.db import migrations

FIT = """
CREATE OR REPLACE FUNCTION answers_fit_the_words() RETURNS trigger LANGUAGE plpgsql AS $$
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
            JOIN organisations_adult who_now ON who_now.id = asked_now.adult_id
            JOIN organisations_adult who_before ON who_before.id = asked_before.adult_id
            AND coalesce(who_now.merged_into_id, who_now.id) = coalesce(who_before.merged_into_id, who_before.id)
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
"""
FIT_AS_BEFORE = """
CREATE OR REPLACE FUNCTION answers_fit_the_words() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0024_held_answers"), ("organisations", "0004_the_roll")]
    operations = [migrations.RunSQL(FIT, FIT_AS_BEFORE)]
