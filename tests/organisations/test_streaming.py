"""Very many rows, read as the database tells them."""

from datetime import UTC

import pytest
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as some

from organisations import canon, history, streaming
from organisations.models import Event, Organisation
from tests import factories as make
from tests.examples import tried_with

pytestmark = pytest.mark.django_db


def school_with(number):
    school = make.SchoolFactory()
    for _event in range(number):
        history.record(school, "noted", school)
    return school


@pytest.mark.parametrize("read", [streaming.each, streaming.each_as_kept])
def test_every_row_comes_in_its_order_chunk_after_chunk(monkeypatch, read):
    monkeypatch.setattr(streaming, "CHUNK", 3)
    numbers = school_with(7).events.order_by("-pk").values_list("pk")

    assert list(read(numbers)) == list(numbers)


@pytest.mark.parametrize("read", [streaming.each, streaming.each_as_kept])
def test_where_django_knows_that_there_is_nothing_there_is_nothing(read):
    assert list(read(Event.objects.filter(organisation__in=[]).values_list("pk"))) == []


def test_whoever_stops_reading_early_leaves_the_connection_as_it_was(monkeypatch):
    monkeypatch.setattr(streaming, "CHUNK", 2)
    rows = streaming.each_as_kept(school_with(7).events.values_list("pk"))

    next(rows)
    rows.close()

    assert Event.objects.count() == 7


@tried_with(30)
@given(some.datetimes(timezones=some.just(UTC)).filter(lambda moment: 1 < moment.year < 9999))
def test_the_database_tells_a_moment_as_we_write_it(moment):
    one = Organisation.objects.filter(pk=make.SchoolFactory().pk)

    ((told,),) = streaming.each_as_kept(one.values_list(streaming.Moment(Value(moment))))

    assert canon.moment(told) == canon.moment(moment)
