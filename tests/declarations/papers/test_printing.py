"""Forms to answer by hand: for whom, in which order, with what on them; and a worker that may be killed."""

import io
from copy import deepcopy
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from declarations import standing, tasks
from declarations.models import Link
from declarations.papers import printing
from declarations.papers.models import Form, Printing
from organisations.models import Event
from tests import factories as make
from tests import prints
from tests.declarations.papers.printed import begin, codes, content, finish, printed
from tests.declarations.papers.returned import parent
from tests.declarations.staff import Staff, office_at
from tests.scenes import once

pytestmark = pytest.mark.django_db
NAMES = ("O'Brien-Łukaszewicz", "فاطمة الزهراء", "محمد اقبال", "王小明", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ")
LONG = "Undertaking {}: I will not write anything about staff, children or other families that is unkind or untrue."


class Printed:
    """A school that has printed the form of its one parent; and another with parents' names in many scripts."""

    def __init__(self):
        self.school = make.SchoolFactory(name="Larkrise Primary School")
        self.adult = parent(self.school)
        self.version = make.published(self.school, reference="gate")
        self.printing = finish(begin(self.version, self.school).pk)
        self.form, self.pdf = self.printing.forms.get(), content(self.printing)
        elsewhere = make.SchoolFactory()
        for name in NAMES:
            parent(elsewhere, given_name="", family_name=name)
        self.of_many_names = finish(begin(make.published(elsewhere), elsewhere).pk)


built = once(Printed)


@pytest.fixture
def one(built):
    return deepcopy(built)


def test_a_form_is_for_one_adult_and_says_which_words_it_is_about(one):
    (sheet,) = prints.pages(one.pdf)

    for said in (
        "Sam Rao",
        "Amira Okafor (4 Oak)",
        "Larkrise Primary School asks you to read “Being kind online”, version 1",
        f"The whole code is at localhost:8000/w/{one.version.content_hash[:12]}/",
        "I will not:",
        "Post unkind words",
        "I have read the code, agree to it and sign it",
        "I do not want to sign",
        "please call me",
        "Signature",
        "Date",
        f"form {one.form.pk}",
        f"words {one.version.content_hash[:12]}",
    ):
        assert said in sheet


def test_an_ordinary_code_fits_on_one_page(school):
    """A page for each adult: what has a page without the code on it is more to scan, and more to look at."""
    children = [make.ChildFactory(school=school, given_name=f"Bartłomiej-{n}", class_name=f"{n} Elm") for n in range(5)]
    make.parent_of(*children, given_name="Siobhán", family_name="O'Brien-Łukaszewicz")
    declared = "I have read this code of conduct and had the chance to ask about it. I agree to follow it always."
    version = make.published(school, declaration=declared, undertakings=[LONG.format(n) for n in range(9)])

    assert len(prints.pages(printed(version, school))) == 1


def test_a_code_that_is_only_read_asks_for_no_signature(school):
    parent(school)
    (sheet,) = prints.pages(printed(make.published(school, asks="acknowledgement"), school))
    assert "I have read it" in sheet and "Signature" not in sheet


def test_the_code_on_a_form_names_the_form_and_opens_nothing(one):
    ((said,),) = codes(one.pdf)

    assert said == f"CP1:{one.form.token}"
    assert (len(one.form.token), one.form.request) == (26, one.version.requests.get())
    assert not any(word in said for word in (str(one.adult.pk) + "/", "Rao", "http", "/s/"))
    assert not Link.objects.exists()


def test_no_two_forms_have_the_same_code(school):
    parent(school), parent(school, given_name="Ines")
    version = make.published(school)
    begin(version, school), begin(version, school)
    assert Form.objects.filter(request__version=version).values("token").distinct().count() == 4


def test_forms_come_by_class_and_name(school):
    for name, of_class in (("Zoe", "10 Ash"), ("Ben", "2 Elm"), ("Ada", "2 Elm"), ("Tom", "2 Ash")):
        parent(school, given_name=name, class_name=of_class)
    found = prints.pages(printed(make.published(school), school))
    assert [sheet.split("Rao")[0].split()[-1] for sheet in found] == ["Tom", "Ada", "Ben", "Zoe"]


def test_a_family_stands_where_its_chosen_class_does(school):
    elm = make.ChildFactory(school=school, class_name="1 Elm", year_group="1")
    oak = make.ChildFactory(school=school, class_name="6 Oak", year_group="6")
    make.parent_of(elm, oak, given_name="Ines", family_name="Zed")
    parent(school, class_name="5 Ash")
    version = make.published(school)

    everybody = [form.request.adult.given_name for form in begin(version, school).forms.all()]
    of_oak = [form.request.adult.given_name for form in begin(version, school, class_name="6 Oak").forms.all()]

    assert everybody == ["Ines", "Sam"]
    assert of_oak == ["Sam", "Ines"]  # whoever is not in the class named stands before it


def test_families_without_an_address_get_the_letter_on_paper(school):
    parent(school)
    version = make.published(school, covering_letter="Dear parents,\n\nplease read our code at home.")
    (sheet,) = prints.pages(printed(version, school))
    assert "please read our code at home." in sheet


def test_however_long_it_grows_the_code_is_on_the_page_with_the_answer(school):
    children = [make.ChildFactory(school=school, given_name=f"Bartłomiej-{n}", class_name=f"{n} Elm") for n in range(5)]
    make.parent_of(*children, given_name="Siobhán", family_name="O'Brien-Łukaszewicz")
    version = make.published(
        school, covering_letter="Dear parents.\n\n" * 12, undertakings=[LONG.format(n) for n in range(14)]
    )

    pdf = printed(version, school)
    pages = prints.pages(pdf)

    assert len(pages) > 1
    assert [found.startswith("CP1:") for (found,) in codes(pdf)] == ["Signature" in page for page in pages]
    assert [page for page in pages if "Signature" in page and "Siobhán O'Brien-Łukaszewicz" in page]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_script_are_printed(one, name):
    assert one.of_many_names.state == "ready"
    assert one.of_many_names.forms.get(request__adult__family_name=name).why_not == ""


def test_one_name_that_no_font_has_keeps_nobody_else_from_their_form(school):
    parent(school), parent(school, given_name="", family_name="\U000e0fff\U0001f9ff\U000abcde"), parent(school)
    begun = finish(begin(make.published(school), school).pk)

    assert len(prints.pages(content(begun))) == 2
    assert begun.forms.exclude(why_not="").count() == 1


def test_a_form_names_no_other_adult_and_no_child_of_another_school():
    trust = make.TrustFactory()
    here, there = make.SchoolFactory(trust=trust), make.SchoolFactory(trust=trust)
    child = make.ChildFactory(school=here, given_name="Amira")
    make.parent_of(child, given_name="Ines", family_name="Hidden")
    make.parent_of(child, make.ChildFactory(school=there, given_name="Elsewhere"), given_name="Sam", family_name="Rao")

    of_ines, of_sam = prints.pages(printed(make.published(trust), here))

    assert "Sam" not in of_ines and "Hidden" not in of_sam
    assert "Amira" in of_sam and "Elsewhere" not in of_sam


def test_the_printer_is_told_to_use_one_side_only(one):
    with pikepdf.open(io.BytesIO(one.pdf)) as document:
        assert document.Root.ViewerPreferences.Duplex == "/Simplex"


# ── In parts ─────────────────────────────────────────────────────────────────────────────────────


def many(school, monkeypatch, number=3, at_once=2):
    monkeypatch.setattr(printing, "AT_ONCE", at_once)
    for each in range(number):
        parent(school, given_name=f"Parent{each}")
    return begin(make.published(school), school)


def names(pdf):
    return [sheet.split("Rao")[0].split()[-1] for sheet in prints.pages(pdf)]


def test_many_forms_are_printed_in_parts_and_become_one_file(school, monkeypatch):
    begun = many(school, monkeypatch)

    assert printing.print_next(begun.pk)
    assert Printing.objects.get(pk=begun.pk).done == 2
    found = finish(begun.pk)

    assert names(content(found)) == [f"Parent{each}" for each in range(3)]
    assert default_storage.listdir("forms")[1] == [f"{begun.pk}.pdf"]


def test_a_printing_whose_worker_was_killed_is_found_again_and_goes_on(school, monkeypatch):
    begun = many(school, monkeypatch)
    printing.print_next(begun.pk)
    school.printings.update(claimed_at=timezone.now())  # taken by a worker that is killed here
    default_storage.save(f"forms/{begun.pk}-2.part", io.BytesIO(b"half a part"))

    assert not printing.owed().exists()
    assert not printing.print_next(begun.pk)
    school.printings.update(claimed_at=timezone.now() - printing.CLAIM_LASTS - timedelta(seconds=1))

    assert printing.owed().exists()
    assert names(content(finish(begun.pk))) == [f"Parent{each}" for each in range(3)]


def test_what_kills_every_worker_stops_and_the_office_may_try_again(school, monkeypatch):
    begun = many(school, monkeypatch)
    school.printings.update(attempts=printing.MOST_ATTEMPTS)

    assert not printing.print_next(begun.pk)
    assert (Printing.objects.get(pk=begun.pk).state, printing.owed().exists()) == ("failed", False)
    printing.try_again(begun)
    assert finish(begun.pk).state == "ready"


def test_a_finished_printing_is_not_printed_again(school, monkeypatch):
    found = finish(many(school, monkeypatch).pk)
    before = content(found)
    assert not printing.print_next(found.pk)
    assert content(found) == before


def test_the_file_goes_after_a_week_but_its_forms_stay_known(school, monkeypatch):
    found = finish(many(school, monkeypatch).pk)
    school.printings.update(finished_at=timezone.now() - printing.KEPT - timedelta(hours=1))

    tasks.work_on_paper()

    assert (Printing.objects.get(pk=found.pk).state, found.forms.count()) == ("gone", 3)
    assert default_storage.listdir("forms")[1] == []


def test_six_forms_take_as_many_queries_as_two(school):
    for each in range(6):
        parent(school, given_name=f"Parent{each}")
    version = make.published(school)
    some = version.requests.filter(adult__given_name__in=["Parent0", "Parent1"])
    two = printing.begin(version, standing.listed(some, school), school, by=make.UserFactory())

    with CaptureQueriesContext(connection) as of_two:
        printing.print_next(two.pk)
    six = begin(version, school)
    with CaptureQueriesContext(connection) as of_six:
        printing.print_next(six.pk)

    assert (two.number, six.number) == (2, 6)
    assert len(of_two) == len(of_six) <= 12


# ── At the office ────────────────────────────────────────────────────────────────────────────────


def orders(office, **choices):
    query = "&".join(f"{name}={value}" for name, value in choices.items())
    return office.posts("forms", choices=query)


def test_the_office_prints_for_those_it_has_chosen_and_takes_the_file_away(school):
    parent(school), parent(school, given_name="Ines", class_name="5 Elm")
    make.published(school, reference="gate")
    office = office_at(school)

    assert "0 of 1 are laid out" in orders(office, class_name="5 Elm").text
    begun = finish(school.printings.get().pk)
    assert "One sheet is ready" in office.opens("printing", begun.pk).text
    response = office.opens("printing_pdf", begun.pk)

    (sheet,) = prints.pages(b"".join(response.streaming_content))
    assert "Ines Rao" in sheet
    assert response["Content-Disposition"] == 'attachment; filename="gate-1-forms.pdf"'
    assert response["Cache-Control"] == "no-store"
    verbs = Event.objects.filter(actor=office.user).values_list("verb", flat=True)
    assert {"printed_forms", "downloaded_forms"} <= set(verbs)


def test_no_form_is_printed_for_those_who_have_answered(school):
    adult = parent(school)
    parent(school, given_name="Ines")
    version = make.published(school)
    make.answer(version.requests.get(adult=adult), "declined")

    orders(office_at(school))

    assert [form.request.adult.given_name for form in Form.objects.filter(request__version=version)] == ["Ines"]


@pytest.mark.parametrize(
    ("most", "said"), [(3_000, "Nobody here still has to answer"), (-1, "That is too many sheets")]
)
def test_where_there_is_nothing_or_too_much_the_board_says_so(school, monkeypatch, most, said):
    monkeypatch.setattr(printing, "MOST", 1 if most < 0 else most)
    if most < 0:
        parent(school), parent(school)
        make.published(school)
    assert said in orders(office_at(school), state="not_asked").text
    assert not school.printings.exists()


def test_before_it_is_ready_there_is_nothing_to_take_away(school):
    parent(school)
    office = office_at(school)
    begun = printing.begin(make.published(school), [], school, by=office.user)
    assert office.opens("printing_pdf", begun.pk).status_code == 302


def test_who_was_left_out_is_named_with_the_reason(one):
    Form.objects.update(why_not="No font on the server has: OGHAM LETTER BEITH.")
    page = office_at(one.school).opens("printing", one.printing.pk).text
    assert "Not printed" in page and "Sam Rao" in page and "OGHAM" in page


def test_a_stopped_printing_says_so_and_goes_on_with_a_click(school):
    parent(school)
    begun = begin(make.published(school), school)
    school.printings.update(failed_at=timezone.now())
    office = office_at(school)
    assert "The work stopped" in office.opens("printing", begun.pk).text
    office.posts("print_again", begun.pk)
    assert finish(begun.pk).state == "ready"


def test_a_stopped_printing_stands_on_the_list_of_what_is_to_do_until_it_goes_on(school):
    parent(school)
    begun, office = begin(make.published(school), school), office_at(school)
    assert "Printing that stopped" not in office.opens("to_do").text

    school.printings.update(failed_at=timezone.now())
    page = office.opens("to_do").text
    assert "Printing that stopped" in page and reverse("declarations:printing", args=[school.slug, begun.pk]) in page
    assert "Printing that stopped" not in office_at(make.SchoolFactory()).opens("to_do").text

    office.posts("print_again", begun.pk)
    assert "Printing that stopped" not in office.opens("to_do").text


def test_forms_that_stopped_long_ago_are_wanted_no_more_but_letters_are(school):
    parent(school)
    begin(make.published(school), school)
    school.printings.update(failed_at=timezone.now() - timedelta(days=8))
    assert not printing.stopped_at(school)
    school.printings.update(version=None)
    assert printing.stopped_at(school)


@pytest.mark.parametrize("role", ["viewer", "approver"])
def test_forms_are_for_the_office(school, role):
    assert Staff(school, role).posts("forms").status_code == 403


def test_another_school_does_not_find_a_printing(one):
    for page in ("printing", "printing_pdf"):
        assert office_at(make.SchoolFactory()).opens(page, one.printing.pk).status_code == 404


def test_the_list_of_printings_is_read_in_as_many_queries_for_ten_as_for_one(school, django_assert_num_queries):
    parent(school)
    version = make.published(school)
    office = office_at(school)
    begin(version, school)
    office.opens("papers")
    with django_assert_num_queries(8):
        office.opens("papers")
    for _each in range(9):
        begin(version, school)
    with django_assert_num_queries(8):
        assert "1 form" in office.opens("papers").text
