"""How many made-up cases a property is tried with: all of them in CI, a third of them at a developer's desk."""

import os

from hypothesis import HealthCheck, settings


def tried_with(examples):
    """Where each case goes through the database or takes its time."""
    many = examples if os.environ.get("CI") else -(-examples // 3)
    return settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))
