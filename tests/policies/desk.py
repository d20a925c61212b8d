"""What the tests of policy pages type and read."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from policies import lifecycle
from policies.models import PolicyVersion
from tests import factories as make


def address(name, organisation, *args):
    return reverse(f"policies:{name}", args=[organisation.slug, *args])


def text(answer):
    """The page's words, each space once."""
    return " ".join(answer.content.decode().split())


def typed(version, **fields):
    """What the edit page sends."""
    names = ("title", "label", "body", "undertakings_lead_in", "declaration", "covering_letter")
    sent = {name: getattr(version, name) for name in names}
    sent |= {"undertakings": "\n".join(version.undertakings), "opened_at": version.edited_at.isoformat()}
    return sent | fields


def in_review(school, **fields):
    version = make.draft(school, **fields)
    return lifecycle.submit(version, by=version.written_by)


def fresh(version):
    return PolicyVersion.objects.get(pk=version.pk)


def cost(client, url):
    """How often a page asks the database, once the session has settled."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
