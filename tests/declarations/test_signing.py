import pytest
from django.db import IntegrityError, connection, transaction

from declarations import signing, statement
from declarations.errors import AlreadyAnswered, NothingToWithdraw, VersionReplaced
from declarations.models import Declaration, Message, Request
from declarations.signing import Outcome
from organisations.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


def asked(**fields):
    school = make.SchoolFactory()
    make.parent_at(school, **fields)
    return make.published(school).requests.get()


def answer(request, outcome=Outcome.SIGNED, **fields):
    fields = {"content_hash": request.version.content_hash, "typed_name": "Sam Okafor"} | fields
    return signing.answer(request, outcome=outcome, **fields)


def refused_by_the_database():
    return pytest.raises(IntegrityError), transaction.atomic()


def test_an_answer_keeps_the_words_and_the_children_as_they_were():
    request = asked()
    declaration = answer(request)
    request.adult.children.update(given_name="Renamed", class_name="5 Ash")

    declaration.refresh_from_db()
    assert declaration.content_hash == request.version.content_hash
    assert declaration.undertakings == make.WORDS["undertakings"]
    assert [child["class_name"] for child in declaration.children] == ["4 Oak"]
    assert not declaration.children[0]["name"].startswith("Renamed")


def test_an_answer_is_written_into_history():
    request = asked()
    declaration = answer(request)
    event = Event.objects.get(about_type="request")
    told = {
        "declaration": declaration.pk,
        "sha256": statement.digest(declaration),
        "adult": request.adult_id,
        "route": "online",
    }
    assert (event.verb, event.about_id, event.detail) == ("signed", request.pk, told)


def test_an_answer_to_other_words_is_refused():
    with pytest.raises(VersionReplaced, match="read the new ones"):
        answer(asked(), content_hash="0" * 64)
    assert not Declaration.objects.exists()


def test_an_answer_to_words_that_were_replaced_is_refused():
    request = asked()
    make.revise(request.version)
    with pytest.raises(VersionReplaced):
        answer(request)


def test_the_same_answer_twice_is_one_answer():
    request = asked()
    answer(request)
    with pytest.raises(AlreadyAnswered):
        answer(request)
    assert Declaration.objects.count() == 1


def test_a_signature_is_not_replaced_by_another_answer():
    request = asked()
    answer(request)
    with pytest.raises(AlreadyAnswered):
        answer(request, Outcome.DECLINED)


def test_second_thoughts_replace_a_refusal():
    request = asked()
    declined = answer(request, Outcome.DECLINED, typed_name="")
    assert answer(request).replaces == declined


def test_new_words_to_the_school_are_a_new_answer():
    request = asked()
    first = answer(request, Outcome.WANTS_TO_TALK, comment="Ring me on 01632 960001")
    second = answer(request, Outcome.WANTS_TO_TALK, comment="Ring me on 01632 960002")
    assert second.replaces == first


def test_a_signature_can_be_withdrawn_and_given_again():
    request = asked()
    answer(request)

    signing.withdraw(request)

    assert answer(request).replaces.outcome == Outcome.WITHDRAWN
    assert Declaration.objects.count() == 3


def test_what_was_never_signed_cannot_be_withdrawn():
    with pytest.raises(NothingToWithdraw):
        signing.withdraw(asked())


def test_a_signature_carried_forward_is_withdrawn_where_it_counts():
    signed = answer(asked())
    newer = make.revise(signed.request.version, change="minor")

    signing.withdraw(signing.counts_for(signed))

    assert newer.requests.get().answer.outcome == Outcome.WITHDRAWN
    assert signing.counts_for(signed) is None


def test_withdrawing_from_old_words_reaches_the_words_it_was_carried_to():
    signed = answer(asked())
    newer = make.revise(signed.request.version, change="minor")

    signing.withdraw(signed.request)

    assert newer.requests.get().answer.outcome == Outcome.WITHDRAWN


def test_a_signature_withdrawn_where_it_counts_is_not_withdrawn_again_where_it_was_given():
    signed = answer(asked())
    newer = make.revise(signed.request.version, change="minor")
    signing.withdraw(newer.requests.get())

    with pytest.raises(NothingToWithdraw):
        signing.withdraw(signed.request)
    with pytest.raises(NothingToWithdraw):
        signing.invalidate(signed.request, by=make.UserFactory(), reason="Given by the child")


def test_an_answer_set_aside_is_asked_for_again():
    request = asked()
    answer(request)
    signing.invalidate(request, by=make.UserFactory(), reason="Given by the child")
    assert Request.objects.open().get() == request


def test_every_answer_is_owed_a_receipt():
    declaration = answer(asked())
    assert Message.objects.get(purpose="receipt").declaration == declaration


def test_nobody_without_an_address_is_owed_a_receipt():
    answer(asked(email=""))
    assert not Message.objects.exists()


def test_the_request_in_place_of_a_replaced_one_is_the_newer():
    request = asked()
    newer = make.revise(request.version)
    request.refresh_from_db()
    assert signing.in_place_of(request) == newer.requests.get()


def test_nothing_is_in_place_of_a_withdrawn_version():
    request = asked()
    version = request.version
    make.lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    assert signing.in_place_of(Request.objects.get()) is None


@pytest.mark.parametrize("column", ["outcome", "typed_name", "comment", "content_hash", "answered_at", "children"])
def test_the_database_refuses_to_change_an_answer(column):
    declaration = answer(asked())
    value = getattr(declaration, column)
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.update(**{column: value})


def test_the_database_refuses_to_delete_an_answer():
    answer(asked())
    raises, savepoint = refused_by_the_database()
    with raises, savepoint, connection.cursor() as cursor:
        cursor.execute("DELETE FROM declarations_declaration")


def test_the_database_refuses_to_empty_the_answers():
    answer(asked())
    raises, savepoint = refused_by_the_database()
    with raises, savepoint, connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE declarations_declaration CASCADE")


def test_the_database_refuses_an_answer_to_other_words():
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.create(
            request=asked(), outcome="signed", typed_name="Sam", content_hash="0" * 64, language="en-gb"
        )


def test_the_database_refuses_a_second_first_answer():
    request = asked()
    first = answer(request)
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.create(
            request=request,
            outcome="declined",
            content_hash=first.content_hash,
            language="en-gb",
        )


def test_the_database_refuses_to_replace_another_adults_answer():
    theirs, mine = answer(asked()), asked()
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.create(
            request=mine,
            replaces=theirs,
            outcome="declined",
            content_hash=mine.version.content_hash,
            language="en-gb",
        )


def test_the_database_refuses_a_signature_without_a_name():
    request = asked()
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        answer(request, typed_name="")
