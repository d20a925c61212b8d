"""A declaration as one text that can be written again, letter by letter."""

import hashlib
import json

import pytest

from declarations import asking, outgoing, reminders, sending, signing, statement
from declarations.models import Declaration, Message
from organisations.models import Event
from tests import factories as make
from tests.declarations import people

pytestmark = pytest.mark.django_db


def signed(typed_name="Zoë Łukaszewicz", **circumstances):
    request = make.asked()
    came_by = signing.Circumstances(**circumstances)
    return make.answer(request, typed_name=typed_name, circumstances=came_by)


def kept(declaration):
    return Declaration.objects.get(pk=declaration.pk)


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:DB8::0:1", "::ffff:192.0.2.7", None])
def test_what_is_read_back_gives_the_same_text(address):
    declaration = signed(typed_name='Zoë "Z" Łukaszewicz, محمد', ip_address=address, user_agent="A\\B</script>")
    assert statement.text(kept(declaration)) == statement.text(declaration)


def test_it_says_what_was_answered_to_which_words():
    declaration = signed()

    told = json.loads(statement.text(declaration))

    assert told["words_sha256"] == declaration.request.version.content_hash
    assert told["undertakings"] == make.WORDS["undertakings"]
    assert told["answered_at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("form", "kept_as"),
    [
        (3, {}),
        (2, {"personal_hash": "", "relationship": "other", "is_responsible": True}),
        (1, {"personal_hash": "", "relationship": ""}),
    ],
)
def test_each_format_is_written_as_json_writes_it(form, kept_as):
    declaration = signed(ip_address="192.0.2.7", user_agent='A "browser"\\')
    for name, value in kept_as.items():
        setattr(declaration, name, value)

    content = {"format": form, **about_the_answer(declaration)}
    people_in_it = {} if form == 3 else of_people(declaration)
    people_in_it |= {"relationship": "other", "is_responsible": True} if form == 2 else {}
    people_in_it |= {"personal_sha256": declaration.personal_hash} if form == 3 else {}

    assert statement.text(declaration) == as_json(content | people_in_it)


@pytest.mark.parametrize("said", [{}, {"relationship": "other", "is_responsible": False}])
def test_what_was_said_of_people_is_written_as_json_writes_it(said):
    declaration = signed(ip_address=None, user_agent="A\tbrowser")
    for name, value in said.items():
        setattr(declaration, name, value)

    told = {**of_people(declaration), **said, "salt": declaration.salt}

    assert statement.personal_text(declaration) == as_json(told)


def as_json(content):
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def about_the_answer(declaration):
    version = declaration.request.version
    return {
        "number": declaration.pk,
        "in_place_of": None,
        "request": declaration.request_id,
        "outcome": "signed",
        "version": {"id": version.pk, "number": version.number, "label": version.label, "title": version.title},
        "words_sha256": version.content_hash,
        "undertakings": declaration.undertakings,
        "language": declaration.language,
        "answered_at": declaration.answered_at.isoformat(timespec="microseconds"),
        "route": "online",
        "recorded_by": None,
        "link": declaration.link_id,
    }


def of_people(declaration):
    names = ("typed_name", "comment", "children", "ip_address", "user_agent")
    return {name: getattr(declaration, name) for name in names}


def test_who_answered_is_a_text_of_its_own_of_which_the_answer_holds_the_hash():
    declaration = signed(ip_address="192.0.2.7")

    told, personal = json.loads(statement.text(declaration)), json.loads(statement.personal_text(declaration))

    assert personal["typed_name"] == "Zoë Łukaszewicz"
    assert personal["children"] == declaration.children
    assert personal["ip_address"] == "192.0.2.7"
    assert told["personal_sha256"] == hashlib.sha256(statement.personal_text(declaration).encode()).hexdigest()
    assert "Łukaszewicz" not in statement.text(declaration)


def test_the_same_answer_of_two_people_never_has_the_same_hash():
    one, other = signed(), signed()
    assert len({one.salt, other.salt}) == 2
    assert len({one.personal_hash, other.personal_hash}) == 2


def test_a_later_change_of_the_roll_or_of_staff_changes_nothing():
    declaration = signed()
    before = statement.text(declaration)

    declaration.request.adult.children.update(given_name="Renamed")
    declaration.request.version.policy.owner.name = "Another name"
    declaration.request.version.policy.owner.save()
    make.revise(declaration.request.version)

    assert statement.text(kept(declaration)) == before


def test_the_code_is_the_number_and_the_beginning_of_the_hash():
    declaration = signed()
    digest = hashlib.sha256(statement.text(declaration).encode()).hexdigest()
    assert statement.code(declaration) == f"{declaration.pk}-{digest[:16]}"


def test_every_answer_stands_in_history_with_its_hash():
    parent = people.parent_asked()
    request = parent.owes()
    parent.signs(request)
    signing.withdraw(request)
    signing.invalidate(request, by=make.head_of(request.version.policy.owner), reason="A mistake")

    events = Event.objects.filter(about_type="request", about_id=request.pk).order_by("pk")

    assert [event.verb for event in events] == ["signed", "withdrawn", "invalidated"]
    for event in events:
        assert event.detail["sha256"] == statement.digest(Declaration.objects.get(pk=event.detail["declaration"]))


def test_an_answer_on_paper_stands_in_history_with_who_wrote_it_down():
    clerk = make.head_of(make.SchoolFactory(), role="office")
    declaration = signed(route="paper", recorded_by=clerk)

    event = Event.objects.get(about_type="request")

    assert (event.actor, event.detail["route"], event.detail["declaration"]) == (clerk, "paper", declaration.pk)


def test_every_message_sent_stands_in_history_with_the_hash_of_its_words():
    people.parent_asked()
    reminders.queue_all()
    message = Message.objects.get()

    sending.send(message.pk)

    message.refresh_from_db()
    event = Event.objects.get(about_type="message", about_id=message.pk)
    words = {"to": message.to, "subject": message.subject, "body": message.body}
    assert event.verb == "sent"
    assert event.detail == {"adult": message.adult_id, "sha256": outgoing.words_digest(**words)}


def test_carrying_an_answer_forward_stands_in_history_with_who_decided():
    declaration = signed()
    version = declaration.request.version

    newer = make.revise(version, change="minor")
    asking.bring_up_to_date(version.policy)

    event = Event.objects.get(verb="carried")
    assert (event.about_id, event.actor, event.detail) == (
        newer.pk,
        newer.published_by,
        {"declarations": [declaration.pk]},
    )
