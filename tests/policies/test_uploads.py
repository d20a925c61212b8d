from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from weasyprint import HTML

from organisations import history
from organisations.models import Organisation
from policies import adoption, importing, uploads
from policies.importing import kept, limits
from policies.models import Policy, Upload
from tests import factories as make
from tests.policies.desk import address, in_review, text

pytestmark = pytest.mark.django_db
CODE = """Larkrise Primary School

Code of Conduct for Parents

1. Kindness

We will not accept:
- Threats
- Unkind posts

2. Review

Please ring (contact number).
This code is reviewed every year.

Parent Declaration Form

I have read this code and agree to follow it.

Signed:
Date:
"""


def file(content=CODE, name="code.txt"):
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def received(school, content=CODE, name="code.txt", by=None):
    return uploads.receive(school, file(content, name), by=by or make.UserFactory())


def read(school, **fields):
    upload = received(school, **fields)
    uploads.read(upload.pk)
    return Upload.objects.get(pk=upload.pk)


def test_what_was_understood_is_kept_to_the_letter():
    parsed = importing.read(CODE.encode(), "code.txt")
    assert kept.from_json(kept.as_json(parsed)) == parsed


def test_a_file_is_read_by_the_worker_and_becomes_a_draft(client, head, school, django_capture_on_commit_callbacks):
    current_app.conf.task_always_eager = True
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(address("upload", school), {"file": file()})
    finally:
        current_app.conf.task_always_eager = False
    page = text(client.get(answer.url))
    assert "Kindness" in page
    assert "Unkind posts" in page
    done = client.post(answer.url, {"title": "Being kind"})
    version = Policy.objects.get().draft
    assert done.url == address("edit", school, version.policy.reference)
    assert (version.title, version.written_by) == ("Being kind", head)
    assert "code.txt" in [event.detail.get("source") for event in history.of(version)]


def test_what_a_person_must_look_at_comes_first(client, head, school):
    page = text(client.get(address("uploaded", school, read(school).pk)))
    assert "Please look at this" in page
    assert "contact number" in page


def test_while_it_is_read_the_page_looks_again(client, head, school):
    page = text(client.get(address("uploaded", school, received(school).pk)))
    assert "data-look-again" in page
    assert "It waits for its turn." in page
    assert "longer than it should" not in page


def test_a_long_file_tells_how_far_it_is(client, head, school, monkeypatch):
    told = []
    monkeypatch.setattr(uploads, "_tell", lambda pk, done, of: told.append((done, of)))
    pages = HTML(string="<p>We ask every parent to be kind.</p>" * 5 + "<p style='break-before:page'>Be patient.</p>")
    upload = read(school, content=pages.write_pdf(), name="code.pdf")
    assert told == [(1, 2), (2, 2)]
    monkeypatch.undo()
    Upload.objects.filter(pk=upload.pk).update(parsed=None)
    uploads._tell(upload.pk, 1, 2)
    assert "Page 1 of 2 is read." in text(client.get(address("uploaded", school, upload.pk)))


def test_a_worker_that_died_leaves_a_way_on(client, head, school):
    upload = received(school)
    Upload.objects.update(claimed_at=timezone.now(), created_at=timezone.now() - timedelta(minutes=5))
    page = text(client.get(address("uploaded", school, upload.pk)))
    assert "This takes longer than it should" in page
    assert address("upload", school) in page
    Upload.objects.update(claimed_at=timezone.now() - timedelta(minutes=10))
    assert list(uploads.owed()) == [upload]
    uploads.read(upload.pk)
    assert "What was understood" in text(client.get(address("uploaded", school, upload.pk)))


@pytest.mark.parametrize("content, said", [(b"PK\x03\x04 broken", "damaged"), (b"\x89PNG....", "picture")])
def test_a_file_that_cannot_be_read_says_why(client, head, school, content, said):
    upload = read(school, content=content, name="code.docx")
    page = text(client.get(address("uploaded", school, upload.pk)))
    assert "This file cannot be read" in page
    assert said in page
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    "sent, said",
    [({}, "Choose a file"), ({"file": file(b"")}, "This file is empty"), ({"file": "code.txt"}, "Choose")],
)
def test_without_a_file_nothing_is_kept(client, head, school, sent, said):
    answer = client.post(address("upload", school), sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Upload.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(client, head, school, monkeypatch):
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    answer = client.post(address("upload", school), {"file": file()})
    assert "larger than" in text(answer)
    assert not Upload.objects.exists()


def test_lines_that_were_left_out_can_be_put_back(client, head, school):
    upload = read(school)
    left = uploads.understood(upload).left_out
    number = next(number for number, each in enumerate(left) if "Larkrise" in each.what or each.what.strip())
    client.post(address("uploaded", school, upload.pk), {"title": "Being kind", "put_back": [number]})
    assert left[number].what in Policy.objects.get().draft.body


def test_the_letter_in_the_file_can_be_the_covering_letter(client, head, school):
    letter = "\n\nDear parents,\n\nPlease read our code of conduct at home.\n\nKind regards,\n\nMiriam Adeyemi\n"
    upload = read(school, content=CODE + letter)
    assert uploads.understood(upload).attachments
    client.post(address("uploaded", school, upload.pk), {"title": "Being kind", "use_letter": "on"})
    assert "Please read our code of conduct at home." in Policy.objects.get().draft.covering_letter


def test_a_title_is_needed_and_what_was_ticked_stays(client, head, school):
    upload = read(school)
    answer = client.post(address("uploaded", school, upload.pk), {"title": "", "put_back": [0]})
    assert answer.status_code == 422
    assert 'value="0"' in text(answer)
    assert " checked" in text(answer)


def test_a_file_becomes_the_next_version_of_a_policy(client, head, school):
    policy = make.published(school).policy
    upload = read(school)
    answer = client.post(address("uploaded", school, upload.pk), {"title": "Being kind", "policy": "code"})
    assert answer.url == address("edit", school, "code")
    version = Policy.objects.get().draft
    assert (version.policy, version.number, version.label) == (policy, 2, "2")
    assert "Unkind posts" in version.body
    assert "code.txt" in [event.detail.get("source") for event in history.of(version)]


def test_a_file_brought_in_from_a_policys_page_shows_what_it_changes(client, head, school):
    policy = make.published(school, body="<h2>Kindness</h2><p>We will accept:</p><ul><li>Threats</li></ul>").policy
    assert address("upload_next", school, "code") in client.get(address("policy", school, "code")).content.decode()
    answer = client.post(address("upload_next", school, "code"), {"file": file()})
    upload = Upload.objects.get()
    uploads.read(upload.pk)
    page = text(client.get(answer.url))
    assert upload.policy == policy
    assert "What it changes in version 1" in page
    assert "We will <ins>not</ins> accept:" in page.replace("<ins> not</ins>", " <ins>not</ins>")
    assert '<option value="code" selected>' in page


def test_what_was_misread_of_the_settings_is_set_right(client, head, school):
    upload = read(school, content=CODE.replace("every year", "every five years"))
    page = text(client.get(address("uploaded", school, upload.pk)))
    assert '<option value="60" selected>Every 60 months</option>' in page
    settings = {"asks": "acknowledgement", "resign_rule": "never", "review_months": "24"}
    client.post(address("uploaded", school, upload.pk), {"title": "Being kind"} | settings)
    policy = Policy.objects.get()
    assert (policy.asks, policy.resign_rule, policy.review_months) == ("acknowledgement", "never", 24)


def test_a_trust_makes_a_master_of_a_file(client):
    trust = make.TrustFactory()
    client.force_login(make.head_of(trust, role="trust"))
    upload = read(trust)
    client.post(address("uploaded", trust, upload.pk), {"title": "Being kind", "is_master": "yes"})
    assert Policy.objects.get().is_master


def test_a_school_makes_no_master_of_a_file(client, head, school):
    upload = read(school)
    client.post(address("uploaded", school, upload.pk), {"title": "Being kind", "is_master": "yes"})
    assert not Policy.objects.get().is_master


def test_what_parents_declare_stays_when_the_file_declares_nothing(client, head, school):
    old = make.published(school)
    upload = read(school, content=CODE[: CODE.index("Parent Declaration Form")])
    client.post(address("uploaded", school, upload.pk), {"title": "Being kind", "policy": "code"})
    version = Policy.objects.get().draft
    assert (version.declaration, version.undertakings) == (old.declaration, old.undertakings)
    assert "Unkind posts" in version.body


def test_a_file_takes_no_trusts_words_away(client, head, school):
    trust = make.TrustFactory()
    make.publish(make.draft(trust, is_master=True))
    Organisation.objects.filter(pk=school.pk).update(trust=trust)
    adoption.adopt(Policy.objects.get(owner=trust), Organisation.objects.get(pk=school.pk), by=head)
    reference = Policy.objects.get(owner=school).reference
    assert "upload_next" not in text(client.get(address("policy", school, reference)))
    assert client.post(address("upload_next", school, reference), {"file": file()}).status_code == 404


def test_an_unfinished_draft_is_replaced_only_when_somebody_says_so(client, head, school):
    written = make.draft(school)
    first, second = read(school), read(school)
    sent = {"title": "Being kind", "policy": "code"}
    answer = client.post(address("uploaded", school, first.pk), sent)
    assert answer.status_code == 422
    assert "is being written" in text(answer)
    assert Policy.objects.get().draft.body == written.body
    for upload in (first, second):
        client.post(address("uploaded", school, upload.pk), sent | {"replace": "on"})
        assert Upload.objects.get(version=written) == upload
    assert "Unkind posts" in Policy.objects.get().draft.body


def test_words_under_review_are_not_replaced(client, head, school):
    version = in_review(school)
    upload = read(school)
    sent = {"title": "Being kind", "policy": "code", "replace": "on"}
    answer = client.post(address("uploaded", school, upload.pk), sent, follow=True)
    assert "Take it back or publish it first." in text(answer)
    assert Policy.objects.get().draft.body == version.body


def test_another_schools_policy_cannot_be_chosen(client, head, school):
    make.published(make.SchoolFactory(), reference="theirs")
    make.published(school)
    upload = read(school)
    answer = client.post(address("uploaded", school, upload.pk), {"title": "Being kind", "policy": "theirs"})
    assert answer.status_code == 422


def test_a_second_click_makes_no_second_draft(client, head, school):
    upload = read(school)
    for _click in range(2):
        answer = client.post(address("uploaded", school, upload.pk), {"title": "Being kind"})
    assert Policy.objects.count() == 1
    assert answer.url == address("edit", school, Policy.objects.get().reference)


def test_the_file_itself_goes_once_it_is_read(school):
    upload = received(school)
    path = upload.file.path
    uploads.read(upload.pk)
    assert not Upload.objects.get().file.storage.exists(path)


def test_reading_again_changes_nothing(school):
    upload = read(school)
    uploads.read(upload.pk)
    assert Upload.objects.get().parsed == upload.parsed


def test_a_file_that_stops_every_worker_is_given_up(school):
    upload = received(school)
    long_ago = timezone.now() - timedelta(hours=1)
    Upload.objects.update(attempts=uploads.MOST_ATTEMPTS, claimed_at=long_ago)
    uploads.read(upload.pk)
    assert "stopped the reader" in Upload.objects.get().refusal


def test_nobody_reads_what_somebody_is_reading(school):
    received(school)
    Upload.objects.update(claimed_at=timezone.now())
    assert not uploads.owed().exists()


def test_what_nobody_decides_on_is_thrown_away_after_two_weeks(school):
    read(school)
    Upload.objects.update(created_at=timezone.now() - timedelta(days=15))
    uploads.forget_the_undecided()
    assert not Upload.objects.exists()


def test_another_organisations_file_is_not_there(client, head, school):
    upload = read(make.SchoolFactory())
    assert client.get(address("uploaded", school, upload.pk)).status_code == 404
    assert client.post(address("uploaded", school, upload.pk), {"title": "Mine"}).status_code == 404


@pytest.mark.parametrize("role", ["office", "approver", "viewer"])
def test_only_heads_bring_files_in(client, school, role):
    client.force_login(make.head_of(school, role=role))
    assert client.post(address("upload", school), {"file": file()}).status_code == 403
    assert client.get(address("uploaded", school, read(school).pk)).status_code == 403


def test_hostile_words_are_shown_as_words(client, head, school):
    content = CODE.replace("Unkind posts", "<script>alert(1)</script> posts")
    page = client.get(address("uploaded", school, read(school, content=content).pk)).content.decode()
    assert "<script>alert" not in page
