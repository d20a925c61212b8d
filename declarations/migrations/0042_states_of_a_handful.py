"""What becomes of a handful of messages moves the states of all they ask about by one statement, worked out once."""

from django.db import migrations

SET_WISE = """
-- If they are there: the way back leaves all as it is, for the states come out the same.
DROP TRIGGER IF EXISTS keep_state ON declarations_request;
DROP TRIGGER IF EXISTS moves_states ON declarations_message;
DROP FUNCTION IF EXISTS message_moves_states();
DROP FUNCTION state_of_request(bigint, bigint, bigint);

-- In SQL, so that whoever asks for the states of many gets one plan for all. Always one row.
CREATE FUNCTION state_of_request(request bigint, answer bigint, adult bigint)
    RETURNS TABLE (state text, last_contact timestamptz) LANGUAGE sql STABLE AS $$
    SELECT
        CASE
            WHEN given.outcome <> 'invalidated' THEN given.outcome
            WHEN asked.email = '' AND NOT told.otherwise THEN 'no_details'
            WHEN told.came_back AND NOT told.otherwise THEN 'bounced'
            WHEN told.opened THEN 'opened'
            WHEN told.last_at IS NULL THEN 'not_asked'
            ELSE 'asked'
        END,
        coalesce(given.answered_at, told.last_at)
    FROM organisations_adult asked
    LEFT JOIN declarations_declaration given ON given.id = answer
    CROSS JOIN LATERAL (
        SELECT max(message.sent_at) AS last_at,
            coalesce(bool_or(message.to = asked.email
                AND (message.bounced_at IS NOT NULL OR message.failed_at IS NOT NULL)), false) AS came_back,
            coalesce(bool_or(EXISTS (SELECT FROM declarations_link link
                WHERE link.message_id = message.id AND link.opened_at IS NOT NULL)), false) AS opened,
            coalesce(bool_or(message.way <> 'email' AND message.sent_at IS NOT NULL
                AND message.bounced_at IS NULL AND message.failed_at IS NULL), false) AS otherwise
        FROM declarations_ask ask JOIN declarations_message message ON message.id = ask.message_id
        WHERE ask.request_id = request
    ) told
    WHERE asked.id = adult
$$;

-- First taken, then looked at: what somebody else changed meanwhile is seen.
CREATE OR REPLACE FUNCTION keep_states_of(requests bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM declarations_request WHERE id = ANY(requests) ORDER BY id FOR NO KEY UPDATE;
    UPDATE declarations_request request SET state = found.state, last_contact = found.last_contact
        FROM declarations_request same, LATERAL state_of_request(same.id, same.answer_id, same.adult_id) found
        WHERE same.id = request.id AND request.id = ANY(requests)
            AND (request.state, request.last_contact) IS DISTINCT FROM (found.state, found.last_contact);
END $$;

-- "Except", never a join: the plan is kept, and what is good for one message compares each with each of many.
CREATE OR REPLACE FUNCTION messages_move_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_states_of(ARRAY(SELECT asked.request_id FROM (
            SELECT id, way, "to", sent_at, bounced_at, failed_at FROM now
            EXCEPT SELECT id, way, "to", sent_at, bounced_at, failed_at FROM before
        ) moved, LATERAL (SELECT request_id FROM declarations_ask WHERE message_id = moved.id OFFSET 0) asked));
    RETURN NULL;
END $$;

-- Whatever anybody writes there is worked out anew; what our own triggers write has just been worked out.
CREATE TRIGGER keep_state BEFORE INSERT OR UPDATE OF answer_id, adult_id, state, last_contact ON declarations_request
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION keep_state();
CREATE TRIGGER moves_states AFTER UPDATE ON declarations_message REFERENCING OLD TABLE AS before NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION messages_move_states();
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0041_printed_letters")]
    operations = [migrations.RunSQL(SET_WISE, migrations.RunSQL.noop)]
