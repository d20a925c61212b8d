"""Whom a change tells of keeps their number, as the keys before `told_of` saw to: nothing else would follow it."""

from django.db import migrations

TABLES = ("organisations_import", "organisations_child", "organisations_adult")
FUNCTION = """
CREATE FUNCTION number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING MESSAGE = format('a number of %s stays: changes tell of it', TG_TABLE_NAME);
END $$;
"""
TRIGGER = """
CREATE TRIGGER number_stays BEFORE UPDATE OF id ON {table}
    FOR EACH ROW WHEN (OLD.id <> NEW.id) EXECUTE FUNCTION number_stays();
"""
FORGET = "DROP TRIGGER number_stays ON {table};"


def for_each(statement):
    return "".join(statement.format(table=table) for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0018_introduced")]
    operations = [
        migrations.RunSQL(FUNCTION + for_each(TRIGGER), for_each(FORGET) + "DROP FUNCTION number_stays();")
    ]
