"""The policies of the demo, written, approved and published by the portal's own rules."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from declarations.demo import clock
from policies import lifecycle
from policies.models import Policy

HERE = Path(__file__).parent
POLICIES = tomllib.loads((HERE / "codes.toml").read_text())["policies"]
SETTINGS = ("asks", "resign_rule", "review_months", "reminder_days")
PUBLISHED_WITH = ("change", "summary_of_changes")


@dataclass(frozen=True)
class Told:
    """One version of a policy as codes.toml and its own file tell it."""

    policy: dict
    version: dict

    @property
    def days_ago(self):
        """When it was published, or would have been; on a Friday rather than in a weekend."""
        return clock.school_day(self.version["days_ago"])

    @property
    def is_published(self):
        return "approved_by" in self.version

    @property
    def words(self):
        return tomllib.loads((HERE / "codes" / f"{self.version['words']}.toml").read_text())


def versions():
    """Every version, the oldest first."""
    told = [Told(policy, version) for policy in POLICIES for version in policy["versions"]]
    return sorted(told, key=lambda each: -each.days_ago)


def bring_in(told, schools, people):
    """Write one version and take it as far as it has come."""
    by = people[told.version["by"]]
    words = told.words | {name: told.version[name] for name in ("label",) if name in told.version}
    publishing = {name: words.pop(name) for name in PUBLISHED_WITH if name in words}
    with clock.set_to(clock.days_ago(clock.school_day(told.days_ago + 9), 15, 40)):
        draft = _draft(told, schools[told.policy["owner"]], words, by)
    with clock.set_to(clock.days_ago(clock.school_day(told.days_ago + 9), 16, 25)):
        draft = lifecycle.edit(draft, by=by, **words)
    with clock.set_to(clock.days_ago(clock.school_day(told.days_ago + 6), 8, 50)):
        lifecycle.submit(draft, by=by)
    if told.is_published:
        _approve_and_publish(draft, told, publishing, by=by, approver=people[told.version["approved_by"]])


def _draft(told, owner, words, by):
    policy = Policy.objects.filter(owner=owner, reference=told.policy["reference"]).first()
    if policy:
        return lifecycle.start_version(policy, by=by)
    settings = {name: told.policy[name] for name in SETTINGS if name in told.policy}
    started = lifecycle.start_policy(owner, by=by, title=words["title"], reference=told.policy["reference"], **settings)
    return started.draft


def _approve_and_publish(version, told, publishing, *, by, approver):
    with clock.set_to(clock.days_ago(clock.school_day(told.days_ago + 2), 17, 5)):
        body, comment = told.version["approving_body"], told.version.get("comment", "")
        lifecycle.approve(version, by=approver, approving_body=body, comment=comment)
    with clock.set_to(clock.days_ago(told.days_ago)) as now:
        months = told.policy["review_months"]
        review = now.date().replace(day=1, year=now.year + months // 12)
        lifecycle.publish(version, by=by, next_review_on=review, **({"change": "substantial"} | publishing))
