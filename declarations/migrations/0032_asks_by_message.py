"""The message of a new ask is found by its number. Else, for every few thousand asks, the database read all messages."""

from django.db import migrations

BY_NUMBER = """
CREATE OR REPLACE FUNCTION asks_move_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_states_of(ARRAY(SELECT ask.request_id FROM asks ask, LATERAL (
        SELECT FROM declarations_message message WHERE message.id = ask.message_id
            AND (message.sent_at IS NOT NULL OR message.bounced_at IS NOT NULL OR message.failed_at IS NOT NULL)
        OFFSET 0) moved));
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0031_states_by_other_ways")]
    operations = [migrations.RunSQL(BY_NUMBER, migrations.RunSQL.noop)]
