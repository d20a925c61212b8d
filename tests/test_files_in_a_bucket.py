"""The portal's files in a store that speaks S3's language, over the network, as several web servers share one."""

import json
import os
import subprocess
import sys
from copy import deepcopy

import boto3
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse
from moto.server import ThreadedMotoServer

from declarations import copies, links, sealing
from organisations import anchors, files, ledger, seal
from tests.declarations import people

pytestmark = pytest.mark.django_db
REGION, KEY, SECRET = "eu-west-2", "portal", "a/secret+with=signs"


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def read_from_the_environment(endpoint):
    """The setting of an installation that names a bucket."""
    named = {
        "FILES_BUCKET": "kept",
        "FILES_ENDPOINT": endpoint,
        "FILES_REGION": REGION,
        "FILES_KEY": KEY,
        "FILES_SECRET": SECRET,
    }
    say = "import json; from conduct_portal.settings import STORAGES; print(json.dumps(STORAGES['default']))"
    done = subprocess.run(
        [sys.executable, "-c", say], env=os.environ | named, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def store(endpoint):
    """The bucket itself, to look at past the portal."""
    access = {"aws_access_key_id": KEY, "aws_secret_access_key": SECRET, "region_name": REGION}
    store = boto3.resource("s3", endpoint_url=endpoint, **access).Bucket("kept")
    store.create(CreateBucketConfiguration={"LocationConstraint": REGION})
    return store


@pytest.fixture(scope="module")
def signed(scene, store, read_from_the_environment):
    """(the signed copy of a parent, what lies in the bucket then)."""
    in_the_bucket = settings.STORAGES | {"default": read_from_the_environment}
    with scene.set(), override_settings(STORAGES=in_the_bucket):
        parent = people.parent_asked()
        parent.signs(parent.owes())
        copy = copies.store(parent.adult.requests.get().answer)
        ledger.chain_all()
        anchors.drop_daily()
    content = {each.key: each.get()["Body"].read() for each in store.objects.all()}
    store.objects.all().delete()
    return copy, content


@pytest.fixture
def bucket(store, settings, read_from_the_environment):
    """An empty bucket that the portal keeps its files in."""
    settings.STORAGES = settings.STORAGES | {"default": read_from_the_environment}
    yield store
    store.objects.all().delete()


@pytest.fixture
def copy(bucket, signed):
    """The signed copy of a parent, in the bucket."""
    copy, content = signed
    for name, body in content.items():
        bucket.Object(name).put(Body=body)
    return deepcopy(copy)


def names(bucket):
    return [each.key for each in bucket.objects.all()]


def test_a_signed_copy_is_kept_there_and_read_back(bucket, copy):
    assert copy.file.name in names(bucket)
    assert copies.read(copy) == bucket.Object(copy.file.name).get()["Body"].read()
    assert sealing.flaw(copies.read(copy), seal.known()) == ""


def test_a_parent_gets_it_from_the_portal_alone(copy):
    token = links.mint_receipt(copy.declaration)[1]

    response = Client().get(reverse("parents:receipt_pdf", args=[token]))

    assert b"".join(response.streaming_content) == copies.read(copy)
    assert int(response["Content-Length"]) == copy.file.size
    assert response["Content-Disposition"].startswith("attachment;")


def test_the_check_page_knows_it(copy):
    content = ContentFile(copies.read(copy), name="copy.pdf")

    page = Client().post(reverse("check:check"), {"file": content})

    assert page.status_code == 200
    assert "signed" in people.text(page)


def test_all_of_it_is_checked_where_it_is(copy, capsys):
    call_command("verify_evidence")

    told = capsys.readouterr().out
    assert "1 signed copies" in told and "1 anchors" in told
    assert "All of it is as it was written." in told


def test_a_copy_that_was_exchanged_there_is_found(bucket, copy, capsys):
    bucket.Object(copy.file.name).put(Body=b"%PDF- something else")

    with pytest.raises(CommandError):
        call_command("verify_evidence")

    assert "the file is not the one that was kept" in capsys.readouterr().out


def test_a_copy_that_is_gone_there_is_found(bucket, copy, capsys):
    bucket.Object(copy.file.name).delete()

    with pytest.raises(CommandError):
        call_command("verify_evidence")

    assert "the file is gone" in capsys.readouterr().out
    assert copies.read(copy) == b""


def test_nothing_there_is_overwritten(bucket):
    kept, second = (default_storage.save("signed/1.pdf", ContentFile(words)) for words in (b"first", b"second"))

    assert kept == "signed/1.pdf" != second
    assert files.read(kept) == b"first"


def test_what_is_not_there_is_nothing(bucket):
    assert files.names("anchors") == []
    assert files.read("anchors/2026-01-01.json") == b""
