"""The policies of the demo, written, approved and published by the portal's own rules."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import timezone

from policies import lifecycle
from policies.models import Policy

HERE = Path(__file__).parent
POLICIES = tomllib.loads((HERE / "codes.toml").read_text())["policies"]
SETTINGS = ("asks", "resign_rule", "review_months", "reminder_days")
TOLD_AT_PUBLISHING = ("change", "summary_of_changes")


@dataclass(frozen=True)
class Told:
    """One version of a policy as codes.toml and its own file tell it, and the day it is about."""

    policy: dict
    version: dict
    days_ago: int

    @property
    def is_published(self):
        return "approved_by" in self.version

    @property
    def words(self):
        """Fields of a version: those of its file, and its label if it has one of its own."""
        label = {name: self.version[name] for name in ("label",) if name in self.version}
        return tomllib.loads((HERE / "codes" / f"{self.version['words']}.toml").read_text()) | label


def versions(agenda):
    """Every version that is told of, published on school days."""
    return [
        Told(policy, version, agenda.school_day(version["days_ago"]))
        for policy in POLICIES
        for version in policy["versions"]
    ]


class Desk:
    """Where the heads of the demo write, and others approve."""

    def __init__(self, schools, people):
        self.schools, self.people = schools, people

    def plan(self, agenda, told):
        """Put the steps of one version onto the agenda, as far as it has come."""
        day = told.days_ago
        agenda.put(agenda.ago(agenda.school_day(day + 9), 15, 40), self.start, told)
        agenda.put(agenda.ago(agenda.school_day(day + 8), 16, 25), self.write, told)
        agenda.put(agenda.ago(agenda.school_day(day + 6), 8, 50), self.submit, told)
        if told.is_published:
            agenda.put(agenda.ago(agenda.school_day(day + 2), 17, 5), self.approve, told)
            agenda.put(agenda.ago(day, 9, 0), self.publish, told)

    def start(self, told):
        owner, reference = self.schools[told.policy["owner"]], told.policy["reference"]
        policy = Policy.objects.filter(owner=owner, reference=reference).first()
        if policy:
            lifecycle.start_version(policy, by=self._author(told))
        else:
            settings = {name: told.policy[name] for name in SETTINGS if name in told.policy}
            title = told.words["title"]
            lifecycle.start_policy(owner, by=self._author(told), title=title, reference=reference, **settings)

    def write(self, told):
        words = {name: value for name, value in told.words.items() if name not in TOLD_AT_PUBLISHING}
        lifecycle.edit(self._draft(told), by=self._author(told), **words)

    def submit(self, told):
        lifecycle.submit(self._draft(told), by=self._author(told))

    def approve(self, told):
        by, body = self.people[told.version["approved_by"]], told.version["approving_body"]
        comment = told.version.get("comment", "")
        lifecycle.approve(self._draft(told), by=by, approving_body=body, comment=comment)

    def publish(self, told):
        publishing = {name: told.words[name] for name in TOLD_AT_PUBLISHING if name in told.words}
        review = _in_months(told.policy["review_months"])
        told_now = {"change": "substantial", "next_review_on": review} | publishing
        lifecycle.publish(self._draft(told), by=self._author(told), **told_now)

    def _author(self, told):
        return self.people[told.version["by"]]

    def _draft(self, told):
        return Policy.objects.get(owner__slug=told.policy["owner"], reference=told.policy["reference"]).draft


def _in_months(months):
    today = timezone.localdate()
    years, month = divmod(today.month - 1 + months, 12)
    return date(today.year + years, month + 1, 1)
