"""Evidence after its period: what it told of people is gone, and that it was there can still be shown."""

from copy import deepcopy

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from declarations import copies, rights, statement, verifying
from declarations.care import reduction
from declarations.models import Declaration, Message, SignedCopy
from declarations.papers import keeping
from declarations.papers.models import Paper
from declarations.papers.pile_models import Pile, PileFile, PilePage
from organisations import ledger
from organisations.keeping import holds, periods, sweeping
from organisations.models import Child, Event, Organisation
from tests import factories as make
from tests.declarations.care.families import LEFT_ON, LONG_AGO, controller_of, signed
from tests.declarations.test_rights import as_the_portal
from tests.declarations.test_verifying import by_force, found
from tests.scenes import once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("answer")]


EMPTIED = (
    "typed_name = '', relationship = '', is_responsible = NULL, comment = '', children = '[]', ip_address = NULL,"
    " user_agent = '', salt = '', reduced_at = now()"
)
CHANGE = "UPDATE declarations_declaration SET {}"


kept = once(signed)


@pytest.fixture
def answer(kept):
    """Of somebody whose child left long ago, whose period is over."""
    return deepcopy(kept)


def sweep(answer):
    gone = sweeping.apply(controller_of(answer))
    reduction.drop_files()
    ledger.chain_all()
    return gone


def reduce_by_hand(answer):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT reduce_answer(%s)", [answer.pk])


def test_what_an_answer_told_of_people_goes_and_its_hash_still_fits(answer):
    before, file = statement.digest(answer), answer.copy.file.name

    gone = sweep(answer)

    answer = Declaration.objects.get(pk=answer.pk)
    assert gone["answers"] == 1
    assert not any(getattr(answer, name) for name in reduction.OF_PEOPLE)
    assert (answer.outcome, statement.digest(answer)) == ("signed", before)
    assert not default_storage.exists(file)
    assert SignedCopy.objects.get().file == ""
    assert found() == []


def test_the_scan_of_a_paper_goes_too():
    clerk = make.UserFactory()
    answer = signed(relationship="other", is_responsible=True, route="paper", recorded_by=clerk)
    scan = (b"a picture", ".jpg", 1)
    paper = keeping.keep(answer, scan, controller_of(answer), by=clerk)
    assert found() == []

    sweep(answer)

    assert not default_storage.exists(paper.file.name)
    assert Paper.objects.get().file == ""
    assert found() == []


def test_nobody_s_name_is_left_anywhere_in_the_database(answer):
    sweep(answer)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"TABLE {connection.ops.quote_name(table)}")
            kept = [str(row) for row in cursor.fetchall()]
            assert not any("ukaszewicz" in row for row in kept), table


def test_who_kept_their_signed_copy_can_still_have_it_checked(answer, client):
    code, content = statement.code(answer), copies.read(answer.copy)
    sweep(answer)

    assert client.get(reverse("check:code", args=[code])).status_code == 200
    kept = ContentFile(content, "kept-at-home.pdf")
    assert client.post(reverse("check:check"), {"file": kept}).status_code == 200
    changed = ContentFile(content + b" ", "kept-at-home.pdf")
    assert client.post(reverse("check:check"), {"file": changed}).status_code == 404


def test_an_answer_of_the_first_format_is_vouched_for_by_the_event(monkeypatch):
    monkeypatch.setattr(statement, "salted", lambda declaration: declaration)
    answer = signed()
    assert '"format":1' in statement.text(answer)

    assert sweep(answer)["answers"] == 1

    answer.refresh_from_db()
    assert answer.typed_name == ""
    assert found() == []


def test_verify_evidence_says_what_was_reduced_and_why(answer, capsys):
    sweep(answer)

    call_command("verify_evidence")

    told = capsys.readouterr().out
    assert "1 answers reduced on " in told
    assert "under “answers: 72 months”" in told
    assert "All of it is as it was written." in told


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'acknowledged'",
        "typed_name = 'x'",
        "route = 'paper', recorded_by_id = (SELECT min(id) FROM organisations_user)",
    ],
)
def test_what_is_left_cannot_be_changed_unseen(answer, change):
    sweep(answer)
    by_force(CHANGE.format(change))
    assert len(found()) == 1


def test_an_answer_emptied_by_force_is_found(answer):
    by_force(CHANGE.format(EMPTIED))
    assert found() == [f"answer {answer.pk}: it was emptied, and history does not tell of it"]


def test_an_answer_whose_name_and_salt_were_changed_by_force_is_found(answer):
    by_force("UPDATE declarations_declaration SET typed_name = 'Somebody Else', salt = ''")
    assert found() == [f"answer {answer.pk}: it is not as it was given: the hash in history does not fit"]


def test_an_answer_that_is_not_as_it_was_given_is_left_for_a_person(answer, caplog):
    by_force("UPDATE declarations_declaration SET typed_name = 'Somebody Else'")

    sweep(answer)

    answer.refresh_from_db()
    assert answer.typed_name == "Somebody Else"
    assert "is not as it was given and is not reduced" in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        "typed_name = ''",
        "typed_name = '', reduced_at = now()",
        f"outcome = 'declined', {EMPTIED}",
        EMPTIED.replace("typed_name = ''", "typed_name = 'Somebody Else'"),
        EMPTIED.replace("ip_address = NULL", "ip_address = '192.0.2.9'"),
    ],
)
def test_the_database_lets_nothing_else_be_changed(change):
    with pytest.raises(IntegrityError, match="append-only: UPDATE refused"), transaction.atomic():
        _run(CHANGE.format(change))


def test_what_was_reduced_is_not_filled_again(answer):
    sweep(answer)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        _run("UPDATE declarations_declaration SET typed_name = 'Somebody Else'")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        _run("UPDATE declarations_signedcopy SET file = 'another.pdf'")


@pytest.mark.parametrize("what", ["adult", "child", "school"])
def test_a_held_answer_stays_whoever_asks(answer, what):
    adult, school = answer.request.adult, answer.request.version.policy.owner
    head = make.head_of(school)
    about = {"adult": {"adult": adult}, "child": {"child": adult.children.get()}, "school": {}}[what]
    hold = holds.place(school, by=head, reason="A claim", review_on="2030-01-01", **about)

    assert "answers" not in sweep(answer)
    (line,) = [line for line in sweeping.dry_run(school) if line.kind.name == "answers"]
    assert (line.number, line.held) == (0, 1)
    with pytest.raises(IntegrityError, match="a legal hold keeps it"):
        reduce_by_hand(answer)

    holds.lift(hold, by=head, why="Settled")
    assert sweep(answer)["answers"] == 1


def test_a_hold_on_a_child_whose_record_is_gone_is_not_forgotten_by_the_database(answer):
    child = Child.objects.get()
    holds.place(child.school, by=make.UserFactory(), reason="A claim", review_on="2030-01-01", child=child)
    answer.request.adult.contacts.all().delete()
    answer.request.adult.last_here_on = LEFT_ON
    answer.request.adult.save()

    assert "answers" not in sweep(answer)
    with pytest.raises(IntegrityError, match="a legal hold keeps it"):
        reduce_by_hand(answer)


@pytest.mark.parametrize(
    ("left_on", "why"),
    [(None, "a child of this adult is on roll"), ("2026-06-01", "its period is not over")],
)
def test_what_is_too_young_stays_whoever_asks(answer, left_on, why):
    child = answer.request.adult.children.get()
    child.left_on = left_on
    child.save()
    assert "answers" not in sweep(answer)
    with pytest.raises(IntegrityError, match=why):
        reduce_by_hand(answer)


def test_the_database_keeps_to_the_period_that_was_chosen(answer):
    periods.change(controller_of(answer), by=make.UserFactory(), answers=240)
    assert "answers" not in sweep(answer)
    with pytest.raises(IntegrityError, match="its period is not over"):
        reduce_by_hand(answer)


def test_a_child_still_here_at_another_school_of_the_trust_keeps_the_answer():
    trust = make.TrustFactory()
    answer = signed(make.SchoolFactory(trust=trust))
    still_here = make.ChildFactory(school=make.SchoolFactory(trust=trust))
    answer.request.adult.contacts.create(child=still_here, relationship="mother")

    assert "answers" not in sweep(answer)


def test_messages_lose_address_and_words_and_still_verify(answer):
    number = Message.objects.filter(sent_at__isnull=False).count()

    assert sweep(answer)["messages"] == number == 2

    assert not Message.objects.exclude(to="", subject="", body="").exists()
    assert found() == []


def test_a_message_emptied_by_force_is_found():
    message = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=message.pk).update(to="", subject="", body="", reduced_at="2026-01-01T00:00Z")
    assert found() == [f"message {message.pk}: it was emptied, and history does not tell of it"]


def test_the_portal_s_own_role_may_reduce_and_nothing_more():
    clerk = make.UserFactory()
    answer = signed(route="paper", recorded_by=clerk)
    with as_the_portal() as cursor:
        keeping.keep(answer, (b"a picture", ".jpg", 1), controller_of(answer), by=clerk)
        assert sweep(answer)["answers"] == 1
        assert list(verifying.flaws(Organisation.objects.all())) == []
        cursor.execute("SELECT has_table_privilege(current_user, 'declarations_declaration', 'UPDATE')")
        assert cursor.fetchone() == (False,)
    assert rights.MAY_ASK_FOR == ("reduce_answer(bigint)", "drop_file_of(bigint, text)")


def test_a_reduction_stands_in_the_history_with_period_and_hashes(answer):
    digest = statement.digest(answer)
    sweep(answer)
    event = Event.objects.get(verb="reduced", about_type="declaration")
    assert event.detail == {"sha256": digest, "left": digest, "why": "answers: 72 months"}


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_pile_of_scans_goes_when_nobody_has_to_look_at_it_any_more(answer):
    school, clerk = controller_of(answer), make.UserFactory()
    pile = Pile.objects.create(organisation=school, by=clerk, created_at=LONG_AGO)
    source = PileFile.objects.create(pile=pile, position=1, filename="scan.pdf", kind="pdf", sha256="0")
    picture = default_storage.save("piles/page.jpg", ContentFile(b"a picture"))
    page = {"pile": pile, "source": source, "position": 1, "number": 1, "found": "form", "picture": picture}
    page = PilePage.objects.create(**page)
    assert "piles" not in sweep(answer)

    PilePage.objects.filter(pk=page.pk).update(declaration=answer)

    assert sweep(answer)["piles"] == 1
    assert not default_storage.exists(picture)
