"""Where every request stands is kept beside it by the database itself, so that a board of a hundred thousand is counted,
filtered and sorted without working it out anew. standing.State says what the states mean."""

from django.db import migrations, models

# What becomes of a request: the answer given, or else how far what was sent has come.
WORK_OUT = """
CREATE FUNCTION state_of_request(request bigint, answer bigint, adult bigint,
        OUT state text, OUT last_contact timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    address text;
    came_back boolean;
    opened boolean;
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
            CASE WHEN max(message.sent_at) IS NULL THEN 'not_asked' ELSE 'asked' END
        INTO last_contact, came_back, opened, state
        FROM declarations_ask ask JOIN declarations_message message ON message.id = ask.message_id
        WHERE ask.request_id = request;
    IF address = '' THEN
        state := 'no_details';
    ELSIF came_back THEN
        state := 'bounced';
    ELSIF opened THEN
        state := 'opened';
    END IF;
END $$;

CREATE FUNCTION keep_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Copied in before its answer: whoever copies says the state, too.
    IF NEW.answer_id IS NULL OR EXISTS (SELECT 1 FROM declarations_declaration WHERE id = NEW.answer_id) THEN
        SELECT worked_out.state, worked_out.last_contact INTO NEW.state, NEW.last_contact
            FROM state_of_request(NEW.id, NEW.answer_id, NEW.adult_id) worked_out;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION keep_states_of(requests bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE declarations_request request SET state = worked_out.state
        FROM declarations_request same,
            LATERAL state_of_request(same.id, same.answer_id, same.adult_id) worked_out
        WHERE same.id = request.id AND request.id = ANY(requests)
            AND (request.state, request.last_contact) IS DISTINCT FROM (worked_out.state, worked_out.last_contact)
$$;

CREATE FUNCTION message_moves_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_states_of(ARRAY(SELECT request_id FROM declarations_ask WHERE message_id = NEW.id));
    RETURN NULL;
END $$;

CREATE FUNCTION link_moves_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_states_of(ARRAY(SELECT request_id FROM declarations_ask WHERE message_id = NEW.message_id));
    RETURN NULL;
END $$;

CREATE FUNCTION address_moves_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_states_of(ARRAY(SELECT id FROM declarations_request WHERE adult_id = NEW.id));
    RETURN NULL;
END $$;

-- Most asks stand before anything is sent, a hundred thousand of them at once: those move nothing.
CREATE FUNCTION asks_move_states() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM keep_states_of(ARRAY(SELECT ask.request_id FROM asks ask
        JOIN declarations_message message ON message.id = ask.message_id
        WHERE message.sent_at IS NOT NULL OR message.bounced_at IS NOT NULL OR message.failed_at IS NOT NULL));
    RETURN NULL;
END $$;

CREATE TRIGGER keep_state BEFORE INSERT OR UPDATE OF answer_id, adult_id, state, last_contact ON declarations_request
    FOR EACH ROW EXECUTE FUNCTION keep_state();
CREATE TRIGGER moves_states AFTER UPDATE OF sent_at, bounced_at, failed_at, "to" ON declarations_message
    FOR EACH ROW EXECUTE FUNCTION message_moves_states();
CREATE TRIGGER move_states AFTER INSERT ON declarations_ask
    REFERENCING NEW TABLE AS asks FOR EACH STATEMENT EXECUTE FUNCTION asks_move_states();
CREATE TRIGGER no_more_states AFTER DELETE ON declarations_ask
    REFERENCING OLD TABLE AS asks FOR EACH STATEMENT EXECUTE FUNCTION asks_move_states();
CREATE TRIGGER opened_moves_states AFTER UPDATE OF opened_at, message_id ON declarations_link
    FOR EACH ROW WHEN (NEW.message_id IS NOT NULL) EXECUTE FUNCTION link_moves_states();
CREATE TRIGGER opened_from_the_start AFTER INSERT ON declarations_link
    FOR EACH ROW WHEN (NEW.message_id IS NOT NULL AND NEW.opened_at IS NOT NULL)
    EXECUTE FUNCTION link_moves_states();
CREATE TRIGGER moves_states AFTER UPDATE OF email ON organisations_adult
    FOR EACH ROW WHEN (OLD.email <> NEW.email) EXECUTE FUNCTION address_moves_states();
UPDATE declarations_request SET state = '';
"""
FORGET = """
DROP TRIGGER moves_states ON organisations_adult;
DROP TRIGGER opened_from_the_start ON declarations_link;
DROP TRIGGER opened_moves_states ON declarations_link;
DROP TRIGGER no_more_states ON declarations_ask;
DROP TRIGGER move_states ON declarations_ask;
DROP TRIGGER moves_states ON declarations_message;
DROP TRIGGER keep_state ON declarations_request;
DROP FUNCTION asks_move_states();
DROP FUNCTION address_moves_states();
DROP FUNCTION link_moves_states();
DROP FUNCTION message_moves_states();
DROP FUNCTION keep_states_of(bigint[]);
DROP FUNCTION keep_state();
DROP FUNCTION state_of_request(bigint, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("declarations", "0012_digests")]
    operations = [
        migrations.AddField("request", "state", models.CharField(default="", editable=False, max_length=20)),
        migrations.AddField("request", "last_contact", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(WORK_OUT, FORGET),
    ]
