"""What the words of messages speak of, asked for a whole handful of messages at once."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, prefetch_related_objects
from django.db.models.functions import Lower

from declarations.models import Request
from organisations.models import Adult, Child, Contact
from policies.models import PolicyVersion

ABOUT = ("organisation", "declaration__request__version__policy", "declaration__request__adult")


@dataclass(frozen=True)
class Known:
    """As it stood when the message was taken in hand.

    `requests`: what it asks for that still waits for an answer. `children`: the given names of those concerned.
    """

    requests: list
    children: list
    shares_mailbox: bool


def known(message):
    """What its words speak of, asked for once."""
    if not hasattr(message, "known"):
        learn([message])
    return message.known


def learn(messages):
    """The same for many, in as many questions as for one."""
    versions = PolicyVersion.objects.select_related("policy__owner")
    still_open = Request.objects.open().order_by("pk").prefetch_related(Prefetch("version", versions))
    prefetch_related_objects(messages, *ABOUT, Prefetch("requests", still_open, to_attr="open_requests"))
    children, shared = _children(messages), _shared_mailboxes([message.adult for message in messages])
    for message in messages:
        theirs = {}
        for request in message.open_requests:
            theirs |= children[request.version.policy].get(request.adult_id, {})
        is_shared = _mailbox(message.adult) in shared
        message.known = Known(message.open_requests, list(theirs.values()), is_shared)


def _children(messages):
    """{policy: {adult: {child: given name}}} of children on roll today in the schools that the policy concerns."""
    adults = {}
    for message in messages:
        for request in message.open_requests:
            adults.setdefault(request.version.policy, []).append(request.adult_id)
    return {policy: _children_concerned(policy, concerned) for policy, concerned in adults.items()}


def _children_concerned(policy, adults):
    here = Child.objects.on_roll().filter(school__in=policy.audience())
    contacts = Contact.objects.filter(adult__in=adults, child__in=here).order_by("child__given_name")
    found = {}
    for adult, child, name in contacts.values_list("adult", "child", "child__given_name"):
        found.setdefault(adult, {})[child] = name
    return found


def _shared_mailboxes(adults):
    """Those of these adults' mailboxes that another adult of the same data controller has, too."""
    kept = Adult.objects.filter(controller__in={adult.controller_id for adult in adults}).order_by()
    kept = kept.annotate(mailbox=Lower("email")).filter(mailbox__in={adult.email.lower() for adult in adults})
    return set(kept.values_list("controller", "mailbox").alias(n=Count("pk")).filter(n__gt=1))


def _mailbox(adult):
    return adult.controller_id, adult.email.lower()
