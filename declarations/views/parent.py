"""The parent's pages: what waits, the words and the answer, the lasting receipt. GET shows; only POST acts."""

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import links, reading, signing, tasks
from declarations.errors import AlreadyAnswered, NothingToWithdraw, VersionReplaced
from declarations.forms import AnswerForm, WithdrawForm
from declarations.models import Declaration, Link, Request, SignedCopy
from declarations.views.by_link import by_link, circumstances
from policies import words

GONE = (Request.Cancelled.WITHDRAWN, Request.Cancelled.NOT_CONCERNED)
# The receipt's address holds no sign token, so the way on to the next code goes along in a cookie.
NEXT, NEXT_LASTS = "next-code", 60 * 60


@by_link(Link.Purpose.SIGN)
@require_safe
def waiting(request, link):
    """What waits for this adult and what they have answered; straight to the words when one code waits."""
    asked = link.adult.requests.standing().filter(version__withdrawn_at__isnull=True)
    asked = asked.select_related("version__policy", "answer").order_by("version__title", "pk")
    owed = list(asked.open())
    if len(owed) == 1 and "all" not in request.GET:
        return redirect("parents:sign", link.token, owed[0].pk)
    answered = asked.exclude(pk__in=[each.pk for each in owed])
    context = {"link": link, "waiting": owed, "answered": answered, "organisation": _school(link)}
    return render(request, "parents/waiting.html", context)


@by_link(Link.Purpose.SIGN)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, link, request_id):
    """The words, and the parent's answer to exactly these words."""
    asked = _asked(link, request_id)
    current = signing.in_place_of(asked)
    if current is None:
        return _no_words_now(request, link, asked)
    if request.method == "POST":
        return _take(request, link, asked, current)
    if current != asked:
        return redirect("parents:sign", link.token, current.pk)
    return _show(request, link, asked)


@by_link(Link.Purpose.RECEIPT)
@require_safe
def receipt(request, link):
    """What was answered, when and to which words, for as long as the school keeps it."""
    declaration = link.declaration
    context = {
        "link": link,
        "declaration": declaration,
        "version": declaration.request.version,
        "copy": SignedCopy.objects.filter(declaration=declaration).first(),
        "can_withdraw": signing.counts_for(declaration) is not None,
        "owed": link.adult.requests.open().filter(version__withdrawn_at__isnull=True).count(),
        "way_on": _way_on(request, link),
        "organisation": _school(link) or declaration.request.version.policy.owner,
    }
    return render(request, "parents/receipt.html", context)


@by_link(Link.Purpose.RECEIPT)
@require_safe
def receipt_pdf(request, link):
    """The signed copy to keep; back to the receipt while it is being made."""
    copy = SignedCopy.objects.filter(declaration=link.declaration).first()
    if copy is None:
        return redirect("parents:receipt", link.token)
    version = link.declaration.request.version
    name = f"{version.policy.reference}-{version.number}-signed.pdf"
    return FileResponse(copy.file.open(), as_attachment=True, filename=name, content_type="application/pdf")


@by_link(Link.Purpose.RECEIPT)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, link):
    """Says what taking back means; POST takes the signature back."""
    asked = signing.counts_for(link.declaration)
    if asked is None:
        return redirect("parents:receipt", link.token)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _take_back(request, link, asked, form.cleaned_data["comment"])
    context = {
        "link": link,
        "form": form,
        "declaration": link.declaration,
        "version": link.declaration.request.version,
        "organisation": _school(link) or link.declaration.request.version.policy.owner,
    }
    return render(request, "parents/withdraw.html", context, status=422 if form.errors else 200)


def _asked(link, request_id):
    """A request to this adult; one about withdrawn words, or that no longer concerns them, is not here."""
    asked = link.adult.requests.filter(version__withdrawn_at__isnull=True).exclude(cancelled_why__in=GONE)
    asked = asked.select_related("adult", "answer__request__version", "version__policy__owner")
    return get_object_or_404(asked, pk=request_id)


def _no_words_now(request, link, asked):
    """The moment between publishing new words and asking this adult about them."""
    if asked.version.policy.in_force is None:
        raise Http404
    context = {"version": asked.version, "organisation": _school(link) or asked.version.policy.owner}
    return render(request, "parents/just_replaced.html", context, status=409)


def _take(request, link, asked, current):
    form = AnswerForm(asked.version, request.POST)
    if current != asked:
        return _show_newer_words(request, link, current, form)
    try:
        if asked.answer and asked.answer.is_agreement:
            raise AlreadyAnswered(_("You have answered already. Nothing was changed."))
        if not form.is_valid():
            return _show(request, link, asked, form, status=422)
        declaration = signing.answer(asked, **form.answer(), circumstances=circumstances(request, link))
    except VersionReplaced:
        return _show_newer_words(request, link, signing.in_place_of(_asked(link, asked.pk)), form)
    except AlreadyAnswered as error:
        messages.info(request, str(error))
        return _to_receipt(link, _asked(link, asked.pk).answer)
    _nudge(declaration)
    return _to_receipt(link, declaration)


def _show(request, link, asked, form=None, *, status=200, **more):
    """The page to read and answer; once signed, the same words without the question."""
    version = asked.version
    answer = asked.answer if asked.answer and asked.answer.outcome != Declaration.Outcome.INVALIDATED else None
    context = more | {
        "link": link,
        "asked": asked,
        "version": version,
        "policy": version.policy,
        "answer": answer,
        "form": form or AnswerForm(version),
        "news": reading.news(asked),
        "children": signing.children_of(asked),
        "minutes": words.minutes_to_read(version),
        "organisation": _school(link) or version.policy.owner,
    }
    signed = answer and answer.is_agreement
    return render(request, "parents/signed.html" if signed else "parents/sign.html", context, status=status)


def _show_newer_words(request, link, current, form):
    """The words changed while the parent was reading: nothing was recorded, what they typed is kept."""
    if current is None:
        raise Http404
    fresh = AnswerForm(current.version, initial=form.kept_words())
    return _show(request, link, current, fresh, status=409, has_new_words=True)


def _take_back(request, link, asked, comment):
    try:
        _nudge(signing.withdraw(asked, comment=comment, circumstances=circumstances(request, link)))
    except NothingToWithdraw as error:
        messages.info(request, str(error))
    return redirect("parents:receipt", link.token)


def _to_receipt(link, declaration):
    """To the lasting receipt; when other codes wait, with the way to them in a cookie for that page alone."""
    token = links.mint_receipt(declaration)[1]
    response = redirect("parents:receipt", token)
    if link.adult.requests.open().exists():
        response.set_cookie(
            NEXT,
            link.token,
            max_age=NEXT_LASTS,
            path=reverse("parents:receipt", args=["-"]).removesuffix("-/"),
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )
    return response


def _way_on(request, link):
    """The sign token of the same adult, when this browser has just answered with it."""
    token = request.COOKIES.get(NEXT, "")
    found = links.find(token, Link.Purpose.SIGN)
    return token if found and found.adult_id == link.adult_id else ""


def _nudge(declaration):
    """Start at once what the schedule would find within a minute. No queue, no harm: the answer stands."""
    nudges = [tasks.send_owed_messages.delay]
    if declaration.is_agreement:
        nudges.append(lambda: tasks.store_copy.delay(declaration_id=declaration.pk))
    # Functions, never partials: Django names what failed, and a partial has no name.
    for nudge in nudges:
        transaction.on_commit(nudge, robust=True)


def _school(link):
    return link.adult.school()
