"""Law, guidance and brand names that have changed: one small dated table. Looked at last on 21 November 2026."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.preflight.findings import about
from policies.preflight.passages import BODY, LETTER, SIGNED


@dataclass(frozen=True)
class Changed:
    """A name that is out of date: since when, what stands in its place, and what says so."""

    pattern: str
    since: str
    now: str
    source: str


LAWS = (
    Changed(
        r"Data Protection Act,? 1998",
        "2018-05-25",
        gettext_lazy("Data Protection Act 2018 and UK GDPR"),
        "Data Protection Act 2018, Schedule 19",
    ),
    Changed(
        r"(?<!UK )(?<!UK-)(?<!Regulation \()(?:General Data Protection Regulations?|\bGDPR)\b(?! \(UK)",
        "2020-12-31",
        gettext_lazy("UK GDPR"),
        "European Union (Withdrawal) Act 2018, section 3; Data Protection Act 2018, section 3(10)",
    ),
    Changed(
        r"Disability Discrimination Act|Race Relations (?:\(Amendment\) )?Act|Sex Discrimination Act",
        "2010-10-01",
        gettext_lazy("Equality Act 2010"),
        "Equality Act 2010, Schedule 27",
    ),
    Changed(
        r"Telecommunications Act,? 1984",
        "2003-07-25",
        gettext_lazy("Communications Act 2003, section 127"),
        "Communications Act 2003, Schedule 19",
    ),
    Changed(
        r"Malicious Communications Act",
        "2024-01-31",
        gettext_lazy("for threats and false messages, Online Safety Act 2023, sections 179 and 181"),
        "Online Safety Act 2023, section 189",
    ),
    Changed(
        r"Criminal Records Bureau|\bCRB (?:check|disclosure|clearance)s?|Independent Safeguarding Authority",
        "2012-12-01",
        gettext_lazy("Disclosure and Barring Service (DBS)"),
        "Protection of Freedoms Act 2012, section 87",
    ),
    Changed(
        r"Department for Children,? Schools and Families|\bDCSF\b|Department for Education and Skills|\bDfES\b",
        "2010-05-12",
        gettext_lazy("Department for Education (DfE)"),
        "Secretary of State for Education Order 2010",
    ),
    Changed(
        r"[Ss]tatements? of special educational needs?|\bSchool Action(?: Plus)?\b",
        "2014-09-01",
        gettext_lazy("education, health and care plan; SEN support"),
        "Children and Families Act 2014, Part 3",
    ),
    Changed(
        r"(?:statutory|required by law|legal(?:ly)? require)[^.]{0,60}home[ –-](?:and )?school agreement"
        r"|home[ –-](?:and )?school agreement[^.]{0,60}(?:statutory|required by law|legal(?:ly)? require)",
        "2016-01-01",
        gettext_lazy("in England no school has to have a home–school agreement"),
        "Deregulation Act 2015, section 52",
    ),
)
BRANDS = (
    (r"\bTwitter\b(?! ?\((?:now|X)\b)", "2023-07", "X"),
    (r"\bGoogle ?(?:\+|Plus\b)", "2019-04", ""),
    (r"\bMusical\.ly\b", "2018-08", "TikTok"),
    (r"\bPeriscope\b", "2021-03", ""),
    (r"\bHouseparty\b", "2021-10", ""),
    (r"\bMSN(?: Messenger)?\b|\bWindows Live Messenger\b", "2013-04", ""),
    (r"\bFriends Reunited\b", "2016-02", ""),
    (r"\bSkype\b", "2025-05", "Microsoft Teams"),
    (r"\b(?:BBM|BlackBerry Messenger)\b", "2019-05", ""),
)
GUIDANCE = re.compile(r"\b(Keeping Children Safe in Education|KCSIE)\b[^.;]{0,20}?\b(20\d\d)\b", re.I)


def outdated(case):
    """Law that was repealed, replaced or renamed before today."""
    for changed in LAWS:
        if changed.since > case.today.isoformat():
            continue
        for passage, quote in _first_in_each(case, changed.pattern):
            yield about(
                passage,
                "outdated_law",
                quote,
                why=_("Out of date since %(since)s.") % {"since": changed.since},
                way_out=_("Today: %(now)s.") % {"now": changed.now},
                source=changed.source,
            )


def old_guidance(case):
    """Guidance for schools that is issued anew each September, named by an earlier year."""
    newest = case.today.year if case.today.month >= 9 else case.today.year - 1
    for passage in case.of(BODY):
        found = GUIDANCE.search(passage.text)
        if found and int(found[2]) < newest:
            yield about(
                passage,
                "old_guidance",
                found.group(),
                why=_("This guidance comes out anew every September."),
                way_out=_("Name it without a year: “the current edition of …”."),
                source="Department for Education, Keeping children safe in education",
            )


def old_brand(case):
    """Services that closed or go by another name."""
    for pattern, since, now in BRANDS:
        for passage, quote in _first_in_each(case, pattern):
            why = _("Not its name since %(since)s.") if now else _("Closed in %(since)s.")
            way_out = _("Write “%(now)s”, or name no brand.") if now else _("Take it out, or name no brand.")
            yield about(passage, "old_brand", quote, why=why % {"since": since}, way_out=way_out % {"now": now})


def _first_in_each(case, pattern):
    for passage in case.of(LETTER, *SIGNED):
        if found := re.search(pattern, passage.text):
            yield passage, found.group().strip()
