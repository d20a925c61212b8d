"""Threats to a child's place, gags, prying, forced and borrowed signatures: advised against, never blocked."""

import pytest

from organisations.models import Organisation
from policies import preflight
from policies.models import Policy, PolicyVersion
from tests.policies.findings import TODAY, found, listed, rules


@pytest.mark.parametrize(
    "words, rule",
    [
        ("Breaches could lead to expulsion of the pupil.", "tied_to_a_place"),
        ("Your child may be excluded.", "tied_to_a_place"),
        ("Signing is a condition of admission.", "tied_to_a_place"),
        ("The offer of a place may be withdrawn.", "tied_to_a_place"),
        ("Do not complain about the school on social media.", "criticism_forbidden"),
        ("It is inappropriate to broadcast grievances online.", "criticism_forbidden"),
        ("Parents must not criticise staff on Facebook.", "criticism_forbidden"),
        ("Parents must never bring the school into disrepute.", "criticism_forbidden"),
        ("The head can view messages between parents.", "private_messages"),
        ("The head can ask that group chats are closed down.", "private_messages"),
        ("All parents are required to sign this code.", "signing_compelled"),
        ("The form is signed by the pupil.", "signed_by_a_child"),
        ("Pupil’s signature", "signed_by_a_child"),
    ],
)
def test_what_is_unfair_or_unlawful_is_advised_against(words, rule):
    assert [(each.rule, each.blocking) for each in found(f"<p>{words}</p>")] == [(rule, False)]


@pytest.mark.parametrize(
    "words",
    [
        "No child’s place is ever refused because of an answer.",
        "You may criticise the school, also on social media.",
        "Nothing in this code stops you from complaining, in public or to us.",
        "Do not post threats on social media.",
        "Please do not post pictures of a child to complain about that child.",
        "We ask all parents to read and sign this code.",
        "Visitors must sign in at the office.",
        "Children learn sign language.",
        "Children sign the class charter in their own lesson.",
        "Your child’s place is never at risk because of what an adult does.",
        "A pupil who is suspended keeps the books.",
        "You do not have to sign anything.",
        "Do parents have to sign? No.",
    ],
)
def test_what_is_fair_meets_no_objection(words):
    assert rules(f"<p>{words}</p>") == []


def test_a_gag_is_heard_through_its_lead_in():
    body = listed("We will not tolerate:", "Complaining about the school online", "Threats")
    assert rules(body) == [("criticism_forbidden", "Complaining about the school online")]


def test_a_code_without_a_way_to_complain_is_told_so():
    policy = Policy(owner=Organisation(name="Larkrise"))
    version = PolicyVersion(policy=policy, title="Kindness", body="<p>Be kind.</p>", declaration="I agree to it.")
    assert [each.rule for each in preflight.check(version, today=TODAY)] == ["no_way_to_complain"]
