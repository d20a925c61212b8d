"""The policies of the demo, written, approved and published by the portal's own rules."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from declarations.demo import clock
from policies import lifecycle
from policies.models import Policy

HERE = Path(__file__).parent
POLICIES = tomllib.loads((HERE / "codes.toml").read_text())["policies"]
SETTINGS = ("asks", "resign_rule", "review_months", "reminder_days")
PUBLISHED_AT = 9, 15


@dataclass(frozen=True)
class Publication:
    """One version and what is told of it in codes.toml."""

    policy: dict
    version: dict

    @property
    def days_ago(self):
        return self.version["days_ago"]


def publications():
    """Every version that was published, the oldest first."""
    told = [Publication(policy, version) for policy in POLICIES for version in policy["versions"]]
    return sorted((each for each in told if each.days_ago is not None), key=lambda each: -each.days_ago)
