"""An import is taken back as if it had never been, or not at all."""

import pytest

from declarations import asking, corrections, links, notes, reminders, sending
from declarations.models import Message, Request
from declarations.post import wishes
from organisations.errors import NotNow, StillNeeded
from organisations.models import Adult, Child, Contact, Event
from organisations.roll import undoing
from organisations.roll.models import AdultKnownAs, ChildKnownAs
from tests import factories as make
from tests.organisations.roll.office import AMIRA, BEN, FILE, SAM, UNA, bring, changes, roll

pytestmark = pytest.mark.django_db


def known():
    tables = (ChildKnownAs.objects, AdultKnownAs.objects)
    return [sorted(map(repr, table.values_list("number", "said"))) for table in tables]


def test_nobody_is_left_of_a_first_file():
    roll_import = bring(make.SchoolFactory(), *FILE)

    undone = undoing.undo(roll_import, by=roll_import.applied_by)

    assert undone.state == "undone"
    assert not Child.objects.exists() and not Adult.objects.exists() and not Contact.objects.exists()
    assert Event.objects.filter(verb="roll_undone").exists()


def test_all_is_as_before_a_second_file():
    school = make.SchoolFactory()
    bring(school, *FILE)
    before, known_before = roll(), known()
    amira, sam = AMIRA.replace("4 Oak", "5 Oak"), SAM.replace("T,", "F,")
    second = bring(school, f"{amira},{sam}", ",Cy,Dell,2,2 Elm,,Di,Dell,,,,")
    assert changes(second) == {
        "adult new": 1, "child changed": 1, "child left": 1, "child new": 1, "contact changed": 1, "contact gone": 1,
        "contact new": 1,
    }  # fmt: skip

    undoing.undo(second, by=second.applied_by)

    assert (roll(), known()) == (before, known_before)


def test_after_an_undo_the_same_file_can_come_again():
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    undoing.undo(roll_import, by=roll_import.applied_by)

    assert changes(bring(school, *FILE)) == {"child new": 2, "adult new": 3, "contact new": 3}


def test_what_somebody_corrected_since_stays_corrected():
    school = make.SchoolFactory()
    bring(school, *FILE)
    second = bring(school, *[row.replace("sam@home", "new@home") for row in FILE])
    Adult.objects.filter(given_name="Sam").update(email="right@home.example")

    undoing.undo(second, by=second.applied_by)

    assert Adult.objects.get(given_name="Sam").email == "right@home.example"


def undone(roll_import):
    undoing.undo(roll_import, by=roll_import.applied_by)


def test_whoever_has_only_been_asked_goes_and_nothing_is_sent():
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    make.published(school)
    reminders.queue_all()
    assert undoing.asked(roll_import) == 3

    undone(roll_import)

    assert not Adult.objects.exists() and not Request.objects.exists() and not Message.objects.exists()


def test_whoever_has_been_written_to_stays_on_file_off_the_roll():
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    make.published(school)
    reminders.queue_all()
    sam = Adult.objects.get(given_name="Sam")
    sending.send(sam.messages.get().pk)

    undone(roll_import)
    asking.bring_all_up_to_date()

    assert list(Adult.objects.all()) == [sam]
    assert not sam.contacts.exists() and not Child.objects.exists()
    assert sam.requests.get().cancelled_why == "not_concerned"
    assert sam.messages.get().sent_at
    assert not sam.links.get().is_open


def test_the_same_file_again_asks_whoever_stayed_on_file():
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    make.published(school)
    reminders.queue_all()
    for message in Message.objects.all():
        sending.send(message.pk)
    undone(roll_import)

    bring(school, *FILE)
    asking.bring_all_up_to_date()

    assert Adult.objects.count() == 3
    assert Request.objects.open().count() == 3


@pytest.mark.parametrize("what", ["answer", "note", "correction", "wish"])
def test_what_a_person_did_is_needed(what):
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    make.published(school)
    sam = Adult.objects.get(given_name="Sam")
    link = links.mint(sam)[0]
    if what == "answer":
        request = sam.requests.get()
        make.answer(request, "declined")
    elif what == "note":
        notes.add(sam, school, by=make.UserFactory(), text="They rang.")
    elif what == "correction":
        corrections.tell(link, about="me", text="Samantha")
    else:
        wishes.ask_for_peace(link)

    with pytest.raises(StillNeeded) as refused:
        undone(roll_import)

    assert {name for need in refused.value.reasons for name in need.names} == {"Sam Okafor"}
    assert Adult.objects.count() == 3
    assert sam.requests.open().exists() or what == "answer"


def test_whoever_got_another_child_by_hand_is_needed():
    school = make.SchoolFactory()
    roll_import = bring(school, *FILE)
    sibling = make.ChildFactory(school=school)
    Contact.objects.create(adult=Adult.objects.get(given_name="Sam"), child=sibling, relationship="mother")

    with pytest.raises(StillNeeded) as refused:
        undoing.undo(roll_import, by=roll_import.applied_by)

    assert [(need.what, need.number) for need in refused.value.reasons] == [("contacts", 1)]


def test_the_last_file_goes_first():
    school = make.SchoolFactory()
    first = bring(school, *FILE)
    bring(school, f"{BEN},{UNA}", holds="some")

    with pytest.raises(NotNow, match="undo that one first"):
        undoing.undo(first, by=first.applied_by)


def test_undoing_is_done_once():
    roll_import = bring(make.SchoolFactory(), *FILE)
    undoing.undo(roll_import, by=roll_import.applied_by)

    with pytest.raises(NotNow):
        undoing.undo(roll_import, by=roll_import.applied_by)
