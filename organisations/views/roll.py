"""For the office: who is on the roll. Search, look, add, correct, mark, merge."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from organisations import history
from organisations.access import staff_only
from organisations.errors import Namesake, RollError, StillNeeded
from organisations.models import Adult, Role
from organisations.roll import dependents, merging, people, telling, unmerging
from organisations.roll_forms import AdultFilter, AdultForm, ChildFilter, ChildForm, ContactForm, MergeForm, RuleForm
from organisations.roll_tables import AdultTable, ChildTable

ROWS = 50


@staff_only(Role.OFFICE)
@require_safe
def adults(request):
    """Every parent and carer with a child here."""
    organisation = request.organisation
    here = organisation.children.on_roll()
    kept = organisation.adults.filter(merged_into=None)
    listed = kept.prefetch_related(Prefetch("children", queryset=here, to_attr="children_here"))
    chosen = AdultFilter(request.GET, queryset=listed, children=organisation.children)
    return _list(request, AdultTable, chosen, "adults")


@staff_only(Role.OFFICE)
@require_safe
def children(request):
    """Every child here, on roll or gone."""
    listed = request.organisation.children.prefetch_related(
        Prefetch("adults", queryset=Adult.objects.filter(merged_into=None), to_attr="adults_now")
    )
    return _list(request, ChildTable, ChildFilter(request.GET, queryset=listed), "children")


@staff_only(Role.OFFICE)
@require_safe
def adult(request, adult_id):
    """One adult: details, their children here, who may be the same person, who changed what."""
    organisation = request.organisation
    found = get_object_or_404(organisation.adults.select_related("merged_into"), pk=adult_id)
    history.record(organisation, "looked", found, by=request.user)
    context = {
        "adult": found,
        "contacts": found.contacts.filter(child__in=organisation.children).select_related("child__school"),
        "same_person": [] if found.merged_into_id else people.same_person(organisation, found)[:10],
        "merges": unmerging.merges_at(organisation).filter(adult=found),
        "entries": telling.story(people.changes_of(organisation, adult=found)),
    }
    return render(request, "organisations/roll_adult.html", context)


@staff_only(Role.OFFICE)
@require_safe
def child(request, child_id):
    """One child: details, their adults, who changed what."""
    found = get_object_or_404(request.organisation.children.select_related("school"), pk=child_id)
    history.record(request.organisation, "looked", found, by=request.user)
    context = {
        "child": found,
        "contacts": found.contacts.select_related("adult"),
        "same_child": merging.same_child(found)[:10],
        "merges": unmerging.merges_at(request.organisation).filter(child=found),
        "entries": telling.story(people.changes_of(request.organisation, child=found)),
    }
    return render(request, "organisations/roll_child.html", context)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_child(request):
    """A child whom no file has brought."""
    form = ChildForm(request.POST or None, organisation=request.organisation)
    if form.is_valid():
        facts = {"school": request.organisation} | form.cleaned_data
        if added := _try_to_add_child(request, form, facts):
            messages.success(request, _("%s is on the roll. Now add a parent or carer.") % added)
            return redirect("roll:child", request.organisation.slug, added.pk)
    return _form(request, form, _("Add a child"), back=["children"])


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_child(request, child_id):
    found = get_object_or_404(request.organisation.children, pk=child_id)
    form = ChildForm(request.POST or None, organisation=request.organisation, child=found)
    return _correct(request, form, found, "child")


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_adult(request, adult_id):
    found = get_object_or_404(request.organisation.adults, pk=adult_id, merged_into=None)
    form = AdultForm(request.POST or None, adult=found)
    return _correct(request, form, found, "adult")


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_adult(request, child_id):
    """A parent or carer of this child whom no file has brought."""
    found = get_object_or_404(request.organisation.children, pk=child_id)
    form, contact = AdultForm(request.POST or None), ContactForm(request.POST or None)
    if form.is_valid() and contact.is_valid():
        facts = form.cleaned_data | {"contact": contact.cleaned_data}
        if added := _try_to_add_adult(request, form, found, facts):
            messages.success(request, _("%s is on the roll.") % added)
            return redirect("roll:adult", request.organisation.slug, added.pk)
    return _form(request, form, _("Add a parent or carer"), contact, caption=found.full_name, back=["child", child_id])


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, adult_id, child_id):
    """How an adult and a child belong together."""
    found, their_child = _pair(request, adult_id, child_id)
    kept = found.contacts.filter(child=their_child).first()
    form = ContactForm(request.POST or None, contact=kept)
    if form.is_valid():
        people.tie(request.organisation, found, their_child, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("roll:adult", request.organisation.slug, adult_id)
    title = _("%(adult)s and %(child)s") % {"adult": found, "child": their_child}
    return _form(request, form, title, back=["adult", adult_id])


@staff_only(Role.OFFICE)
@require_POST
def end_contact(request, adult_id, child_id):
    """An adult is no contact of a child any more."""
    found, their_child = _pair(request, adult_id, child_id)
    people.untie(request.organisation, get_object_or_404(found.contacts, child=their_child), by=request.user)
    messages.success(
        request, _("%(adult)s is no contact of %(child)s any more.") % {"adult": found, "child": their_child}
    )
    return redirect("roll:adult", request.organisation.slug, adult_id)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_rule(request, adult_id):
    """Whether an adult may be contacted. Reminders stop within a minute."""
    found = get_object_or_404(request.organisation.adults, pk=adult_id, merged_into=None)
    form = RuleForm(request.POST or None, initial={"contact_rule": found.contact_rule})
    if form.is_valid():
        given = form.cleaned_data
        people.set_contact_rule(
            request.organisation, found, given["contact_rule"], by=request.user, reason=given["reason"]
        )
        messages.success(request, _("Saved. No file can change this."))
        return redirect("roll:adult", request.organisation.slug, adult_id)
    return _form(request, form, _("May this person be contacted?"), caption=found.full_name, back=["adult", adult_id])


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, adult_id, other_id):
    """Two records of one person become one; staff say which is kept."""
    kept = request.organisation.adults.filter(merged_into=None)
    here = request.organisation.children
    kept = kept.prefetch_related(Prefetch("children", queryset=here, to_attr="children_here"))
    pair = [get_object_or_404(kept, pk=pk) for pk in (adult_id, other_id)]
    form = MergeForm(request.POST or None, people=pair, initial={"kept": adult_id})
    if form.is_valid():
        stays, goes = pair if form.cleaned_data["kept"] == str(adult_id) else reversed(pair)
        if merged := _try(form, people.merge, request.organisation, stays, goes, by=request.user):
            messages.success(request, _("The two records of %s are one now.") % merged)
            return redirect("roll:adult", request.organisation.slug, merged.pk)
    context = {"form": form, "pair": [(each, dependents.of(Adult, [each.pk])) for each in pair]}
    return render(request, "organisations/roll_merge.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_children(request, child_id, other_id):
    """Two records of one child become one; staff say which is kept."""
    pair = [get_object_or_404(request.organisation.children, pk=pk) for pk in (child_id, other_id)]
    form = MergeForm(request.POST or None, people=pair, initial={"kept": child_id})
    if form.is_valid():
        stays, goes = pair if form.cleaned_data["kept"] == str(child_id) else reversed(pair)
        if merged := _try(form, merging.merge_children, request.organisation, stays, goes, by=request.user):
            messages.success(request, _("The two records of %s are one now.") % merged)
            return redirect("roll:child", request.organisation.slug, merged.pk)
    context = {"form": form, "pair": pair}
    return render(request, "organisations/roll_merge_children.html", context, status=422 if form.errors else 200)


@staff_only(Role.OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def unmerge(request, change_id):
    """Two records that were merged here are two again, or what stands in the way."""
    change = get_object_or_404(unmerging.merges_at(request.organisation), pk=change_id)
    kept, reasons = getattr(change, change.about), unmerging.needs(change)
    if request.method == "POST":
        try:
            unmerging.undo(request.organisation, change, by=request.user)
        except StillNeeded as refused:
            reasons = refused.reasons
        except RollError as error:
            messages.warning(request, str(error))
            return redirect(f"roll:{change.about}", request.organisation.slug, kept.pk)
        else:
            messages.success(request, _("Undone: they are two records again."))
            return redirect(f"roll:{change.about}", request.organisation.slug, kept.pk)
    context = {"change": change, "kept": kept, "other": unmerging.other_of(change), "reasons": reasons}
    return render(request, "organisations/roll_unmerge.html", context)


def _list(request, table_class, chosen, current):
    table = table_class(chosen.qs, organisation=request.organisation)
    RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    context = {"filter": chosen, "table": table, "current": current}
    return render(request, "organisations/roll_people.html", context)


def _correct(request, form, person, page):
    here, by = request.organisation, request.user
    if form.is_valid() and _try(form, people.correct, here, person, by=by, **form.cleaned_data):
        messages.success(request, _("Corrected. It stands until your own records say something new."))
        return redirect(f"roll:{page}", here.slug, person.pk)
    return _form(request, form, _("Correct details"), caption=person.full_name, back=[page, person.pk])


def _try(form, rule, *args, **kwargs):
    """What a rule gives back; when it refuses, the form says why."""
    try:
        return rule(*args, **kwargs)
    except RollError as error:
        form.add_error(None, str(error))
        return None


def _try_to_add_child(request, form, facts):
    """The new child; or None, and the form says why or asks about who has the same name."""
    try:
        return people.add_child(request.organisation, by=request.user, **facts)
    except Namesake as error:
        address = reverse("roll:child", args=[request.organisation.slug, error.found.pk])
        year = error.found.year_group and _("Year %s") % error.found.year_group
        words = _("Open the page of %(name)s") % {"name": error.found}
        form.ask_about(error, address, words, year, error.found.class_name)
    except RollError as error:
        form.add_error(None, str(error))
    return None


def _try_to_add_adult(request, form, child, facts):
    """The new adult; or None, and the form asks about who has the same name: they can be tied to the child instead."""
    try:
        return people.add_adult(request.organisation, child, by=request.user, **facts)
    except Namesake as error:
        address = reverse("roll:contact", args=[request.organisation.slug, error.found.pk, child.pk])
        words = _("It is the same person: %(name)s") % {"name": error.found}
        form.ask_about(error, address, words, error.found.email, error.found.phone)
        return None


def _form(request, form, title, *more, back, caption=""):
    """One or two forms on a page; `back` is the page to which "Cancel" leads."""
    forms = [form, *more]
    page, *args = back
    address = reverse(f"roll:{page}", args=[request.organisation.slug, *args])
    context = {"forms": forms, "form": form, "title": title, "caption": caption, "back": address}
    has_errors = any(each.errors for each in forms)
    return render(request, "organisations/roll_form.html", context, status=422 if has_errors else 200)


def _pair(request, adult_id, child_id):
    found = get_object_or_404(request.organisation.adults, pk=adult_id, merged_into=None)
    return found, get_object_or_404(request.organisation.children, pk=child_id)
