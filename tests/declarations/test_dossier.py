import csv
import hashlib
import io
import json
import zipfile

import pytest
from django.utils import timezone

from declarations import copies, corrections, notes, reminders, sending, signing
from declarations.joining import matching
from declarations.joining.models import Introduction
from declarations.models import Message
from tests import factories as make
from tests.declarations.staff import Staff, office_at

pytestmark = pytest.mark.django_db


def signed_by(family_name):
    """A school whose one code was sent to this adult and signed by them."""
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school, given_name="Amira")
    adult = make.parent_of(child, family_name=family_name)
    request = make.published(school, reference="gate").requests.get()
    reminders.queue_all()
    sending.send(Message.objects.get().pk)
    answer = signing.answer(request, outcome="signed", content_hash=request.version.content_hash, typed_name="Sam")
    copies.store(answer)
    return school, adult, answer


def taken(school, adult):
    response = Staff(school, "head").opens("everything", adult.pk)
    return zipfile.ZipFile(io.BytesIO(response.content))


def told(pack, name):
    return json.loads(pack.read(name))


def test_all_that_is_kept_is_in_the_file():
    school, adult, answer = signed_by("O'Brien-Łukaszewicz")
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


def test_the_words_fit_the_fingerprint_of_the_answer():
    school, adult, answer = signed_by("Okafor")
    pack = taken(school, adult)
    assert hashlib.sha256(pack.read("words/gate-1.json")).hexdigest() == answer.content_hash


def test_the_manifest_lists_every_file():
    school, adult, _answer = signed_by("Okafor")
    pack = taken(school, adult)
    lines = {line["file"]: line["sha256"] for line in csv.DictReader(pack.read("manifest.csv").decode().splitlines())}
    assert set(lines) == set(pack.namelist()) - {"manifest.csv"}
    assert all(hashlib.sha256(pack.read(name)).hexdigest() == sha256 for name, sha256 in lines.items())


def test_the_other_adult_of_the_child_is_nowhere_in_it():
    school, adult, _answer = signed_by("Okafor")
    other = make.parent_of(adult.children.get(), family_name="Otherwise", email="other@elsewhere.example")
    make.published(school, reference="second")
    assert other.requests.exists()

    pack = taken(school, adult)

    assert not any(b"Otherwise" in pack.read(name) or b"other@elsewhere" in pack.read(name) for name in pack.namelist())


def test_only_a_head_takes_it_and_only_here():
    school, adult, _answer = signed_by("Okafor")
    assert office_at(school).opens("everything", adult.pk).status_code == 403
    assert Staff(make.SchoolFactory(), "head").opens("everything", adult.pk).status_code == 404
