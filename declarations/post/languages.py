"""The languages in which a school may want words of its own."""

from organisations.languages import KNOWN, PORTAL, choices, of_portal
from organisations.models import Adult
from policies.models import PolicyVersion

__all__ = ["KNOWN", "PORTAL", "of_portal", "offered_at"]


def offered_at(organisation, chosen):
    """`languages` of its adults, its codes and its own words, the portal's first, with the chosen one; and others."""
    found = set(Adult.objects.filter(pk__in=organisation.adults.values("pk")).order_by().values_list("language"))
    found |= set(PolicyVersion.objects.filter(policy__owner__in=organisation.owners()).values_list("language"))
    found |= {*organisation.wordings.values_list("language"), (chosen,), (PORTAL,)}
    used = {code for (code,) in found}
    every = choices()
    return {
        "languages": [each for each in every if each[0] in used],
        "other_languages": [each for each in every if each[0] not in used],
    }
