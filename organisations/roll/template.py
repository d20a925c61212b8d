"""A spreadsheet of our own, for schools whose records export nothing we know."""

import csv
import io

from django.utils.translation import gettext as _

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for Windows letters


def text():
    """Headers that we guess right ourselves, and a row of instructions that we pass over."""
    columns = {
        "Child UPN": _("Instructions: one row for each child and adult. The UPN is optional."),
        "Child forename": _("Required"),
        "Child surname": _("Required"),
        "Child year group": _("R, or 1 to 13"),
        "Child class": _("Optional"),
        "Contact forename": _("Optional"),
        "Contact surname": _("Required for an adult"),
        "Contact relationship": _("Mother, father, guardian, foster carer, grandparent…"),
        "Contact parental responsibility": _("Yes or no"),
        "Contact email": _("One address"),
        "Contact mobile": _("Optional"),
        "Contact address": _("Optional: only for schools that send letters, with the postcode"),
        "Contact language": _("Optional: Welsh, Polish …"),
    }
    written = io.StringIO()
    csv.writer(written).writerows([columns.keys(), columns.values()])
    return BYTE_ORDER_MARK + written.getvalue()
