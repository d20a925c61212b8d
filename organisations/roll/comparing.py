"""What a file says of whom the roll knows, beside what the roll says: only what the source says anew changes anything.

Each is met with `kept`, what the roll says; `said`, what this source is known to have said before; `facts`, what the
file says; and with what of it has a rule of its own: `ruled` for the roll, `noted` as said by the source.
"""

from organisations.roll import values

CHILD_FIELDS = ("given_name", "family_name", "upn", "year_group", "class_name", "joined_on")
ADULT_FIELDS = ("given_name", "family_name", "email", "phone", "address", "language")
CONTACT_FIELDS = ("relationship", "parental_responsibility", "priority")
NOT_OF_A_CHILD, NOT_OF_AN_ADULT = "ARRAY['school', 'number', 'left_on']", "ARRAY['number']"
JOINED, LEFT = "to_char(c.joined_on, 'YYYY-MM-DD')", "coalesce(to_char(c.left_on, 'YYYY-MM-DD'), '')"
# What this source has said of somebody, and under which number.
KNOWN = """CASE WHEN known.id IS NOT NULL
            THEN jsonb_build_object('number', known.number, 'said', known.said) END AS known"""

# The last day: given, or today for one who is simply said to have left, or none.
MET_CHILDREN = """
    SELECT p.key, p.row, p.given_name, p.family_name, p.school_id, p.child_id, NULL::bigint AS adult_id,
        '' AS child_name, p.facts, coalesce(known.said, '{{}}') AS said,
        jsonb_build_object('given_name', c.given_name, 'family_name', c.family_name, 'upn', c.upn,
            'year_group', c.year_group, 'class_name', c.class_name, 'joined_on', {joined},
            'left_on', {left}) AS kept,
        CASE WHEN known.said ->> 'left_on' IS DISTINCT FROM leaving THEN jsonb_build_object('left_on',
            CASE leaving WHEN 'left' THEN coalesce(nullif({left}, ''), %(day)s) ELSE leaving END)
            ELSE '{{}}' END AS ruled,
        jsonb_build_object('left_on', leaving) AS noted,
        coalesce(nullif(p.number, ''), known.number, '') AS number,
        {known}
    FROM roll_person p JOIN organisations_child c ON c.id = p.child_id
    CROSS JOIN LATERAL coalesce(p.facts ->> 'left_on', '') leaving
    LEFT JOIN organisations_childknownas known ON known.source_id = %(source)s AND known.child_id = c.id
    WHERE p.about = 'child' AND NOT p.is_unclear AND NOT coalesce(
        known.said @> p.facts - {not_fields} AND known.said ->> 'left_on' = leaving
        AND p.number IN ('', known.number), false)
"""
# A source may ask for less contact; more is for staff to allow. After a merge two people of a file can be one adult:
# the first speaks for both.
MET_ADULTS = """
    SELECT p.key, p.row, p.given_name, p.family_name, NULL::bigint AS school_id, NULL::bigint AS child_id, p.adult_id,
        '' AS child_name, p.facts, coalesce(known.said, '{{}}') AS said,
        jsonb_build_object('given_name', a.given_name, 'family_name', a.family_name, 'email', a.email,
            'phone', a.phone, 'address', a.address, 'language', a.language, 'contact_rule', a.contact_rule) AS kept,
        CASE WHEN rule <> '' AND asks_anew AND a.contact_rule = 'normal'
            THEN jsonb_build_object('contact_rule', rule) ELSE '{{}}' END AS ruled,
        CASE WHEN asks_anew THEN jsonb_build_object('contact_rule', rule) ELSE '{{}}' END AS noted,
        coalesce(nullif(p.number, ''), known.number, '') AS number,
        {known}
    FROM (SELECT DISTINCT ON (adult_id) * FROM roll_person
          WHERE about = 'adult' AND NOT is_unclear AND adult_id IS NOT NULL ORDER BY adult_id, row, id) p
    JOIN organisations_adult a ON a.id = p.adult_id
    LEFT JOIN organisations_adultknownas under ON under.source_id = %(source)s AND under.adult_id = a.id
        AND under.number = p.number
    LEFT JOIN organisations_adultknownas plain ON plain.source_id = %(source)s AND plain.adult_id = a.id
        AND plain.number = ''
    CROSS JOIN LATERAL (SELECT coalesce(under.id, plain.id) AS id, coalesce(under.number, plain.number) AS number,
        coalesce(under.said, plain.said) AS said) known
    CROSS JOIN LATERAL coalesce(p.facts ->> 'contact_rule', '') rule
    CROSS JOIN LATERAL (SELECT coalesce(known.said ->> 'contact_rule', '') <> rule) anew (asks_anew)
    WHERE NOT coalesce(known.said @> p.facts - {not_fields} AND NOT asks_anew
                       AND p.number IN ('', known.number), false)
"""
MET_CONTACTS = """
    SELECT DISTINCT ON (k.id) '' AS key, tie.row, a.given_name, a.family_name, NULL::bigint AS school_id, k.child_id,
        k.adult_id, concat_ws(' ', c.given_name, c.family_name) AS child_name, tie.contact AS facts, k.said,
        jsonb_build_object('relationship', k.relationship, 'parental_responsibility', k.parental_responsibility,
            'priority', k.priority) AS kept,
        '{}'::jsonb AS ruled, '{"here": true}'::jsonb AS noted, NULL AS number, NULL::jsonb AS known
    FROM roll_tie tie JOIN roll_person c ON c.id = tie.child JOIN roll_person a ON a.id = tie.adult
    JOIN organisations_contact k ON k.child_id = c.child_id AND k.adult_id = a.adult_id
    WHERE NOT (c.is_unclear OR a.is_unclear) AND NOT k.said @> (tie.contact || '{"here": true}')
    ORDER BY k.id, tie.child, tie.adult
"""

# Nobody leaves before they join: a first day after the last one is taken to be a slip, and left out.
CHANGED = """
WITH met AS MATERIALIZED ({met}),
told AS MATERIALIZED (
    SELECT *, (SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each(facts)
        WHERE kept ? key AND key NOT IN ('left_on', 'contact_rule') AND value NOT IN ('""', 'null')
            AND said -> key IS DISTINCT FROM value) AS news
    FROM met
),
turned AS MATERIALIZED (
    SELECT *, (SELECT coalesce(jsonb_object_agg(key, value), '{{}}') FROM jsonb_each(news || ruled)
        WHERE kept -> key <> value) AS turned, said || news || noted AS said_now
    FROM told
),
ordered AS MATERIALIZED (
    SELECT *, turned - CASE WHEN coalesce(turned ->> 'left_on', kept ->> 'left_on', '') <> ''
        AND coalesce(turned ->> 'left_on', kept ->> 'left_on') COLLATE "C"
            < coalesce(turned ->> 'joined_on', kept ->> 'joined_on')
        THEN ARRAY['joined_on', 'left_on'] ELSE ARRAY[]::text[] END AS differs
    FROM turned
),
compared AS (
    SELECT *, (SELECT coalesce(jsonb_object_agg(key, kept -> key), '{{}}') FROM jsonb_object_keys(differs) key) AS was,
        {remembered_now} AS remembered_now, {remembered} AS remembered
    FROM ordered
)
INSERT INTO organisations_planned (roll_import_id, about, kind, key, row, given_name, family_name, name_key, facts,
    child_name, school_id, child_id, adult_id, before, after)
SELECT %(roll_import)s, '{about}', CASE differs WHEN '{{}}' THEN 'same' ELSE 'changed' END, key, row, given_name,
    family_name, '', '{{}}', child_name, school_id, child_id, adult_id,
    was || CASE WHEN remembered_now <> remembered THEN {before} ELSE '{{}}' END,
    differs || CASE WHEN remembered_now <> remembered THEN {after} ELSE '{{}}' END
FROM compared WHERE differs <> '{{}}' OR remembered_now <> remembered
"""
OF_A_PERSON = {
    "remembered_now": "jsonb_build_object('number', number, 'said', said_now)",
    "remembered": "coalesce(known, 'null')",
    "before": "jsonb_build_object('known', remembered)",
    "after": "jsonb_build_object('known', remembered_now)",
}
OF_A_CONTACT = {
    "remembered_now": "said_now",
    "remembered": "said",
    "before": "jsonb_build_object('said', remembered)",
    "after": "jsonb_build_object('said', remembered_now)",
}
MET_CHILDREN = MET_CHILDREN.format(known=KNOWN, joined=JOINED, left=LEFT, not_fields=NOT_OF_A_CHILD)
MET_ADULTS = MET_ADULTS.format(known=KNOWN, not_fields=NOT_OF_AN_ADULT)
CHANGED_CHILDREN = CHANGED.format(about="child", met=MET_CHILDREN, **OF_A_PERSON)
CHANGED_ADULTS = CHANGED.format(about="adult", met=MET_ADULTS, **OF_A_PERSON)
CHANGED_CONTACTS = CHANGED.format(about="contact", met=MET_CONTACTS, **OF_A_CONTACT)


def text(value):
    """A column's value as JSON keeps it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


def set_fields(kept, said):
    """Give a row on the roll what JSON says of it; what is about its source is left out. Returns the names."""
    names = [name for name in said if name not in ("known", "said")]
    for name in names:
        is_day = name in ("joined_on", "left_on")
        setattr(kept, name, values.as_date(said[name]) if is_day else said[name])
    return names
