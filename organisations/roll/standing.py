"""How the roll stands: whether anything that a file is compared with has changed."""

from django.utils import timezone

from organisations.roll import statements

DIGEST = """
WITH here AS (SELECT id FROM organisations_organisation WHERE id = %(source)s OR trust_id = %(source)s),
pupils AS (SELECT id, hash_record_extended(c, 0) AS said FROM organisations_child c WHERE school_id IN (TABLE here))
SELECT encode(sha256(convert_to(concat_ws(' ', %(today)s,
    (SELECT sum(said) FROM pupils),
    (SELECT sum(hash_record_extended(a, 0)) FROM organisations_adult a WHERE controller_id = %(controller)s),
    (SELECT sum(hash_record_extended(k, 0)) FROM organisations_contact k WHERE child_id IN (SELECT id FROM pupils)),
    (SELECT sum(hash_record_extended(k, 0)) FROM organisations_childknownas k WHERE source_id = %(source)s),
    (SELECT sum(hash_record_extended(k, 0)) FROM organisations_adultknownas k WHERE source_id = %(source)s),
    (SELECT sum(hash_record_extended(v, 0)) FROM organisations_verdict v WHERE organisation_id = %(source)s)
), 'UTF8')), 'hex')
"""


def digest(roll_import):
    """One hash of all that a comparison looks at, and of the day: the same again, and it would come out the same."""
    organisation = roll_import.organisation
    given = {"source": organisation.pk, "controller": organisation.controller.pk, "today": timezone.localdate()}
    return statements.value(DIGEST, given)
