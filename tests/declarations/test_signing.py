from copy import deepcopy

import pytest
from django.db import IntegrityError, connection, transaction

from declarations import signing, statement
from declarations.errors import AlreadyAnswered, NothingToWithdraw, VersionReplaced
from declarations.models import Declaration, Message, Request
from declarations.signing import Outcome
from organisations.models import Event
from tests import factories as make
from tests.scenes import once

pytestmark = pytest.mark.django_db


asked_of_all = once(make.asked)


@pytest.fixture
def open_request(db, asked_of_all):
    """Of one adult, who has said nothing yet."""
    return deepcopy(asked_of_all)


def answer(request, outcome=Outcome.SIGNED, **fields):
    fields = {"content_hash": request.version.content_hash, "typed_name": "Sam Okafor"} | fields
    return signing.answer(request, outcome=outcome, **fields)


def refused_by_the_database():
    return pytest.raises(IntegrityError), transaction.atomic()


def test_an_answer_keeps_the_words_and_the_children_as_they_were(open_request):
    declaration = answer(open_request)
    open_request.adult.children.update(given_name="Renamed", class_name="5 Ash")

    declaration.refresh_from_db()
    assert declaration.content_hash == open_request.version.content_hash
    assert declaration.undertakings == make.WORDS["undertakings"]
    assert [child["class_name"] for child in declaration.children] == ["4 Oak"]
    assert not declaration.children[0]["name"].startswith("Renamed")


def test_an_answer_is_written_into_history(open_request):
    declaration = answer(open_request)
    event = Event.objects.get(about_type="request")
    told = {
        "declaration": declaration.pk,
        "sha256": statement.digest(declaration),
        "adult": open_request.adult_id,
        "route": "online",
    }
    assert (event.verb, event.about_id, event.detail) == ("signed", open_request.pk, told)


def test_an_answer_to_other_words_is_refused(open_request):
    with pytest.raises(VersionReplaced, match="read the new ones"):
        answer(open_request, content_hash="0" * 64)
    assert not Declaration.objects.exists()


def test_an_answer_to_words_that_were_replaced_is_refused(open_request):
    make.revise(open_request.version)
    with pytest.raises(VersionReplaced):
        answer(open_request)


def test_the_same_answer_twice_is_one_answer(open_request):
    answer(open_request)
    with pytest.raises(AlreadyAnswered):
        answer(open_request)
    assert Declaration.objects.count() == 1


def test_a_signature_is_not_replaced_by_another_answer(open_request):
    answer(open_request)
    with pytest.raises(AlreadyAnswered):
        answer(open_request, Outcome.DECLINED)


def test_second_thoughts_replace_a_refusal(open_request):
    declined = answer(open_request, Outcome.DECLINED, typed_name="")
    assert answer(open_request).replaces == declined


def test_new_words_to_the_school_are_a_new_answer(open_request):
    first = answer(open_request, Outcome.WANTS_TO_TALK, comment="Ring me on 01632 960001")
    second = answer(open_request, Outcome.WANTS_TO_TALK, comment="Ring me on 01632 960002")
    assert second.replaces == first


def test_a_signature_can_be_withdrawn_and_given_again(open_request):
    answer(open_request)

    signing.withdraw(open_request)

    assert answer(open_request).replaces.outcome == Outcome.WITHDRAWN
    assert Declaration.objects.count() == 3


def test_what_was_never_signed_cannot_be_withdrawn(open_request):
    with pytest.raises(NothingToWithdraw):
        signing.withdraw(open_request)


def test_a_signature_carried_forward_is_withdrawn_where_it_counts(open_request):
    signed = answer(open_request)
    newer = make.revise(signed.request.version, change="minor")

    signing.withdraw(signing.counts_for(signed))

    assert newer.requests.get().answer.outcome == Outcome.WITHDRAWN
    assert signing.counts_for(signed) is None


def test_withdrawing_from_old_words_reaches_the_words_it_was_carried_to(open_request):
    signed = answer(open_request)
    newer = make.revise(signed.request.version, change="minor")

    signing.withdraw(signed.request)

    assert newer.requests.get().answer.outcome == Outcome.WITHDRAWN


def test_a_signature_withdrawn_where_it_counts_is_not_withdrawn_again_where_it_was_given(open_request):
    signed = answer(open_request)
    newer = make.revise(signed.request.version, change="minor")
    signing.withdraw(newer.requests.get())

    with pytest.raises(NothingToWithdraw):
        signing.withdraw(signed.request)
    with pytest.raises(NothingToWithdraw):
        signing.invalidate(signed.request, by=make.UserFactory(), reason="Given by the child")


def test_an_answer_set_aside_is_asked_for_again(open_request):
    answer(open_request)
    signing.invalidate(open_request, by=make.UserFactory(), reason="Given by the child")
    assert Request.objects.open().get() == open_request


def test_every_answer_is_owed_a_receipt(open_request):
    declaration = answer(open_request)
    assert Message.objects.get(purpose="receipt").declaration == declaration


def test_nobody_without_an_address_is_owed_a_receipt():
    answer(make.asked(email=""))
    assert not Message.objects.exists()


def test_the_request_in_place_of_a_replaced_one_is_the_newer(open_request):
    newer = make.revise(open_request.version)
    open_request.refresh_from_db()
    assert signing.in_place_of(open_request) == newer.requests.get()


def test_nothing_is_in_place_of_a_withdrawn_version(open_request):
    version = open_request.version
    make.lifecycle.withdraw(version, by=version.written_by, reason="Wrong file")
    assert signing.in_place_of(Request.objects.get()) is None


@pytest.mark.parametrize("column", ["outcome", "typed_name", "comment", "content_hash", "answered_at", "children"])
def test_the_database_refuses_to_change_an_answer(open_request, column):
    declaration = answer(open_request)
    value = getattr(declaration, column)
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.update(**{column: value})


def test_the_database_refuses_to_delete_an_answer(open_request):
    answer(open_request)
    raises, savepoint = refused_by_the_database()
    with raises, savepoint, connection.cursor() as cursor:
        cursor.execute("DELETE FROM declarations_declaration")


def test_the_database_refuses_to_empty_the_answers(open_request):
    answer(open_request)
    raises, savepoint = refused_by_the_database()
    with raises, savepoint, connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE declarations_declaration CASCADE")


def test_the_database_refuses_an_answer_to_other_words(open_request):
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.create(
            request=open_request, outcome="signed", typed_name="Sam", content_hash="0" * 64, language="en-gb"
        )


def test_the_database_refuses_a_second_first_answer(open_request):
    first = answer(open_request)
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.create(
            request=open_request,
            outcome="declined",
            content_hash=first.content_hash,
            language="en-gb",
        )


def test_the_database_refuses_to_replace_another_adults_answer(open_request):
    theirs, mine = answer(open_request), make.asked()
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        Declaration.objects.create(
            request=mine,
            replaces=theirs,
            outcome="declined",
            content_hash=mine.version.content_hash,
            language="en-gb",
        )


def test_the_database_refuses_a_signature_without_a_name(open_request):
    raises, savepoint = refused_by_the_database()
    with raises, savepoint:
        answer(open_request, typed_name="")
