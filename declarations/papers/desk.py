"""Pages on the desk: the picture beside whose it is, what can be done with it, and what was typed."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from declarations import signing, standing
from declarations.errors import DeclarationError
from declarations.filters import BoardFilter
from declarations.models import Request
from declarations.office_forms import PageForm
from declarations.papers import filing
from declarations.papers.pile_models import PilePage
from organisations.models import Child

WITH = "version__policy__owner", "adult", "answer__recorded_by"
MOST_FOUND = 20
Found = PilePage.Found


@dataclass
class Sheet:
    """One page with the request it seems to answer, if any."""

    page: PilePage
    request: Request | None
    standing: str
    twin: PilePage | None = None
    form: PageForm | None = None
    asks_again: bool = False
    is_filed: bool = False
    letters: tuple = ()  # pages that came with it, before the answer

    @property
    def may_be_filed(self):
        return self.form is not None

    @property
    def is_looked_at(self):
        """Whether somebody says that they have looked at it."""
        return bool(self.form and self.form.is_bound)

    @property
    def has_errors(self):
        return bool(self.form and self.form.is_bound and self.form.errors)


def with_all(requests):
    """Requests with what is shown of them."""
    children = Prefetch("adult__children", queryset=Child.objects.on_roll(), to_attr="children_here")
    return requests.select_related(*WITH).prefetch_related(children)


def on_desk(pages):
    """Pages with what is shown of them."""
    asked = Prefetch("form__request", queryset=with_all(Request.objects.all()))
    related = ("pile__organisation__trust", "pile__by", "form", "source", "declaration", "discarded_by")
    return pages.select_related(*related).prefetch_related(asked)


def sheets(pages, data=None):
    """These pages with a form for each; `data` is what was typed for those that were ticked."""
    pages = list(pages)
    twins, letters = filing.twins(pages), filing.letters(pages)
    _share_versions([page.form.request for page in pages if page.form])
    found = [_sheet(page, page.form and page.form.request, data, twins.get(page)) for page in pages]
    for each in found:
        each.letters = letters.get(each.page.form_id, ())
    return found


def sheet(page, request, data=None):
    """The same of one page, for which nothing has to be ticked."""
    return _sheet(page, request, data, filing.twins([page]).get(page), alone=True)


def file(sheet, *, by):
    """File a page as typed. Returns whether it is filed; what is wrong stands in the form."""
    if not (sheet.form and sheet.form.is_bound and sheet.form.is_valid()):
        return False
    try:
        filing.file(sheet.page, sheet.request, by=by, **sheet.form.answer())
    except DeclarationError as error:
        sheet.form.add_error(None, str(error))
    else:
        sheet.is_filed = True
    return sheet.is_filed


def search(organisation, words):
    """Those asked now whose own or child's name, or address, holds these words."""
    asked = standing.asked_at(organisation).filter(version__in=standing.versions_at(organisation))
    children = organisation.children.on_roll()
    found = BoardFilter({"q": words}, queryset=with_all(asked), children=children, places=[]).qs
    found = list(found.order_by("adult__family_name", "adult__given_name", "pk")[:MOST_FOUND])
    _share_versions(found)
    return [Sheet(None, request, filing.standing_of(request)) for request in found]


def figures(pile):
    """How many pages of a pile wait, are filed, were put away, are blank."""
    return pile.pages.aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(declaration=None, discarded_at=None) & ~Q(found__in=PilePage.NOBODY_NEEDED)),
        filed=Count("pk", filter=Q(declaration__isnull=False)),
        discarded=Count("pk", filter=Q(discarded_at__isnull=False)),
        blank=Count("pk", filter=Q(found=Found.BLANK)),
        letters=Count("pk", filter=Q(found=Found.LETTER)),
    )


def _sheet(page, request, data, twin, *, alone=False):
    if request is None:
        return Sheet(page, None, "", twin)
    where = filing.standing_of(request)
    asks_again = where == filing.Standing.REPLACED and signing.asks_again_since(request.version)
    form = _form(page, request, data, alone) if where in filing.FILABLE and page.is_waiting else None
    return Sheet(page, request, where, twin, form, asks_again)


def _form(page, request, data, alone):
    """Bound only where somebody says that they have looked; what was typed beside another page is not lost."""
    prefix = "" if alone else f"page-{page.pk}"
    blank = PageForm(version=request.version, prefix=prefix, initial={"typed_name": request.adult.full_name})
    if alone:
        del blank.fields["looked"]
        blank.helper.layout.fields.remove("looked")
    if data is None:
        return blank
    if alone or data.get(blank.add_prefix("looked")):
        blank.data, blank.is_bound = data, True
        return blank
    typed = {name: data.get(blank.add_prefix(name), "") for name in blank.fields}
    return PageForm(version=request.version, prefix=prefix, initial=typed)


def _share_versions(requests):
    """One object for each version, so that what it finds out about itself is asked once."""
    known = {}
    for request in requests:
        request.version = known.setdefault(request.version_id, request.version)
