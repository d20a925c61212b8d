"""When two records that were merged are two again, each has the answers that it gave.

Until then an answer of the one may have counted for both. What was answered after the merge could be either's, so it
stands in the way.
"""

from declarations.models import Declaration, Request
from organisations import history
from organisations.models import Event
from organisations.roll import dependents, unmerging


def given_since(kept, since):
    """Answers that the one kept has given, or somebody wrote down for them, since the merge."""
    told = Event.objects.filter(about_type="request", about_id__in=list(kept.requests.values_list("pk", flat=True)))
    number = told.filter(at__gte=since, detail__has_key="declaration").count()
    return [dependents.Need(str(Declaration._meta.verbose_name_plural), number, [kept])] if number else []


def give_back(organisation, kept, other, by):
    """The one kept owes the answers again that it never gave."""
    borrowed = Request.objects.select_for_update(of=("self",)).filter(adult=kept, answer__request__adult=other)
    for request in borrowed.select_related("answer", "version__policy__owner"):
        Request.objects.filter(pk=request.pk).update(answer=None)
        told = {"adult": kept.pk, "merged": other.pk, "answer": request.answer_id}
        history.record(request.version.policy.owner, "answer_given_back", request, by=by, **told)


unmerging.NEEDS.append(given_since)
unmerging.SEPARATE.append(give_back)
