"""What a careful clerk, lawyer and parent would say before words are published. It points; it never mends.

Each rule is a function: it is given the passages of a version, and what is known around them, and yields findings.
"""

from django.utils import timezone

from organisations import history
from policies import slots
from policies.preflight import damage, fairness, gaps, law, promises, reading, reviewing
from policies.preflight.findings import Case, Finding
from policies.preflight.passages import of as passages_of

__all__ = ["Finding", "blocking", "check", "stated_review"]
RULES = (
    gaps.incomplete,
    gaps.unfilled,
    gaps.leads_into_nothing,
    gaps.empty_section,
    gaps.named_form_is_missing,
    gaps.another_version_in_the_text,
    damage.in_the_declaration,
    law.outdated,
    law.old_guidance,
    law.old_brand,
    fairness.tied_to_a_place,
    fairness.criticism_forbidden,
    fairness.private_messages,
    fairness.signing_compelled,
    fairness.signed_by_a_child,
    fairness.no_way_to_complain,
    reviewing.passed,
    reviewing.interval_disagrees,
    promises.not_in_the_code,
    promises.left_out_of_the_list,
    reading.long_sentences,
    reading.hard_to_read,
)


def blocking(findings):
    """Those that must be mended before the words go on."""
    return [finding for finding in findings if finding.blocking]


def check(version, *, today=None):
    """Every finding about these words, those that block publishing first, then in reading order."""
    version = slots.filled(version)
    case = Case(version, passages_of(version), today or timezone.localdate(), stated_review(version))
    found = [finding for rule in RULES for finding in rule(case)]
    return sorted(found, key=lambda finding: (not finding.blocking, finding.at))


def stated_review(version):
    """What the document that these words were read from says of their next review, cut to what is known."""
    imported = history.of(version).filter(verb="imported").last() if version.pk else None
    return imported.detail.get("next_review", "") if imported else ""
