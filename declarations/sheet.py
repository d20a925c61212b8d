"""A sheet for governors and trustees: every school and code in figures, on one page while they fit, and no names."""

from dataclasses import dataclass

from django.utils import timezone

from declarations import rollup
from declarations.shares import Share
from organisations import logo
from policies import paper

FITS, FITS_SMALL = 8, 12  # rows of a sheet laid across, in letters of the usual size and small; more stand upright


@dataclass(frozen=True)
class Total(Share):
    """Over all rows; an adult with children at two schools, or asked about two codes, counts for each."""

    asked: int
    reached: int
    agreed: int
    waiting: int
    talks: int
    said_no: int
    unreached: int


def printed(organisation, *, at=None):
    """The bytes of a PDF. Raises CannotPrint."""
    rows = rollup.rows(organisation)
    size = "" if len(rows) <= FITS else "small" if len(rows) <= FITS_SMALL else "smaller"
    adopts = any(row.adopted for row in rows)
    context = {"owner": organisation, "rows": rows, "total": _total(rows), "size": size, "adopts": adopts}
    context["logo"] = logo.as_address(organisation)
    return paper.printed("pdf/figures.html", context, made_at=at or timezone.now())


def _total(rows):
    return Total(**{name: sum(getattr(row, name) for row in rows) for name in Total.__dataclass_fields__})
