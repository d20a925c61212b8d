"""The made-up trusts of a run: three of them, each ten times as large as the one before."""

import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count
from django.utils import timezone

from declarations import asking, links, reminders
from declarations.demo.crowd import make
from declarations.models import Request
from organisations import idle
from organisations.models import Organisation, User
from policies import lifecycle
from policies.models import Policy


def trust(adults, seed):
    return Organisation.objects.get(slug=make.slug_of(adults, seed))


def cookie_of(name, organisation):
    """The cookie of a member of its staff who has logged in: head, chair or office."""
    user = User.objects.get(email=f"{name}@{organisation.slug}.example")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[idle.CAME] = session[idle.SEEN] = time.time()
    session.save()
    return f"sessionid={session.session_key}"


def doors(organisation, number, skip=0):
    """Ways in for adults with two children who owe an answer: [(token, request)]. They stand in the message that asked,
    so to open one moves the state of its request, as at a school."""
    owing = Request.objects.open().filter(adult__controller=organisation).exclude(adult__email="")
    owing = owing.annotate(siblings=Count("adult__contacts", distinct=True)).filter(siblings=2)
    found = owing.select_related("adult", "version").order_by("pk")[skip : skip + number]
    return [(links.mint(request.adult, message=request.messages.first())[1], request) for request in found]


def publish_next(trust, *, ask=False):
    """The next version of its code goes into force; asked at once, or left to a worker."""
    staff = {name: User.objects.get(email=f"{name}@{trust.slug}.example") for name in ("head", "chair")}
    policy = Policy.objects.get(owner=trust)
    draft = lifecycle.start_version(policy, by=staff["head"])
    lifecycle.edit(draft, by=staff["head"], body=draft.body + f"<p>Edition {draft.number}.</p>")
    lifecycle.submit(draft, by=staff["head"])
    lifecycle.approve(draft, by=staff["chair"])
    version = lifecycle.publish(draft, by=staff["head"], change="substantial")
    if ask:
        asking.bring_up_to_date(version.policy)
        reminders.queue_for(trust.pk, timezone.now())
    return version
