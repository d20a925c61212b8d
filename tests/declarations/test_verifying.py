"""verify_evidence finds whatever was changed by force, and says where."""

import hashlib
import tracemalloc
from collections import Counter
from copy import deepcopy
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from declarations import asking, copies, pdf, reminders, sealing, sending, signing, verifying
from declarations.models import Declaration, Message, Request, SignedCopy
from organisations import anchors, ledger, streaming
from organisations.models import Event, Organisation
from policies import words
from policies.models import PolicyVersion
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db
CHANGE = "UPDATE declarations_declaration SET {}"
GUARDED = (
    "organisations_event policies_policyversion declarations_declaration declarations_signedcopy"
    " declarations_carriedforward"
).split()


@once
def an_answer():
    """A school where somebody was asked, was written to, signed and has a copy."""
    return signed_at_larkrise()


@pytest.fixture
def kept(an_answer):
    return deepcopy(an_answer)


def signed_at_larkrise():
    request = make.asked(make.SchoolFactory(slug="larkrise"))
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    declaration = make.answer(request, typed_name="Zoë Łukaszewicz")
    sending.send(declaration.receipt.pk)
    copies.store(declaration)
    ledger.chain_all()
    anchors.drop_daily()
    return declaration


def found(organisations=None):
    return [str(flaw) for flaw in verifying.flaws(organisations or Organisation.objects.all())]


def by_force(sql, *values):
    """As whoever owns the tables could: with our triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def copy_file():
    return Path(SignedCopy.objects.get().file.path)


def test_what_nobody_touched_is_whole(kept, capsys):
    call_command("verify_evidence")

    told = capsys.readouterr().out
    assert "1 versions, 1 answers, 2 messages, 1 signed copies, " in told
    assert "1 anchors" in told
    assert "All of it is as it was written." in told


def test_an_organisation_that_does_not_exist_is_named():
    with pytest.raises(CommandError, match="no organisation called nowhere"):
        call_command("verify_evidence", "--organisation", "nowhere")


def test_what_is_broken_is_printed_and_the_command_fails(kept, capsys):
    by_force("UPDATE declarations_declaration SET typed_name = 'Somebody Else'")

    with pytest.raises(CommandError, match="1 things are not as they were written") as failed:
        call_command("verify_evidence", "--organisation", "larkrise")

    assert failed.value.returncode == 1
    assert f"✗ answer {kept.pk}: it is not as it was given" in capsys.readouterr().out


def test_only_what_belongs_to_the_organisation_is_checked(kept, capsys):
    trust = make.TrustFactory(slug="fernhollow")
    by_force("UPDATE declarations_declaration SET typed_name = 'Somebody Else'")

    call_command("verify_evidence", "--organisation", "fernhollow")
    Organisation.objects.filter(slug="larkrise").update(trust=trust)

    with pytest.raises(CommandError):
        call_command("verify_evidence", "--organisation", "fernhollow")


@pytest.mark.parametrize(
    "change",
    [
        "typed_name = 'Somebody Else'",
        "outcome = 'acknowledged'",
        "children = '[]'",
        "undertakings = ARRAY['Something else']",
        "answered_at = answered_at - interval '1 day'",
        "answered_at = (answered_at::text || ' BC')::timestamptz",
        "answered_at = 'infinity'",
        "comment = 'More'",
        "ip_address = '192.0.2.99'",
        "ip_address = '2001:db8::1/64'",
        "user_agent = 'Another browser'",
        "link_id = (SELECT min(id) FROM declarations_link)",
    ],
)
def test_an_answer_that_was_changed_is_found(kept, change):
    by_force(CHANGE.format(change))
    assert found() == [f"answer {kept.pk}: it is not as it was given: the hash in history does not fit"]


def test_an_answer_that_was_put_in_is_found(kept):
    make.parent_at(kept.request.version.policy.owner)
    asking.bring_up_to_date(kept.request.version.policy)
    request = kept.request.version.requests.exclude(pk=kept.request_id).get()
    forged = Declaration.objects.create(
        request=request, outcome="signed", content_hash=kept.content_hash, typed_name="Nobody", language="en-gb"
    )

    assert f"answer {forged.pk}: history does not tell of it" in found()


def test_an_answer_that_was_removed_is_found(kept):
    number = kept.pk
    by_force("DELETE FROM declarations_signedcopy")
    by_force("UPDATE declarations_request SET answer_id = NULL")
    by_force("DELETE FROM declarations_link WHERE declaration_id = %s", number)
    by_force("DELETE FROM declarations_message WHERE declaration_id = %s", number)
    by_force("DELETE FROM declarations_declaration")

    assert f"answer {number}: history tells of it, but it is gone" in found()
    assert f"signed copy of answer {number}: history tells of it, but it is gone" in found()


def test_a_board_that_shows_the_answer_of_another_adult_is_found(kept):
    make.parent_at(kept.request.version.policy.owner)
    asking.bring_up_to_date(kept.request.version.policy)
    other = kept.request.version.requests.exclude(pk=kept.request_id).get()

    Request.objects.filter(pk=other.pk).update(answer=kept)

    assert found() == [f"request {other.pk}: it shows an answer that is not its own"]


def test_a_board_that_shows_a_signature_taken_back_is_found(kept):
    signing.withdraw(kept.request)
    ledger.chain_all()
    assert found() == []

    Request.objects.update(answer=kept)

    assert found() == [f"request {kept.request_id}: it shows an answer that was replaced"]


def test_words_that_were_changed_are_found(kept):
    by_force("UPDATE policies_policyversion SET body = '<p>Something else</p>'")
    assert found() == ["version 1 of code: these are not the words that were hashed"]


def test_words_that_were_changed_with_their_hash_are_found(kept):
    version = PolicyVersion.objects.get()
    version.body = "<p>Something else</p>"
    forged = words.content_hash(version)

    by_force("UPDATE policies_policyversion SET body = %s, content_hash = %s", version.body, forged)

    assert found() == [
        "version 1 of code: history tells of other words",
        f"answer {kept.pk}: it was given to other words than those of its version",
    ]


def test_a_message_that_was_changed_is_found(kept):
    message = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=message.pk).update(body="Something else")
    assert found() == [f"message {message.pk}: it is not as it was sent: the hash in history does not fit"]


def test_history_that_was_changed_is_found(kept):
    by_force("UPDATE organisations_event SET actor_id = NULL WHERE verb = 'approved'")
    (flaw,) = found()
    assert "history of larkrise, event " in flaw
    assert "it is not as it was written" in flaw


def test_a_chain_that_was_cut_and_written_anew_is_found_by_the_anchor(kept):
    by_force("DELETE FROM organisations_event WHERE verb = 'edited'")
    by_force("UPDATE organisations_event SET number = NULL, hash = NULL")
    ledger.chain_all()

    assert list(ledger.flaws(kept.request.version.policy.owner, Counter())) == []
    (flaw,) = found()
    assert flaw.startswith("history of larkrise, event number ")
    assert "it is not the event that the anchor anchors/" in flaw


def test_an_anchor_that_was_changed_is_found(kept):
    (name,) = anchors._names()
    path = Path(default_storage.path(name))
    path.write_bytes(path.read_bytes().replace(b'"number":', b'"number": '))

    assert found() == [f"{name}: it is not as the portal sealed it"]


def test_one_changed_byte_in_the_file_of_a_copy_is_found(kept):
    content = bytearray(copy_file().read_bytes())
    content[len(content) // 2] ^= 1
    copy_file().write_bytes(content)

    place = f"signed copy of answer {kept.pk} ({SignedCopy.objects.get().file.name})"
    assert found() == [
        f"{place}: the file is not the one that was kept",
        f"{place}: it was changed after it was sealed",
    ]


def test_a_file_that_is_gone_is_found(kept):
    copy_file().unlink()
    assert [flaw.rpartition(": ")[2] for flaw in found()] == ["the file is gone"]


def test_a_copy_swapped_for_another_sealed_one_is_found(kept):
    again = sealing.sealed(pdf.signed_copy(kept))
    copy_file().write_bytes(again)
    by_force("UPDATE declarations_signedcopy SET sha256 = %s", hashlib.sha256(again).hexdigest())

    assert [flaw.rpartition(": ")[2] for flaw in found()] == ["the hash in history does not fit"]


def test_five_times_the_history_takes_no_more_memory(monkeypatch):
    monkeypatch.setattr(streaming, "CHUNK", 100)
    school = make.SchoolFactory()

    few, many = _peak_after(300, school), _peak_after(1_200, school)

    assert many < few * 1.2


def _peak_after(more, school):
    noted = {"organisation": school, "verb": "noted", "about_type": "school", "about_id": 1}
    Event.objects.bulk_create(Event(**noted, detail={"why": "x" * 500}) for _ in range(more))
    ledger.chain_all()
    tracemalloc.start()
    assert found(Organisation.objects.filter(pk=school.pk)) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
