"""What was changed points to a file, a child and an adult who are there: looked at for a whole statement at once.

A file of a hundred thousand adults leaves some three hundred thousand changes. PostgreSQL's own keys look at each of
three columns of each row by itself, a sixth of what it takes to apply the file. The promise is the same: no change
tells of who is not there, and nobody goes while one tells of them (error 23503, as of a key).
"""

import django.db.models.deletion
from django.db import migrations, models

POINTS_TO = {
    "roll_import_id": "organisations_import",
    "child_id": "organisations_child",
    "adult_id": "organisations_adult",
}

# Locked as a key locks what it points to: nobody takes them away before this transaction is over.
FUNCTIONS = """
CREATE FUNCTION told_of_are_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
    meant bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT %1$I FROM told WHERE %1$I IS NOT NULL GROUP BY 1) each',
        TG_ARGV[0]) INTO meant;
    EXECUTE format('SELECT count(*) FROM (SELECT FROM %2$I WHERE id IN (SELECT %1$I FROM told) FOR KEY SHARE) there',
        TG_ARGV[0], TG_ARGV[1]) INTO found;
    IF found < meant THEN
        RAISE foreign_key_violation USING MESSAGE = format('%s of a change is not in %s', TG_ARGV[0], TG_ARGV[1]);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION nothing_tells_of_them() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_told_of boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM organisations_change c JOIN gone ON gone.id = c.%I)', TG_ARGV[0])
        INTO is_told_of;
    IF is_told_of THEN
        RAISE foreign_key_violation USING MESSAGE = format('a change still tells of it by its %s', TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {column}_added AFTER INSERT ON organisations_change REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION told_of_are_there('{column}', '{table}');
CREATE TRIGGER {column}_moved AFTER UPDATE ON organisations_change REFERENCING NEW TABLE AS told
    FOR EACH STATEMENT EXECUTE FUNCTION told_of_are_there('{column}', '{table}');
CREATE TRIGGER not_told_of AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION nothing_tells_of_them('{column}');
"""
FORGET_TRIGGERS = """
DROP TRIGGER {column}_added ON organisations_change;
DROP TRIGGER {column}_moved ON organisations_change;
DROP TRIGGER not_told_of ON {table};
"""
FORGET_FUNCTIONS = "DROP FUNCTION told_of_are_there(); DROP FUNCTION nothing_tells_of_them();"


def for_each(statements):
    return "".join(statements.format(column=column, table=table) for column, table in POINTS_TO.items())


def _key(to):
    given = {"null": True, "related_name": "changes", "db_constraint": False, "db_index": False}
    return models.ForeignKey(to, django.db.models.deletion.CASCADE, **given)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0016_letters_in_one")]
    operations = [
        migrations.AlterField("change", "adult", _key("organisations.adult")),
        migrations.AlterField("change", "child", _key("organisations.child")),
        migrations.AlterField("change", "roll_import", _key("organisations.import")),
        migrations.RunSQL(FUNCTIONS + for_each(TRIGGERS), for_each(FORGET_TRIGGERS) + FORGET_FUNCTIONS),
    ]
