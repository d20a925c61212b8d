"""Whatever a file brings by the hundred thousand is held to whom it points to by the statement, as changes are: see
`told_of` and decision 35.

Whom this very transaction has brought nobody else can take away: they are counted, and not locked one by one.
"""

import django.db.models.deletion
from django.db import migrations, models

ADULTS, CHILDREN, ORGANISATIONS = "organisations_adult", "organisations_child", "organisations_organisation"
CHANGES, OF_ADULTS, OF_CHILDREN = "organisations_change", "organisations_adultknownas", "organisations_childknownas"
CHANGES_POINT_TO = (
    {"telling": CHANGES, "column": "roll_import_id", "table": "organisations_import"},
    {"telling": CHANGES, "column": "child_id", "table": CHILDREN},
    {"telling": CHANGES, "column": "adult_id", "table": ADULTS},
)
CONTACTS = "organisations_contact"
OTHERS_POINT_TO = (
    {"telling": CONTACTS, "column": "adult_id", "table": ADULTS, "kept": "no_contact"},
    {"telling": CONTACTS, "column": "child_id", "table": CHILDREN, "kept": "no_contact"},
    {"telling": ADULTS, "column": "controller_id", "table": ORGANISATIONS, "kept": "keeps_nobody"},
    {"telling": CHILDREN, "column": "school_id", "table": ORGANISATIONS, "kept": "has_no_pupils"},
    {"telling": OF_ADULTS, "column": "adult_id", "table": ADULTS, "kept": "not_known"},
    {"telling": OF_ADULTS, "column": "source_id", "table": ORGANISATIONS, "kept": "no_source_of_adults"},
    {"telling": OF_CHILDREN, "column": "child_id", "table": CHILDREN, "kept": "not_known"},
    {"telling": OF_CHILDREN, "column": "source_id", "table": ORGANISATIONS, "kept": "no_source_of_children"},
)

FUNCTIONS = """
CREATE OR REPLACE FUNCTION told_of_are_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    meant bigint[];
    ours bigint;
    others bigint;
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT %1$I) FROM told WHERE %1$I IS NOT NULL', TG_ARGV[0]) INTO meant;
    EXECUTE format('SELECT count(*) FROM %I WHERE id = ANY ($1) AND xmin = pg_current_xact_id()::xid', TG_ARGV[1])
        USING meant INTO ours;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE id = ANY ($1) AND xmin <> pg_current_xact_id()::xid
        FOR KEY SHARE) there', TG_ARGV[1]) USING meant INTO others;
    IF ours + others < cardinality(meant) THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('%s of %s is not in %s', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[1]);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION told_of_is_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %I WHERE id = ($1).%I FOR KEY SHARE) there',
        TG_ARGV[1], TG_ARGV[0]) USING NEW INTO found;
    IF found = 0 THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('%s of %s is not in %s', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[1]);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION nothing_tells_of_them() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    telling text := coalesce(TG_ARGV[1], 'organisations_change');
    is_told_of boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I telling JOIN gone ON gone.id = telling.%I)', telling, TG_ARGV[0])
        INTO is_told_of;
    IF is_told_of THEN
        RAISE foreign_key_violation USING MESSAGE = format('%s still tells of it by its %s', telling, TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;
"""
KEPT = """
CREATE TRIGGER {column}_added AFTER INSERT ON {telling} REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION told_of_are_there('{column}', '{table}');
CREATE TRIGGER {kept} AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION nothing_tells_of_them('{column}', '{telling}');
"""
# Many rows are updated, and few of them tell of somebody else from then on: these alone are looked at.
MOVED = """
CREATE TRIGGER {column}_moved AFTER UPDATE OF {column} ON {telling} FOR EACH ROW
    WHEN (NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})
    EXECUTE FUNCTION told_of_is_there('{column}', '{table}');
"""
MOVED_BEFORE = """
CREATE TRIGGER {column}_moved AFTER UPDATE ON {telling} REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION told_of_are_there('{column}', '{table}');
"""
NO_MOVED = "DROP TRIGGER {column}_moved ON {telling};"
NOT_KEPT = "DROP TRIGGER {column}_added ON {telling}; DROP TRIGGER {kept} ON {table};" + NO_MOVED
NUMBER_STAYS = f"""
CREATE TRIGGER number_stays BEFORE UPDATE OF id ON {ORGANISATIONS}
    FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION number_stays();
"""


def for_each(keys, statements):
    return "".join(statements.format(**key) for key in keys)


def _key(to, on_delete, **given):
    return models.ForeignKey(to, on_delete, db_constraint=False, **given)


CASCADE, PROTECT = django.db.models.deletion.CASCADE, django.db.models.deletion.PROTECT
SOURCE = {"db_index": False, "related_name": "+"}
TIED = {"related_name": "contacts"}
KEEPS, HAS = {"db_index": False, "related_name": "kept_adults"}, {"db_index": False, "related_name": "pupils"}


class Migration(migrations.Migration):
    dependencies = [("organisations", "0019_numbers_stay")]
    operations = [
        migrations.AlterField("adult", "controller", _key("organisations.organisation", PROTECT, **KEEPS)),
        migrations.AlterField("child", "school", _key("organisations.organisation", PROTECT, **HAS)),
        migrations.AlterField("adultknownas", "adult", _key("organisations.adult", CASCADE, related_name="known_as")),
        migrations.AlterField("adultknownas", "source", _key("organisations.organisation", PROTECT, **SOURCE)),
        migrations.AlterField("childknownas", "child", _key("organisations.child", CASCADE, related_name="known_as")),
        migrations.AlterField("childknownas", "source", _key("organisations.organisation", PROTECT, **SOURCE)),
        migrations.AlterField("contact", "adult", _key("organisations.adult", CASCADE, **TIED | {"db_index": False})),
        migrations.AlterField("contact", "child", _key("organisations.child", CASCADE, **TIED)),
        migrations.RunSQL(
            FUNCTIONS
            + for_each(CHANGES_POINT_TO, NO_MOVED + MOVED)
            + for_each(OTHERS_POINT_TO, KEPT + MOVED)
            + NUMBER_STAYS
            + "ALTER TABLE organisations_planned ALTER COLUMN id SET CACHE 1000;",  # nobody minds gaps in a plan
            f"DROP TRIGGER number_stays ON {ORGANISATIONS};"
            + for_each(OTHERS_POINT_TO, NOT_KEPT)
            + for_each(CHANGES_POINT_TO, NO_MOVED + MOVED_BEFORE)
            + "DROP FUNCTION told_of_is_there();",
        ),
    ]
