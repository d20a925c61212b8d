"""Operators' pages about the words: to read, never to change."""

from django.contrib import admin

from organisations.operators import OnlyRead, site
from policies.models import Policy, PolicyVersion


@admin.register(Policy, site=site)
class PolicyAdmin(OnlyRead):
    """Codes of conduct."""

    list_display = ["title", "reference", "owner"]
    list_select_related = ["owner"]
    search_fields = ["title", "reference"]

    def organisation_of(self, row):
        return row.owner


@admin.register(PolicyVersion, site=site)
class PolicyVersionAdmin(OnlyRead):
    """Every wording of every code."""

    list_display = ["policy", "number", "label", "published_at", "content_hash"]
    list_select_related = ["policy"]
    search_fields = ["policy__title", "policy__reference"]

    def organisation_of(self, row):
        return row.policy.owner
