"""Whoever was reached by text message or letter has been asked, with or without an e-mail address."""

from django.db import migrations

WORK_OUT = """
CREATE OR REPLACE FUNCTION state_of_request(request bigint, answer bigint, adult bigint,
        OUT state text, OUT last_contact timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    address text;
    came_back boolean;
    opened boolean;
    otherwise boolean;
BEGIN
    SELECT outcome, answered_at INTO state, last_contact FROM declarations_declaration WHERE id = answer;
    IF state <> 'invalidated' THEN
        RETURN;
    END IF;
    SELECT email INTO address FROM organisations_adult WHERE id = adult;
    SELECT coalesce(last_contact, max(message.sent_at)),
            coalesce(bool_or(message.to = address
                AND (message.bounced_at IS NOT NULL OR message.failed_at IS NOT NULL)), false),
            coalesce(bool_or(EXISTS (SELECT 1 FROM declarations_link link
                WHERE link.message_id = message.id AND link.opened_at IS NOT NULL)), false),
            coalesce(bool_or(message.way <> 'email' AND message.sent_at IS NOT NULL
                AND message.bounced_at IS NULL AND message.failed_at IS NULL), false),
            CASE WHEN max(message.sent_at) IS NULL THEN 'not_asked' ELSE 'asked' END
        INTO last_contact, came_back, opened, otherwise, state
        FROM declarations_ask ask JOIN declarations_message message ON message.id = ask.message_id
        WHERE ask.request_id = request;
    IF address = '' AND NOT otherwise THEN
        state := 'no_details';
    ELSIF came_back AND NOT otherwise THEN
        state := 'bounced';
    ELSIF opened THEN
        state := 'opened';
    END IF;
END $$;
SELECT keep_states_of(ARRAY(SELECT ask.request_id FROM declarations_ask ask
    JOIN declarations_message message ON message.id = ask.message_id WHERE message.way <> 'email'));
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0030_standing_by_adult")]
    operations = [migrations.RunSQL(WORK_OUT, migrations.RunSQL.noop)]
