"""The school link: for adults without a link of their own. It says the same to everybody."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from declarations import tasks
from declarations.errors import AlreadyAnswered, VersionReplaced
from declarations.forms import AnswerForm
from declarations.joining import holding, introducing
from declarations.joining.forms import JoinForm
from declarations.views.by_link import circumstances
from declarations.views.checking import public
from declarations.views.visitors import not_too_often
from organisations.models import Organisation
from policies import words
from policies.models import PolicyVersion

TIMES = 60


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    """Asks who somebody is; the answer never depends on what the school knows."""
    school = get_object_or_404(Organisation, slug=slug, kind=Organisation.Kind.SCHOOL)
    form = JoinForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "organisation": school}
        return render(request, "joining/join.html", context, status=422 if form.errors else 200)
    introducing.introduce(school, **form.cleaned_data)
    transaction.on_commit(tasks.write_to_introduced.delay, robust=True)
    return render(request, "joining/sent.html", {"organisation": school})


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Says what confirming means; POST confirms, so a mail scanner that opens the link does not."""
    introduction = introducing.find(token)
    if introduction is None:
        return _opens_nothing(request, token)
    if request.method == "POST":
        introducing.confirm(introduction)
    elif not introduction.confirmed_at:
        context = {"introduction": introduction, "organisation": introduction.organisation}
        return render(request, "joining/confirm.html", context)
    return redirect("join:codes", token)


@public
@not_too_often(TIMES)
@require_safe
def codes(request, token):
    """The codes of the school, each to be read and answered at once; what was said already is shown."""
    introduction = _confirmed(token)
    if introduction is None:
        return _opens_nothing(request, token)
    answers = {held.version_id: held for held in introduction.answers.all()}
    versions = list(holding.codes_for(introduction.organisation))
    for version in versions:
        version.held, version.minutes = answers.get(version.pk), words.minutes_to_read(version)
    context = {"introduction": introduction, "versions": versions, "token": token}
    return render(request, "joining/codes.html", context | {"organisation": introduction.organisation})


@public
@not_too_often(TIMES)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token, version_id):
    """The words, and an answer to exactly these words that is held until the office knows whose it is."""
    introduction = _confirmed(token)
    if introduction is None or introduction.settled_at:
        return redirect("join:codes", token) if introduction else _opens_nothing(request, token)
    version, is_newer = _version_in_place_of(introduction, version_id)
    if request.method != "POST" or is_newer:
        form = AnswerForm(version, request.POST) if request.method == "POST" else None
        return _show(request, introduction, token, version, form and AnswerForm(version, initial=form.kept_words()))
    form = AnswerForm(version, request.POST)
    if not form.is_valid():
        return _show(request, introduction, token, version, form)
    if form.is_not_theirs:
        holding.say_not_theirs(introduction)
        context = {"version": version, "token": token, "organisation": introduction.organisation}
        return render(request, "joining/not_theirs.html", context)
    return _hold(request, introduction, token, version, form)


def _hold(request, introduction, token, version, form):
    try:
        holding.hold(introduction, version, circumstances=circumstances(request, None), **form.answer())
        messages.success(request, _("Thank you. Your answer is kept."))
    except AlreadyAnswered as error:
        messages.info(request, str(error))
    except VersionReplaced:
        version, _is_newer = _version_in_place_of(introduction, version.pk)
        return _show(request, introduction, token, version, AnswerForm(version, initial=form.kept_words()))
    return redirect("join:codes", token)


def _show(request, introduction, token, version, form):
    """With a form that was typed into: what is wrong with it, or that the words have changed since."""
    has_new_words = form is not None and not form.is_bound
    context = {
        "introduction": introduction,
        "token": token,
        "version": version,
        "policy": version.policy,
        "form": form or AnswerForm(version),
        "has_new_words": has_new_words,
        "minutes": words.minutes_to_read(version),
        "organisation": introduction.organisation,
    }
    status = 200 if form is None else 409 if has_new_words else 422
    return render(request, "joining/answer.html", context, status=status)


def _version_in_place_of(introduction, version_id):
    """The words in force now, and whether they are others than those asked for; 404 for all that is not for them."""
    found = {version.pk: version for version in holding.codes_for(introduction.organisation)}
    if version_id in found:
        return found[version_id], False
    shown = get_object_or_404(PolicyVersion.objects.published(), pk=version_id)
    newer = next((version for version in found.values() if version.policy_id == shown.policy_id), None)
    if newer is None:
        raise Http404
    return newer, True


def _confirmed(token):
    introduction = introducing.find(token)
    return introduction if introduction and introduction.confirmed_at else None


def _opens_nothing(request, token):
    return render(request, "parents/opens_nothing.html", {"token": token}, status=404)
