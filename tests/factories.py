"""Test data that says only what matters; the rest is plausible and plainly fictional."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from declarations import asking, signing
from organisations import models as organisations
from policies import lifecycle


class UserFactory(DjangoModelFactory):
    class Meta:
        model = organisations.User

    full_name = factory.Sequence(lambda n: f"Staff Member {n}")
    email = factory.Sequence(lambda n: f"staff{n}@school.example")


class TrustFactory(DjangoModelFactory):
    class Meta:
        model = organisations.Organisation

    name = factory.Sequence(lambda n: f"Fernhollow Trust {n}")
    slug = factory.Sequence(lambda n: f"trust-{n}")
    kind = "trust"
    office_email = "office@trust.example"


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = organisations.Organisation

    name = factory.Sequence(lambda n: f"Larkrise School {n}")
    slug = factory.Sequence(lambda n: f"school-{n}")
    kind = "school"
    office_email = "office@school.example"
    office_phone = "01632 960123"


class StaffMemberFactory(DjangoModelFactory):
    class Meta:
        model = organisations.StaffMember

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(SchoolFactory)
    role = "head"


class ChildFactory(DjangoModelFactory):
    class Meta:
        model = organisations.Child

    school = factory.SubFactory(SchoolFactory)
    given_name = factory.Sequence(lambda n: f"Child{n}")
    family_name = "Okafor"
    year_group = "4"
    class_name = "4 Oak"
    joined_on = date(2020, 9, 1)


class AdultFactory(DjangoModelFactory):
    class Meta:
        model = organisations.Adult

    controller = factory.SubFactory(SchoolFactory)
    given_name = "Sam"
    family_name = factory.Sequence(lambda n: f"O'Brien-Łukaszewicz {n}")
    email = factory.Sequence(lambda n: f"adult{n}@home.example")


def parent_of(*children, **fields):
    """An adult who is a contact of these children."""
    adult = AdultFactory(controller=children[0].school.controller, **fields)
    for child in children:
        organisations.Contact.objects.create(adult=adult, child=child, relationship="mother")
    return adult


def parent_at(school, **fields):
    """An adult with one child on roll at this school."""
    return parent_of(ChildFactory(school=school), **fields)


def head_of(organisation, role="head", **fields):
    """Somebody who works there, as head unless said otherwise; returns the user."""
    return StaffMemberFactory(organisation=organisation, role=role, user=UserFactory(**fields)).user


SETTINGS = ("asks", "resign_rule", "year_groups", "is_master")
WORDS = {
    "body": "<h2>Kindness</h2><p>We will not accept:</p><ul><li>Unkind posts</li><li>Unkind calls</li></ul>",
    "declaration": "I have read this code and agree to follow it.",
    "undertakings_lead_in": "I will not:",
    "undertakings": ["Post unkind words", "Share photographs of other children"],
}


def draft(owner, *, reference="code", by=None, **fields):
    """A policy with a complete first draft; returns the version. Policy's own fields may be named."""
    settings = {
        name: fields.pop(name) for name in ("asks", "resign_rule", "year_groups", "is_master") if name in fields
    }
    by = by or UserFactory()
    policy = lifecycle.start_policy(owner, by=by, title="Being kind online", reference=reference, **settings)
    version = lifecycle.edit(policy.draft, by=by, **(WORDS | fields))
    version.written_by = by  # who is the same, and need not be looked up again
    return version


def publish(version, *, change="substantial", **fields):
    """Take a draft through submission, approval and publication; nobody is asked yet."""
    lifecycle.submit(version, by=version.written_by)
    lifecycle.approve(version, by=UserFactory())
    return lifecycle.publish(version, by=version.written_by, change=change, **fields)


def published(owner, **fields):
    """A published version, everyone it concerns asked."""
    version = publish(draft(owner, **fields))
    asking.bring_up_to_date(version.policy)
    return version


def asked(school=None, **adult):
    """What the one adult of a school is asked, who is as said, about a code just published."""
    school = school or SchoolFactory()
    parent_at(school, **adult)
    return published(school).requests.get()


def revise(version, *, change="substantial", summary_of_changes="", **fields):
    """Publish a next version of the same policy and bring its requests up to date."""
    draft_version = lifecycle.start_version(version.policy, by=version.written_by)
    fields.setdefault("body", version.body + f"<p>Added in change {draft_version.number}.</p>")
    lifecycle.edit(draft_version, by=version.written_by, **fields)
    newer = publish(draft_version, change=change, summary_of_changes=summary_of_changes)
    asking.bring_up_to_date(newer.policy)
    return newer


def answer(request, outcome="signed", **said):
    """What an adult answers to the words they are asked about; whoever agrees types a name."""
    name = "Sam Okafor" if outcome in ("signed", "acknowledged") else ""
    words = request.version.content_hash
    return signing.answer(request, outcome=outcome, content_hash=words, **({"typed_name": name} | said))
