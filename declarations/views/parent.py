"""The parent's pages: what waits, the words and the answer, the lasting receipt. GET shows; only POST acts."""

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import corrections, links, new_links, reading, signing, tasks
from declarations.errors import AlreadyAnswered, NothingToWithdraw, VersionReplaced
from declarations.forms import AnswerForm, WithdrawForm
from declarations.models import Declaration, Link, Request, SignedCopy
from declarations.views import leading, nudges, quick_answers
from declarations.views.by_link import by_link, circumstances
from policies import words


@by_link(Link.Purpose.SIGN)
@require_safe
def waiting(request, link):
    """What waits for this adult and what they have answered; the words themselves when one code waits."""
    asked = link.adult.requests.standing().filter(version__withdrawn_at__isnull=True)
    asked = asked.select_related("version__policy", "answer").order_by("version__title", "pk")
    owed = list(asked.open())
    if len(owed) == 1 and "all" not in request.GET:
        return _show_words(request, link, _asked(link, owed[0].pk))
    for each in owed:
        each.minutes = words.minutes_to_read(each.version)
    answered = asked.exclude(pk__in=[each.pk for each in owed])
    context = {"link": link, "waiting": owed, "answered": answered, "organisation": _school(link)}
    return render(request, "parents/waiting.html", context)


@by_link(Link.Purpose.SIGN, quickly=quick_answers.answer)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request, link, request_id):
    """The words, and the parent's answer to exactly these words."""
    take = _take if request.method == "POST" else _show_words
    return take(request, link, _asked(link, request_id))


@by_link(Link.Purpose.SIGN, find=links.find_even_closed)
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request, link):
    """For a link that has run out: a new one goes to the address on record, whoever asks for it."""
    if link.is_open:
        return redirect("parents:waiting", link.token)
    organisation = _school(link) or link.adult.controller
    if request.method != "POST":
        return render(request, "parents/run_out.html", {"token": link.token, "organisation": organisation}, status=410)
    message = new_links.ask_for(link)
    if message:
        transaction.on_commit(lambda: tasks.send_message.delay(message_id=message.pk), robust=True)
    # The same page whether or not there was anybody to write to.
    return render(request, "parents/new_link_sent.html", {"organisation": organisation})


@by_link(Link.Purpose.RECEIPT)
@require_safe
def receipt(request, link):
    """What was answered, when and to which words, for as long as the school keeps it."""
    declaration = link.declaration
    version = declaration.request.version
    context = {
        "link": link,
        "declaration": declaration,
        "version": version,
        "copy": SignedCopy.objects.filter(declaration=declaration).first(),
        "counts": signing.counts_for(declaration),
        "in_force": version.policy.in_force,
        "owed": link.adult.requests.open().filter(version__withdrawn_at__isnull=True).count(),
        "way_on": leading.way_on(request, link),
        "organisation": _school(link) or version.policy.owner,
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
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
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
    """A request to this adult and to nobody else."""
    asked = link.adult.requests.select_related("adult", "answer__request__version", "version__policy__owner")
    return get_object_or_404(asked, pk=request_id)


def _no_words_now(request, link, asked):
    """Nothing to answer: withdrawn, no longer this adult's concern, or new words not asked about yet."""
    version = asked.version
    gone = asked.cancelled_why == Request.Cancelled.NOT_CONCERNED or version.policy.in_force is None
    context = {"asked": asked, "version": version, "organisation": _school(link) or version.policy.owner}
    if gone:
        return render(request, "parents/not_asked.html", context, status=410)
    return render(request, "parents/just_replaced.html", context, status=409)


def _show_words(request, link, asked):
    current = signing.in_place_of(asked)
    if current is None:
        return _no_words_now(request, link, asked)
    if current != asked:
        return redirect("parents:sign", link.token, current.pk)
    return _show(request, link, asked)


def _take(request, link, asked):
    current = signing.in_place_of(asked)
    if current is None:
        return _no_words_now(request, link, asked)
    form = _form(asked, request.POST)
    if current != asked:
        return _show_newer_words(request, link, asked, form)
    try:
        if asked.answer and asked.answer.is_agreement:
            raise AlreadyAnswered(_("You have answered already. Nothing was changed."))
        if not form.is_valid():
            return _show(request, link, asked, form, status=422)
        if form.is_not_theirs:
            return _not_theirs(request, link, asked, form)
        declaration = signing.answer(asked, **form.answer(), circumstances=circumstances(request, link))
    except VersionReplaced:
        return _show_newer_words(request, link, _asked(link, asked.pk), form)
    except AlreadyAnswered as error:
        messages.info(request, str(error))
        return _to_receipt(link, _asked(link, asked.pk).answer)
    nudges.follow_up(declaration)
    return _to_receipt(link, declaration)


def _form(asked, *args, **kwargs):
    return AnswerForm(asked.version, *args, relationship=signing.only(signing.relationships(asked)), **kwargs)


def _not_theirs(request, link, asked, form):
    """Nothing was signed, and that is all right; the office hears of it."""
    told = corrections.tell_not_mine(link, text=form.told_not_theirs())
    if told.message_id:
        transaction.on_commit(lambda: tasks.send_message.delay(message_id=told.message_id), robust=True)
    context = {"link": link, "asked": asked, "version": asked.version}
    context["organisation"] = _school(link) or asked.version.policy.owner
    return render(request, "parents/not_theirs.html", context)


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
        "form": form or _form(asked),
        "news": reading.news(version, reading.last_answer(asked)),
        "children": signing.children_of(asked),
        "minutes": words.minutes_to_read(version),
        "organisation": _school(link) or version.policy.owner,
    }
    signed = answer and answer.is_agreement
    return render(request, "parents/signed.html" if signed else "parents/sign.html", context, status=status)


def _show_newer_words(request, link, asked, form):
    """The words changed while the parent was reading: nothing was recorded, what they typed is kept."""
    current = signing.in_place_of(asked)
    if current is None:
        return _no_words_now(request, link, asked)
    fresh = _form(current, initial=form.kept_words())
    return _show(request, link, current, fresh, status=409, has_new_words=True)


def _take_back(request, link, asked, comment):
    try:
        nudges.follow_up(signing.withdraw(asked, comment=comment, circumstances=circumstances(request, link)))
    except NothingToWithdraw as error:
        messages.info(request, str(error))
    return redirect("parents:receipt", link.token)


def _to_receipt(link, declaration):
    others_wait = link.adult.requests.open().exists()
    return leading.to_receipt(links.mint_receipt(declaration)[1], link.token, others_wait=others_wait)


def _school(link):
    return link.adult.school()
