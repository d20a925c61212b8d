"""A head watches how the asking goes; publishing itself returns at once."""

import pytest
from django.utils import timezone

from declarations import asking, reminders
from declarations.models import Message
from declarations.post import campaign
from declarations.post.campaign import Stage
from tests import factories as make
from tests.declarations.staff import Staff

pytestmark = pytest.mark.django_db


def a_school(adults):
    school = make.SchoolFactory()
    return school, [make.parent_at(school) for _ in range(adults)]


def stages(version):
    return {stage: number for stage, number in campaign.of(version).counts.items() if number}


def test_everybody_is_counted_once_at_every_step():
    school, adults = a_school(3)
    version = make.publish(make.draft(school))
    assert stages(version) == {Stage.TO_BE_ASKED: 3}
    asking.bring_up_to_date(version.policy)
    assert stages(version) == {Stage.NO_WAY: 3}
    reminders.queue_all()
    assert stages(version) == {Stage.WAITING: 3}
    Message.objects.update(sent_at=timezone.now())
    Message.objects.filter(adult=adults[0]).update(bounced_at=timezone.now())
    answered = version.requests.get(adult=adults[1])
    make.answer(answered, "declined")
    assert stages(version) == {Stage.CAME_BACK: 1, Stage.ANSWERED: 1, Stage.WRITTEN_TO: 1}
    assert not campaign.of(version).is_going_on


def test_the_page_looks_again_while_something_waits():
    school, _adults = a_school(1)
    make.published(school)
    reminders.queue_all()
    head = Staff(school, "head")
    page = head.opens("campaign", "code").content.decode()
    assert "0 of 1 adults have been written to" in page and "data-look-again" in page

    Message.objects.update(sent_at=timezone.now())

    assert "data-look-again" not in head.opens("campaign", "code").content.decode()


@pytest.mark.parametrize("adults", [1, 40])
def test_it_asks_as_much_of_the_database_for_many_as_for_one(adults, django_assert_num_queries):
    school, _adults = a_school(adults)
    version = make.published(school)
    with django_assert_num_queries(3):
        campaign.of(version)
