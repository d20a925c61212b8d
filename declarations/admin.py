"""Operators' pages about what was asked, answered and sent: to read, never to change.

Neither names nor addresses stand in a list: whoever needs one opens the row, and that is written down.
"""

from django.contrib import admin

from declarations.models import CarriedForward, Declaration, Message, Request, SignedCopy
from organisations.operators import OnlyRead, site


@admin.register(Request, site=site)
class RequestAdmin(OnlyRead):
    """Who is asked about which version."""

    list_display = ["pk", "version", "reason"]
    list_select_related = ["version__policy"]

    def organisation_of(self, row):
        return row.version.policy.owner


@admin.register(Declaration, site=site)
class DeclarationAdmin(OnlyRead):
    """Answers."""

    list_display = ["pk", "outcome", "route", "answered_at"]
    list_filter = ["outcome", "route"]

    def organisation_of(self, row):
        return row.request.version.policy.owner


@admin.register(CarriedForward, site=site)
class CarriedForwardAdmin(OnlyRead):
    """Answers that stayed good for a later version."""

    list_display = ["pk", "declaration_id", "version"]
    list_select_related = ["version__policy"]

    def organisation_of(self, row):
        return row.version.policy.owner


@admin.register(SignedCopy, site=site)
class SignedCopyAdmin(OnlyRead):
    """The PDFs of answers."""

    list_display = ["pk", "declaration_id", "sha256"]
    exclude = ["file"]

    def organisation_of(self, row):
        return row.declaration.request.version.policy.owner


@admin.register(Message, site=site)
class MessageAdmin(OnlyRead):
    """What was sent to adults, and what became of it."""

    list_display = ["pk", "organisation", "purpose", "way", "created_at", "sent_at", "bounced_at", "failed_at"]
    list_filter = ["purpose", "way"]
    list_select_related = ["organisation"]
