"""What an answer says of people goes after its period; the answer stays, and its hash still fits.

Nobody may change an answer, not even now. One function of the tables' owner takes this away and nothing else, and
asks before: the period is over, no child of the adult is on roll, no hold keeps it.
"""

from django.db import migrations, models
from django.db.models import Q

SHORTEST = 12  # months, where the data controller has set no period of its own; see declarations/care/kept.py

REDUCE = f"""
CREATE FUNCTION answer_is_held(answer bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM organisations_hold WHERE lifted_at IS NULL) AND EXISTS (
        SELECT 1 FROM declarations_declaration declaration
        JOIN declarations_request request ON request.id = declaration.request_id
        JOIN policies_policyversion version ON version.id = request.version_id
        JOIN policies_policy policy ON policy.id = version.policy_id
        WHERE declaration.id = answer AND (adult_is_held(request.adult_id) OR organisation_is_held(policy.owner_id)
            OR EXISTS (SELECT 1 FROM organisations_hold hold WHERE hold.lifted_at IS NULL AND hold.child_id IN (
                SELECT (child ->> 'id')::bigint FROM jsonb_array_elements(declaration.children) child))))
$$;

CREATE FUNCTION why_not_reduced(answer bigint) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    given date;
    gone date;
    months integer;
BEGIN
    SELECT declaration.answered_at::date, adult_gone_since(adult.id), coalesce(period.months, {SHORTEST})
        INTO given, gone, months
        FROM declarations_declaration declaration
        JOIN declarations_request request ON request.id = declaration.request_id
        JOIN organisations_adult adult ON adult.id = request.adult_id
        LEFT JOIN organisations_period period
            ON period.organisation_id = adult.controller_id AND period.kind = 'answers'
        WHERE declaration.id = answer;
    IF answer_is_held(answer) THEN
        RETURN 'a legal hold keeps it';
    ELSIF gone IS NULL THEN
        RETURN 'a child of this adult is on roll, or nobody knows since when none is';
    ELSIF greatest(given, gone) >= current_date - make_interval(months => months) THEN
        RETURN 'its period is not over';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION reduced_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_people text[] := ARRAY['typed_name', 'relationship', 'is_responsible', 'comment', 'children', 'ip_address',
        'user_agent', 'salt', 'reduced_at'];
    reason text;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.reduced_at IS NULL AND NEW.reduced_at IS NOT NULL
            AND to_jsonb(NEW) - of_people = to_jsonb(OLD) - of_people
            AND (NEW.typed_name, NEW.relationship, NEW.comment, NEW.user_agent, NEW.salt) = ('', '', '', '', '')
            AND NEW.children = '[]' AND NEW.is_responsible IS NULL AND NEW.ip_address IS NULL THEN
        reason := why_not_reduced(OLD.id);
        IF reason IS NULL THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is append-only: % refused, %', TG_TABLE_NAME, TG_OP, reason
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION file_dropped_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.file <> '' AND NEW.file = '' AND to_jsonb(NEW) - 'file' = to_jsonb(OLD) - 'file'
            AND EXISTS (SELECT 1 FROM declarations_declaration WHERE id = OLD.declaration_id
                AND reduced_at IS NOT NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

DROP TRIGGER append_only ON declarations_declaration;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_declaration
    FOR EACH ROW EXECUTE FUNCTION reduced_once();
ALTER TABLE declarations_declaration ENABLE ALWAYS TRIGGER append_only;
DROP TRIGGER append_only ON declarations_signedcopy;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_signedcopy
    FOR EACH ROW EXECUTE FUNCTION file_dropped_once();
ALTER TABLE declarations_signedcopy ENABLE ALWAYS TRIGGER append_only;
DROP TRIGGER append_only ON declarations_paper;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_paper
    FOR EACH ROW EXECUTE FUNCTION file_dropped_once();
ALTER TABLE declarations_paper ENABLE ALWAYS TRIGGER append_only;

-- The portal's own role may not change these tables. It may ask for this, and nothing else.
CREATE FUNCTION reduce_answer(answer bigint) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE declarations_declaration SET typed_name = '', relationship = '', is_responsible = NULL, comment = '',
        children = '[]', ip_address = NULL, user_agent = '', salt = '', reduced_at = now() WHERE id = answer
$$;
CREATE FUNCTION drop_file_of(answer bigint, place text) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE declarations_signedcopy SET file = ''
        WHERE declaration_id = answer AND file <> '' AND place = 'declarations_signedcopy';
    UPDATE declarations_paper SET file = ''
        WHERE declaration_id = answer AND file <> '' AND place = 'declarations_paper';
$$;
REVOKE ALL ON FUNCTION reduce_answer(bigint), drop_file_of(bigint, text) FROM PUBLIC;
"""
KEEP_ALL = """
DROP FUNCTION drop_file_of(bigint, text);
DROP FUNCTION reduce_answer(bigint);
DROP TRIGGER append_only ON declarations_declaration;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_declaration
    FOR EACH ROW EXECUTE FUNCTION never_changed();
ALTER TABLE declarations_declaration ENABLE ALWAYS TRIGGER append_only;
DROP TRIGGER append_only ON declarations_signedcopy;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_signedcopy
    FOR EACH ROW EXECUTE FUNCTION never_changed();
ALTER TABLE declarations_signedcopy ENABLE ALWAYS TRIGGER append_only;
DROP TRIGGER append_only ON declarations_paper;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON declarations_paper
    FOR EACH ROW EXECUTE FUNCTION never_changed();
ALTER TABLE declarations_paper ENABLE ALWAYS TRIGGER append_only;
DROP FUNCTION file_dropped_once();
DROP FUNCTION reduced_once();
DROP FUNCTION why_not_reduced(bigint);
DROP FUNCTION answer_is_held(bigint);
"""


def _text(length):
    return models.CharField(blank=True, db_default="", default="", editable=False, max_length=length)


class Migration(migrations.Migration):
    dependencies = [("declarations", "0022_printed_forms"), ("organisations", "0008_keeping")]
    operations = [
        migrations.AddField("declaration", "salt", _text(32)),
        migrations.AddField("declaration", "personal_hash", _text(64)),
        migrations.AddField("declaration", "reduced_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("message", "reduced_at", models.DateTimeField(editable=False, null=True)),
        migrations.RemoveConstraint("declaration", "agreement_carries_a_name"),
        migrations.AddConstraint(
            "declaration",
            models.CheckConstraint(
                condition=Q(
                    ~Q(("outcome__in", ["signed", "acknowledged"])),
                    ~Q(("typed_name", "")),
                    ("reduced_at__isnull", False),
                    _connector="OR",
                ),
                name="agreement_carries_a_name",
            ),
        ),
        migrations.RemoveConstraint("declaration", "invalidated_for_a_reason"),
        migrations.AddConstraint(
            "declaration",
            models.CheckConstraint(
                condition=Q(
                    ~Q(("outcome", "invalidated")),
                    ~Q(("comment", "")),
                    ("reduced_at__isnull", False),
                    _connector="OR",
                ),
                name="invalidated_for_a_reason",
            ),
        ),
        migrations.RunSQL(REDUCE, KEEP_ALL),
    ]
