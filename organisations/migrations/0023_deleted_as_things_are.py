"""Whether something still tells of who is deleted is asked of the moment at which they are deleted.

A transaction that sees nothing but what there was when it began (REPEATABLE READ, SERIALIZABLE) would miss what somebody
else has written since. The portal has none that deletes; whoever does it by hand is told.
"""

from django.db import migrations

SAYS = """
CREATE OR REPLACE FUNCTION nothing_tells_of_them() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    telling text := coalesce(TG_ARGV[1], 'organisations_change');
    is_told_of boolean;
BEGIN{first}
    EXECUTE format('SELECT EXISTS (SELECT FROM %I telling JOIN gone ON gone.id = telling.%I)', telling, TG_ARGV[0])
        INTO is_told_of;
    IF is_told_of THEN
        RAISE foreign_key_violation USING MESSAGE = format('%s still tells of it by its %s', telling, TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;
"""
SEES_ALL = """
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        RAISE invalid_transaction_state
            USING MESSAGE = format('rows of %s are deleted at READ COMMITTED only', TG_TABLE_NAME);
    END IF;"""


def says(first):
    return SAYS.replace("{first}", first)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0022_order_of_contacts")]
    operations = [migrations.RunSQL(says(SEES_ALL), says(""))]
