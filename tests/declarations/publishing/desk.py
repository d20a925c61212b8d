"""What the tests of publishing share: approved versions, what the page sends, what it says."""

from django.urls import reverse

from policies import lifecycle
from tests import factories as make
from tests.policies.desk import cost


def page_of(name, organisation, *args):
    return reverse(f"declarations:{name}", args=[organisation.slug, *args])


def approved(owner, version=None, **fields):
    """An approved version: the first of a policy, or the next after `version`."""
    if version is None:
        draft = make.draft(owner, **fields)
    else:
        draft = lifecycle.start_version(version.policy, by=version.written_by)
        draft = lifecycle.edit(draft, by=version.written_by, **({"body": "<p>Other words.</p>"} | fields))
    lifecycle.submit(draft, by=draft.written_by)
    return lifecycle.approve(draft, by=make.UserFactory())


def costs_the_same(client, school, url):
    """Whether a page asks the database as often for one adult as for three."""

    def with_one_more(_number):
        make.parent_at(school)
        return cost(client, url)

    return len(set(map(with_one_more, range(3)))) == 1


def send(client, school, version, **typed):
    """What the publish page sends for a first version, unless said otherwise."""
    sent = {"when": "now", "next_review_on": "2099-09-01", "content_hash": version.content_hash}
    return client.post(page_of("publish", school, "code"), sent | typed)
