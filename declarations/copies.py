"""The PDF kept of every agreement. A derived artefact: the answer counts whether or not it exists yet."""

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from declarations import pdf
from declarations.models import Declaration, SignedCopy


def missing():
    """Agreements without their PDF, oldest first."""
    return Declaration.objects.filter(outcome__in=Declaration.AGREED, copy__isnull=True).order_by("pk")


def store(declaration):
    """Make and keep the PDF of one agreement, once; returns the kept copy."""
    kept = SignedCopy.objects.filter(declaration=declaration).first()
    return kept or _store(declaration)


def _store(declaration):
    content = pdf.signed_copy(declaration)
    copy = SignedCopy(declaration=declaration, sha256=hashlib.sha256(content).hexdigest())
    copy.file.save(f"{declaration.pk}.pdf", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError:  # another worker was quicker; its copy is the one
        copy.file.delete(save=False)
        return SignedCopy.objects.get(declaration=declaration)
    return copy
