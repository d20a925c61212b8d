"""Law, guidance and brand names that have changed: one small dated table. Looked at last on 21 November 2026.

It points a school at what to look up; it is no legal advice. An entry is here because the Act named as its source says
so in plain words. What holds in one part of the United Kingdom only says which.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.preflight.findings import about
from policies.preflight.passages import BODY, LETTER, SIGNED


@dataclass(frozen=True)
class Changed:
    """A name that is out of date: since when, what stands in its place, and what says so.

    `why` is for what is only partly out of date; all others were replaced or renamed on their day.
    """

    pattern: str
    since: date
    now: str
    source: str
    why: str = gettext_lazy("Replaced or renamed on %(since)s.")


LAWS = (
    Changed(
        r"Data Protection Act,? 1998",
        date(2018, 5, 25),
        gettext_lazy("Data Protection Act 2018 and UK GDPR"),
        "Data Protection Act 2018, Schedule 19",
    ),
    Changed(
        r"(?<!UK )(?<!UK-)(?<!Regulation \()(?:General Data Protection Regulations?|\bGDPR)\b(?! \(UK)",
        date(2020, 12, 31),
        gettext_lazy("UK GDPR"),
        "Data Protection Act 2018, section 3(10)",
        gettext_lazy("Since %(since)s the United Kingdom has its own version, with a name of its own."),
    ),
    Changed(
        r"Disability Discrimination Act|Race Relations (?:\(Amendment\) )?Act|Sex Discrimination Act",
        date(2010, 10, 1),
        gettext_lazy("Equality Act 2010"),
        "Equality Act 2010, Schedule 27",
        gettext_lazy("In England, Wales and Scotland this was replaced on %(since)s."),
    ),
    Changed(
        r"Telecommunications Act,? 1984",
        date(2003, 7, 25),
        gettext_lazy("Communications Act 2003, section 127"),
        "Communications Act 2003, section 127 and Schedule 19",
        gettext_lazy("Its offence of misusing a telephone moved to another Act on %(since)s."),
    ),
    Changed(
        r"Malicious Communications Act",
        date(2024, 1, 31),
        gettext_lazy("for threats and false messages, Online Safety Act 2023, sections 179 and 181"),
        "Online Safety Act 2023, sections 179, 181 and 189",
        gettext_lazy(
            "In England and Wales threats and false messages have had offences of their own since %(since)s; "
            "this Act still stands for messages that are indecent or grossly offensive."
        ),
    ),
    Changed(
        r"Criminal Records Bureau|\bCRB (?:check|disclosure|clearance)s?|Independent Safeguarding Authority",
        date(2012, 12, 1),
        gettext_lazy("Disclosure and Barring Service (DBS)"),
        "Protection of Freedoms Act 2012, section 87",
    ),
    Changed(
        r"Department for Children,? Schools and Families|\bDCSF\b|Department for Education and Skills|\bDfES\b",
        date(2010, 5, 12),
        gettext_lazy("Department for Education (DfE)"),
        "Secretary of State for Education Order 2010",
    ),
    Changed(
        r"[Ss]tatements? of special educational needs?|\bSchool Action(?: Plus)?\b",
        date(2014, 9, 1),
        gettext_lazy("education, health and care plan; SEN support"),
        "Children and Families Act 2014, Part 3",
        gettext_lazy("In England this began to be replaced on %(since)s."),
    ),
    Changed(
        r"(?:statutory|required by law|legal(?:ly)? require)[^.]{0,60}home[ –-](?:and )?school agreement"
        r"|home[ –-](?:and )?school agreement[^.]{0,60}(?:statutory|required by law|legal(?:ly)? require)",
        date(2016, 1, 1),
        gettext_lazy("a school may have such an agreement, and no parent has to sign it"),
        "Deregulation Act 2015, section 66 and Schedule 16",
        gettext_lazy("In England no school has had to have a home–school agreement since %(since)s."),
    ),
    Changed(
        r"Education (?:and Skills )?Funding Agency|\bESFA\b",
        date(2025, 3, 31),
        gettext_lazy("Department for Education (DfE)"),
        gettext_lazy("Department for Education: closure of the Education and Skills Funding Agency"),
    ),
)
# What its owner told its users, and when the name or the service went.
BRANDS = (
    (r"\bTwitter\b(?! ?\((?:now|X)\b)", date(2023, 7, 1), "X", "X Corp."),
    (r"\bGoogle ?(?:\+|Plus\b)", date(2019, 4, 1), "", "Google"),
    (r"\bMusical\.ly\b", date(2018, 8, 1), "TikTok", "ByteDance"),
    (r"\bPeriscope\b", date(2021, 3, 1), "", "Twitter"),
    (r"\bHouseparty\b", date(2021, 10, 1), "", "Epic Games"),
    (r"\bMSN(?: Messenger)?\b|\bWindows Live Messenger\b", date(2013, 4, 1), "", "Microsoft"),
    (r"\bFriends Reunited\b", date(2016, 2, 1), "", "Friends Reunited"),
    (r"\bSkype\b", date(2025, 5, 1), "Microsoft Teams", "Microsoft"),
    (r"\b(?:BBM|BlackBerry Messenger)\b", date(2019, 5, 1), "", "BlackBerry Messenger (Emtek)"),
)
GUIDANCE = re.compile(r"\b(Keeping Children Safe in Education|KCSIE)\b[^.;]{0,20}?\b(20\d\d)\b", re.I)


def outdated(case):
    """Law that was repealed, replaced or renamed before today."""
    for changed in LAWS:
        if changed.since > case.today:
            continue
        for passage, quote in _first_in_each(case, changed.pattern):
            yield about(
                passage,
                "outdated_law",
                quote,
                why=changed.why % {"since": date_format(changed.since, "j F Y")},
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
    for pattern, since, now, owner in BRANDS:
        for passage, quote in _first_in_each(case, pattern):
            why = _("Not its name since %(since)s.") if now else _("Closed in %(since)s.")
            way_out = _("Write “%(now)s”, or name no brand.") if now else _("Take it out, or name no brand.")
            yield about(
                passage,
                "old_brand",
                quote,
                why=why % {"since": date_format(since, "F Y")},
                way_out=way_out % {"now": now},
                source=_("Announcement of %(owner)s") % {"owner": owner},
            )


def _first_in_each(case, pattern):
    for passage in case.of(LETTER, *SIGNED):
        if found := re.search(pattern, passage.text):
            yield passage, found.group().strip()
