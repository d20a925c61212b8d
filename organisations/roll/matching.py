"""Who in a file is whom on the roll. Sure signs come first; two who could both be meant are never guessed at.

All of it is done by the database, for the whole file at once: memory stays the same however long the file is.
"""

from organisations.roll import statements

# An import's people who are still nobody on the roll, beside those on the roll whom no other of them is.
CHILDREN = """
    roll_person p JOIN organisations_child c ON c.school_id = p.school_id AND c.merged_into_id IS NULL
    WHERE p.about = 'child' AND p.child_id IS NULL AND NOT p.is_unclear
      AND NOT EXISTS (SELECT 1 FROM roll_person taken WHERE taken.about = 'child' AND taken.child_id = c.id)
"""
ADULTS = """
    roll_person p JOIN organisations_adult a ON a.controller_id = %(controller)s
    WHERE p.about = 'adult' AND p.adult_id IS NULL AND NOT p.is_unclear
      AND (NOT EXISTS (SELECT 1 FROM roll_person taken WHERE taken.about = 'adult' AND taken.adult_id = a.id)
           OR EXISTS (SELECT 1 FROM organisations_adult merged WHERE merged.merged_into_id = a.id))
"""
# A number given to somebody else by now must not carry the old one's answers along.
ALIKE = """(p.name_key = {0}.name_key OR lower(p.given_name) = lower({0}.given_name)
            OR lower(p.family_name) = lower({0}.family_name))"""

UPN = "p.upn <> '' AND c.upn = p.upn"
OTHER_UPN = "p.upn <> '' AND c.upn <> '' AND p.upn <> c.upn"
CHILD_NUMBER = """p.number <> '' AND EXISTS (
    SELECT 1 FROM organisations_childknownas k
    WHERE k.source_id = %(source)s AND k.number = p.number AND k.child_id = c.id)"""
CHILD_NAME = f"c.name_key = p.name_key AND NOT ({OTHER_UPN})"
ON_ROLL = "(c.left_on IS NULL OR c.left_on > %(today)s)"
SAME_CLASS = "c.class_name = p.facts ->> 'class_name'"
SAME_YEAR = "c.year_group = p.facts ->> 'year_group'"
# A year on, as every September; a child of that name in any other year group is more likely a cousin.
YEARS = "ARRAY['N', 'N1', 'N2', 'R', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', '14']"
A_YEAR_ON = f"""(c.year_group = '' OR coalesce(p.facts ->> 'year_group', '') = '' OR
    array_position({YEARS}, p.facts ->> 'year_group') - array_position({YEARS}, c.year_group::text) = 1)"""

ADULT_NUMBER = """p.number <> '' AND EXISTS (
    SELECT 1 FROM organisations_adultknownas k
    WHERE k.source_id = %(source)s AND k.number = p.number AND k.adult_id = a.id)"""
NAME_AND_EMAIL = "p.name_key = a.name_key AND p.email <> '' AND lower(a.email) = p.email"
NAME_AND_PHONE = "p.name_key = a.name_key AND p.phone_key <> '' AND a.phone_key = p.phone_key"
NAME_AND_CHILD = """p.name_key = a.name_key AND EXISTS (
    SELECT 1 FROM roll_tie tie JOIN roll_person lc ON lc.id = tie.child
    JOIN organisations_contact k ON k.child_id = lc.child_id
    WHERE tie.adult = p.id AND k.adult_id = a.id)"""

# One candidate for the person, one person for the candidate. A merged record stands for whom it was merged into.
PAIR = """
    WITH fitting AS (SELECT p.id AS person, {who} AS found, {record} AS record FROM {people} AND {sign}),
    pairs AS (
        SELECT person, found,
               min(found) OVER (PARTITION BY person) = max(found) OVER (PARTITION BY person) AS is_the_only_one,
               min(person) OVER (PARTITION BY record) = max(person) OVER (PARTITION BY record) AS is_claimed_once
        FROM fitting
    )
    UPDATE roll_person SET {column} = pairs.found FROM pairs
    WHERE roll_person.id = pairs.person AND is_the_only_one AND (is_claimed_once OR {may_be_shared})
"""
WHO = {
    "child": {"who": "c.id", "record": "c.id", "column": "child_id"},
    "adult": {"who": "coalesce(a.merged_into_id, a.id)", "record": "a.id", "column": "adult_id"},
}
DOUBT = """
    UPDATE roll_person SET is_unclear = true WHERE id IN (SELECT p.id FROM {people} AND {sign})
"""

VERDICT = """FROM organisations_verdict v
    WHERE v.organisation_id = %(organisation)s AND v.about = p.about AND v.key = p.key"""
SAID = {
    "child": """UPDATE roll_person p SET child_id = v.child_id, is_unclear = false {verdict}
                  AND p.about = 'child' AND v.child_id IS NOT NULL""",
    "adult": """UPDATE roll_person p SET is_unclear = false, adult_id =
                  (SELECT coalesce(a.merged_into_id, a.id) FROM organisations_adult a WHERE a.id = v.adult_id) {verdict}
                  AND p.about = 'adult' AND v.adult_id IS NOT NULL""",
}
SAID_ANOTHER = """UPDATE roll_person p SET is_unclear = false {verdict}
                   AND p.is_unclear AND v.child_id IS NULL AND v.adult_id IS NULL"""


def children(roll_import, today):
    """By UPN, by number, then by name: in this class, in this year group, a year on, gone before."""
    if not roll_import.organisation.children.exists():
        return
    given = {"source": roll_import.organisation_id, "today": today}
    _pair("child", CHILDREN, UPN, given)
    _pair("child", CHILDREN, f"{CHILD_NUMBER} AND {ALIKE.format('c')} AND NOT ({OTHER_UPN})", given)
    _doubt(CHILDREN, f"{CHILD_NUMBER} AND NOT {ALIKE.format('c')}", given)
    for more in (SAME_CLASS, SAME_YEAR, f"{ON_ROLL} AND {A_YEAR_ON}", f"NOT {ON_ROLL}"):
        _pair("child", CHILDREN, f"{CHILD_NAME} AND {more}", given)
    _doubt(CHILDREN, f"{CHILD_NAME} AND {ON_ROLL}", given)


def adults(roll_import):
    """By number, by name with e-mail, with phone, and with a child they are a contact of already."""
    if not roll_import.organisation.controller.kept_adults.exists():
        return
    given = {
        "source": roll_import.organisation_id,
        "controller": roll_import.organisation.controller.pk,
    }
    _pair("adult", ADULTS, f"{ADULT_NUMBER} AND {ALIKE.format('a')}", given, may_be_shared=True)
    _doubt(ADULTS, f"{ADULT_NUMBER} AND NOT {ALIKE.format('a')}", given)
    for sign in (NAME_AND_EMAIL, NAME_AND_PHONE, NAME_AND_CHILD):
        _pair("adult", ADULTS, sign, given)
    for sign in (NAME_AND_EMAIL, NAME_AND_CHILD):
        _doubt(ADULTS, sign, given)


def decided(roll_import, about):
    """Those of whom staff have said, now or with an earlier file, whom on the roll they are."""
    statements.run(SAID[about].format(verdict=VERDICT), {"organisation": roll_import.organisation_id})


def decided_to_be_others(roll_import):
    """Those of whom staff have said that they are nobody on the roll: no doubt is left about them."""
    statements.run(SAID_ANOTHER.format(verdict=VERDICT), {"organisation": roll_import.organisation_id})


def _pair(about, people, sign, given, *, may_be_shared=False):
    """Those who fit one person on the roll, who fits nobody else in the file; after a merge two may share one."""
    statements.run(PAIR.format(people=people, sign=sign, may_be_shared=may_be_shared, **WHO[about]), given)


def _doubt(people, sign, given):
    """Those who could be more than one, or whose number was somebody else's: for a person to decide."""
    statements.run(DOUBT.format(people=people, sign=sign), given)
