"""The made-up trust: its schools, who works there, and the versions of its code of conduct, one for each year."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from declarations.demo import clock
from organisations.models import Organisation, Role, StaffMember, User
from policies import lifecycle

CODES = Path(__file__).parent.parent / "codes"
FIRST, *MORE = ("thistledown-2", "lanternway-1", "thistledown-gate-1")  # together about ten thousand letters
PUBLISHED_BEFORE = timedelta(days=12)
YEAR = timedelta(days=365)
STAFF = {"head": Role.TRUST, "chair": Role.APPROVER, "office": Role.OFFICE}


def build(slug, number_of_schools):
    """(trust, schools, staff by name). Everybody's password is the slug."""
    trust = Organisation.objects.create(
        name=f"{slug.title().replace('-', ' ')} Trust", slug=slug, kind="trust", office_email=f"office@{slug}.example"
    )
    schools = [
        Organisation(
            name=f"{trust.name} School {number:03}",
            slug=f"{slug}-{number:03}",
            trust=trust,
            office_email=f"office{number}@{slug}.example",
            office_phone="01632 960123",
        )
        for number in range(1, number_of_schools + 1)
    ]
    return trust, Organisation.objects.bulk_create(schools), _staff(trust, slug)


def publish(trust, staff, number_of_versions):
    """As many versions, each in force for a year, the last one for some days: [version], oldest first."""
    words = tomllib.loads((CODES / f"{FIRST}.toml").read_text())
    body = words["body"] + "".join(tomllib.loads((CODES / f"{name}.toml").read_text())["body"] for name in MORE)
    told = {name: words[name] for name in ("undertakings_lead_in", "undertakings", "declaration", "covering_letter")}
    newest = timezone.now() - PUBLISHED_BEFORE
    versions = []
    for number in range(1, number_of_versions + 1):
        with clock.set_to(newest - YEAR * (number_of_versions - number)):
            draft = _draft(versions, trust, staff["head"], words["title"])
            edition = f"<p>This is the edition of year {number}.</p>"
            lifecycle.edit(draft, by=staff["head"], body=body + edition, **told)
            versions.append(_put_in_force(draft, staff))
    return versions


def _draft(versions, trust, head, title):
    if versions:
        return lifecycle.start_version(versions[-1].policy, by=head)
    return lifecycle.start_policy(trust, by=head, title=title, reference="code").draft


def _put_in_force(draft, staff):
    lifecycle.submit(draft, by=staff["head"])
    lifecycle.approve(draft, by=staff["chair"], approving_body="Board of Trustees")
    summary = "One date was brought up to date."
    return lifecycle.publish(draft, by=staff["head"], change="substantial", summary_of_changes=summary)


def _staff(trust, slug):
    password = make_password(slug)
    people = {}
    for name, role in STAFF.items():
        user = User.objects.create(
            email=f"{name}@{slug}.example", full_name=f"{name.title()} Person", password=password
        )
        StaffMember.objects.create(user=user, organisation=trust, role=role)
        people[name] = user
    return people
