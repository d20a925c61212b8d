import csv
import hashlib
import io
import json
import subprocess
import zipfile
from copy import deepcopy

import pytest
from django.utils import timezone

from declarations import copies, corrections, notes, reminders, sending
from declarations.joining import matching
from declarations.joining.models import Introduction
from declarations.models import Message
from organisations import ledger
from organisations.models import Event
from organisations.roll import people
from tests import factories as make
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db


@once
def signed_once():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school, given_name="Amira")
    adult = make.parent_of(child, family_name="O'Brien-Łukaszewicz")
    request = make.published(school, reference="gate").requests.get()
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    answer = make.answer(request, typed_name="Sam")
    copies.store(answer)
    return school, adult, answer


@pytest.fixture
def signed(db, signed_once):
    """A school, an adult to whom its one code was sent, and their answer: they signed it."""
    return deepcopy(signed_once)


def taken(school, adult):
    response = Staff(school, "head").opens("everything", adult.pk)
    return zipfile.ZipFile(io.BytesIO(response.content))


def told(pack, name):
    return json.loads(pack.read(name))


def test_all_that_is_kept_is_in_the_file(signed):
    school, adult, answer = signed
    notes.add(adult, school, by=make.UserFactory(), text="Rang about the gate")
    corrections.tell(answer.request.adult.links.filter(purpose="sign").get(), about="me", text="New number")
    came = {"name": "Sam", "email": "sam@new.example", "child": "Amira", "confirmed_at": timezone.now()}
    matching.match(Introduction.objects.create(organisation=school, **came), adult, by=make.UserFactory())

    pack = taken(school, adult)

    assert told(pack, "adult.json")["family_name"] == "O'Brien-Łukaszewicz"
    assert told(pack, "adult.json")["children"][0]["name"] == "Amira Okafor"
    assert told(pack, "answers.json")[0]["typed_name"] == "Sam"
    assert told(pack, "notes.json")[0]["text"] == "Rang about the gate"
    assert [each.get("text", each.get("email")) for each in told(pack, "told.json")] == [
        "New number",
        "sam@new.example",
    ]
    assert "please read and sign" in told(pack, "messages.json")[0]["subject"]
    assert {"signed", "exported"} <= {event["did"] for event in told(pack, "history.json")}
    assert pack.read(f"signed/{answer.pk}.pdf").startswith(b"%PDF")


def test_the_words_fit_the_fingerprint_of_the_answer(signed):
    school, adult, answer = signed
    pack = taken(school, adult)
    assert hashlib.sha256(pack.read("words/gate-1.json")).hexdigest() == answer.content_hash


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def test_the_listed_sums_can_be_checked_by_the_command_the_read_me_names(signed, tmp_path):
    school, adult, _answer = signed
    folder = tmp_path / "pack"
    taken(school, adult).extractall(folder)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True)
    assert checked.stdout.count(": OK") == len([path for path in folder.rglob("*") if path.is_file()]) - 2


def test_an_answer_is_the_text_whose_hash_stands_in_the_ledger(signed):
    school, adult, answer = signed
    ledger.chain_all()
    pack = taken(school, adult)

    given = pack.read(f"answers/{answer.pk}.json")
    events = [json.loads(pack.read(name)) for name in pack.namelist() if name.startswith("ledger/")]

    (event,) = [event for event in events if event["detail"].get("declaration") == answer.pk]
    assert event["detail"]["sha256"] == sha256(given)
    assert json.loads(given)["words_sha256"] == sha256(pack.read("words/gate-1.json"))
    assert json.loads(given)["personal_sha256"] == sha256(pack.read(f"answers/{answer.pk}-personal.json"))
    assert json.loads(pack.read(f"answers/{answer.pk}-personal.json"))["typed_name"] == "Sam"


def test_each_event_is_named_by_its_hash_and_names_the_one_before(signed):
    school, adult, _answer = signed
    ledger.chain_all()
    pack = taken(school, adult)
    hashes = dict(Event.objects.filter(organisation=school).values_list("number", "hash"))
    names = [name for name in pack.namelist() if name.startswith("ledger/")]
    for name in names:
        assert name.endswith(f"-{sha256(pack.read(name))}.json")
        told_of = json.loads(pack.read(name))
        assert told_of["previous"] == hashes.get(told_of["number"] - 1, "0" * 64)
    told_of = {(json.loads(pack.read(name))["verb"], json.loads(pack.read(name))["about"][0]) for name in names}
    assert {("signed", "request"), ("sent", "message"), ("copy_kept", "declaration")} <= told_of


def test_it_tells_what_changed_and_what_became_of_each_message(signed):
    school, adult, answer = signed
    make.revise(answer.request.version, summary_of_changes="Bicycles, too.", body="<p>No bicycles.</p>")
    message = adult.messages.earliest("pk")
    message.delivery_events.create(kind="delivered", carrier="mail", key="1", at=timezone.now())

    pack = taken(school, adult)

    diff = pack.read("diffs/gate-1-to-2.txt").decode()
    assert diff.startswith("Bicycles, too.") and "+ No bicycles." in diff and "− Unkind posts" in diff
    assert "– Unkind posts" in pack.read("words/gate-1.txt").decode()
    assert [event["what"] for event in told(pack, "messages.json")[0]["delivery"]] == ["delivered"]


def test_the_pack_of_the_record_kept_holds_that_of_the_one_merged_into_it(signed):
    school, adult, answer = signed
    kept = make.parent_of(adult.children.get(), family_name="Okafor")
    people.merge(school, kept, adult, by=make.UserFactory())
    pack = taken(school, kept)
    assert f"answers/{answer.pk}.json" in pack.namelist()
    assert told(pack, "messages.json")


def test_the_manifest_lists_every_file(signed):
    school, adult, _answer = signed
    pack = taken(school, adult)
    lines = {line["file"]: line["sha256"] for line in csv.DictReader(pack.read("manifest.csv").decode().splitlines())}
    assert set(lines) == set(pack.namelist()) - {"manifest.csv"}
    assert all(hashlib.sha256(pack.read(name)).hexdigest() == sha256 for name, sha256 in lines.items())


def test_the_other_adult_of_the_child_is_nowhere_in_it(signed):
    school, adult, _answer = signed
    other = make.parent_of(adult.children.get(), family_name="Otherwise", email="other@elsewhere.example")
    make.published(school, reference="second")
    assert other.requests.exists()

    pack = taken(school, adult)

    assert not any(b"Otherwise" in pack.read(name) or b"other@elsewhere" in pack.read(name) for name in pack.namelist())


def test_only_a_head_takes_it_and_only_here(signed):
    school, adult, _answer = signed
    assert office_at(school).opens("everything", adult.pk).status_code == 403
    assert Staff(make.SchoolFactory(), "head").opens("everything", adult.pk).status_code == 404
