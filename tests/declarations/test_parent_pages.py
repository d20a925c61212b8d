"""What a parent meets on opening the link: what waits, the words, the answer; each error, and each second thought."""

import re
from html import unescape

import pytest
from django.test import Client

from declarations import links
from declarations.models import Declaration, Message
from declarations.signing import Outcome
from tests import factories as make
from tests.declarations.people import SIGNATURE, Parent, parent_asked, text

pytestmark = pytest.mark.django_db
WHO, RESPONSIBLE = "Choose what you are to the child", "Say whether you have parental responsibility"
CHOOSE, NAME = "Choose one of the three answers", "Enter your full name"
TICK = "Tick the box to show that you intend this as your signature"


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


def test_the_link_leads_straight_to_the_words_when_one_code_waits():
    parent = parent_asked(title="Social media")
    page = parent.opens_the_link()
    assert page.status_code == 200
    assert page.context["version"] == parent.owes().version
    for words in ("Social media", "Amira", "Unkind posts", "I have read this code and agree", "I will not:"):
        assert words in text(page)


def test_several_codes_are_listed_each_with_its_own_answer():
    parent = parent_asked(title="Social media")
    school = parent.adult.school()
    make.published(school, reference="gate", title="At the gate")
    parent.signs(parent.adult.requests.get(version__policy__reference="code"))
    make.published(school, reference="plays", title="School plays")

    page = parent.opens_the_link()

    assert [each.version.title for each in page.context["waiting"]] == ["At the gate", "School plays"]
    assert [each.version.title for each in page.context["answered"]] == ["Social media"]
    assert "You signed it" in text(page)


def test_with_nothing_to_answer_the_page_says_so(parent):
    parent.signs(parent.owes())
    assert "Nothing waits for you" in text(parent.opens_the_link())


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(parent, method):
    getattr(parent.browser, method)(f"/s/{parent.token}/{parent.owes().pk}/")
    assert parent.owes()
    assert not Declaration.objects.exists()
    assert not Message.objects.exists()


def test_a_mail_scanner_that_follows_every_link_answers_nothing(parent):
    page = parent.opens_the_link()
    for address in set(re.findall(r'href="(/[^"#]+)"', page.text)):
        parent.browser.get(address)
    assert parent.owes()


def test_undertakings_are_read_out_with_what_leads_into_them(parent):
    page = parent.opens_the_link().text
    lead_in = re.search(r'<p id="(lead-in-\d+)"><strong>I will not:</strong>', page)[1]
    assert f'<ul class="undertakings" aria-labelledby="{lead_in}"><li>Post unkind words</li>' in page


def test_words_in_another_language_say_so():
    page = parent_asked(language="ar", title="مدونة").opens_the_link()
    assert '<article class="policy" lang="ar" dir="rtl">' in page.text
    assert '<bdi lang="ar">مدونة</bdi>' in page.text


def test_whoever_answered_before_reads_what_has_changed_since(parent):
    parent.signs(parent.owes())
    make.revise(parent.adult.requests.get().version, summary_of_changes="A rule about plays was added.")

    page = parent.opens_the_link()

    assert "What changed since you last answered" in text(page)
    assert "A rule about plays was added." in text(page)
    assert "<ins>" in page.text


def test_whoever_never_answered_reads_nothing_of_changes(parent):
    make.revise(parent.owes().version, summary_of_changes="A rule about plays was added.")
    assert "A rule about plays" not in text(parent.opens_the_link())


def test_nobody_sees_that_there_is_another_adult():
    school = make.SchoolFactory()
    child = make.ChildFactory(school=school)
    one, other = make.parent_of(child), make.parent_of(child, given_name="Bronisława", email="b@home.example")
    make.published(school)
    Parent(other).signs(other.requests.get())

    page = Parent(one).opens_the_link()

    assert not any(words in page.text for words in ("Bronisława", "b@home.example"))
    assert Parent(one).owes()


# ── Answering ─────────────────────────────────────────────────────────────────────────────────────


def test_a_name_keeps_its_joiners_and_turns_nothing_around(parent):
    """U+202E would show the words after the name back to front; a Persian name is misspelt without its joiner."""

    parent.signs(parent.owes(), typed_name="علی\u200cرضا \u202eSam \u2066O\u2069\u200dR")

    assert Declaration.objects.get().typed_name == "علی\u200cرضا Sam O\u200dR"


def test_a_signature_keeps_how_it_came(parent, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    parent.browser.defaults |= {"HTTP_USER_AGENT": "Phone\x00/1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 203.0.113.9"}

    page = parent.signs(parent.owes(), typed_name="  Sam   Okafor ")

    declaration = Declaration.objects.get()
    assert (declaration.outcome, declaration.typed_name) == (Outcome.SIGNED, "Sam Okafor")
    assert (declaration.ip_address, declaration.user_agent) == ("203.0.113.9", "Phone/1")
    assert declaration.link == links.find(parent.token, "sign")
    assert "Thank you, Sam Okafor" in text(page)


def test_saying_no_is_one_click(parent):
    page = parent.sends(parent.owes(), outcome="declined")
    assert Declaration.objects.get().outcome == Outcome.DECLINED
    assert "Your answer has no consequences for your child" in text(page)


def test_asking_to_talk_tells_the_office_what_about_and_how_to_reach(parent):
    page = parent.sends(parent.owes(), outcome="wants_to_talk", question="What is unkind?", reach_me="after four")
    assert Declaration.objects.get().comment == "What is unkind?\n\nCan be reached: after four"
    assert "The school will get in touch" in text(page)


def test_words_for_another_choice_are_not_kept(parent):
    parent.signs(parent.owes(), reason="I was about to say no", question="Why?")
    assert Declaration.objects.get().comment == ""


def test_a_code_only_to_be_read_asks_for_no_signature():
    parent = parent_asked(asks="acknowledgement")
    page = parent.opens_the_link()
    assert "I have read it" in text(page)
    assert 'name="intends"' not in page.text

    parent.sends(parent.owes(), outcome="acknowledged", typed_name="Sam Okafor", relationship="mother")

    assert Declaration.objects.get().outcome == Outcome.ACKNOWLEDGED


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, [CHOOSE]),
        ({"outcome": "maybe"}, None),
        ({"outcome": "withdrawn"}, None),
        ({"outcome": "signed"}, [NAME, WHO, TICK]),
        ({"outcome": "signed", "typed_name": "Sam Okafor", "relationship": "father"}, [TICK]),
        (SIGNATURE | {"typed_name": "   "}, [NAME]),
        (SIGNATURE | {"typed_name": "--- 1 ---"}, [NAME]),
        (SIGNATURE | {"relationship": ""}, [WHO]),
        (SIGNATURE | {"relationship": "aunt"}, None),
        (SIGNATURE | {"relationship": "other"}, [RESPONSIBLE]),
        (SIGNATURE | {"relationship": "other", "responsible": "perhaps"}, None),
        (SIGNATURE | {"typed_name": "S" * 2_000}, None),
        (SIGNATURE | {"typed_name": "Sam\x00Okafor"}, None),
        ({"outcome": "declined", "reason": "x" * 4_001}, None),
    ],
)
def test_what_is_missing_is_said_beside_its_question_and_at_the_top(parent, typed, errors):
    page = parent.sends(parent.owes(), **typed)
    shown = [error for words in page.context["form"].errors.values() for error in words]
    assert page.status_code == 422
    assert shown
    assert errors in (None, shown)
    assert all(text(page).count(unescape(error)) == 2 for error in shown)
    assert "<title>Error: Being kind online" in page.text
    assert not Declaration.objects.exists()


def test_errors_take_the_focus_and_keep_what_was_typed(parent):
    typed = {"typed_name": "Sam O'Brien", "reason": "Because", "question": "What?", "reach_me": "at 9"}
    page = parent.sends(parent.owes(), outcome="signed", **typed)
    assert '<div class="summary" role="alert" tabindex="-1" autofocus' in page.text
    assert '<a href="#id_intends">' in page.text
    form = page.context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert form["outcome"].value() == "signed"
    assert re.search(r'value="signed"[^>]* checked', page.text)


# ── Forgery ───────────────────────────────────────────────────────────────────────────────────────


def test_another_adults_request_is_not_here(parent):
    stranger = parent_asked()
    for page in (parent.reads(stranger.owes()), parent.signs(stranger.owes())):
        assert page.status_code == 404
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("number", [0, 999_999_999, 10**30])
def test_a_number_that_belongs_to_nothing_is_not_here(parent, number):
    assert parent.browser.get(f"/s/{parent.token}/{number}/").status_code == 404


@pytest.mark.parametrize("content_hash", ["0" * 64, "x", "' OR 1=1 --"])
def test_words_that_were_not_on_the_page_are_not_signed(parent, content_hash):
    page = parent.signs(parent.owes(), content_hash=content_hash)
    assert page.status_code == 409
    assert not Declaration.objects.exists()


def test_time_name_and_children_are_ours_to_say(parent):
    parent.signs(parent.owes(), answered_at="2001-01-01", route="paper", children="[]", language="xx", ip_address="1")
    declaration = Declaration.objects.get()
    assert declaration.answered_at.year >= 2026
    assert (declaration.route, declaration.language, len(declaration.children)) == ("online", "en-gb", 1)


def test_an_answer_from_another_site_is_refused(parent):
    asked = parent.owes()
    parent = Parent(parent.adult, enforce_csrf_checks=True)
    assert parent.signs(asked).status_code == 403
    assert not Declaration.objects.exists()


def test_an_answer_from_a_page_without_its_cookie_comes_back_to_be_sent_again(parent):
    asked = parent.owes()
    parent.browser = Client(enforce_csrf_checks=True, HTTP_ORIGIN="http://testserver")
    page = parent.signs(asked, typed_name='Zoë "O’Hara" <b>', csrfmiddlewaretoken="x" * 64)
    assert page.status_code == 403 and "What you typed is not lost" in page.text
    assert not Declaration.objects.exists()

    again = re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    again.append(re.search(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page.text).groups())
    parent.browser.post(page.request["PATH_INFO"], {name: unescape(words) for name, words in again})
    assert Declaration.objects.get().typed_name == 'Zoë "O’Hara" <b>'


def test_staff_who_are_logged_in_do_not_sign_for_a_parent_by_knowing_the_number(parent):
    parent.browser.force_login(make.head_of(parent.adult.school()))
    page = parent.browser.post(f"/s/{'A' * 43}/{parent.owes().pk}/", SIGNATURE)
    assert page.status_code == 404


# ── What every page keeps to ──────────────────────────────────────────────────────────────────────


def test_pages_are_not_kept_found_or_told_to_others(parent):
    page = parent.opens_the_link()
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "same-origin"
    assert "unsafe-inline" not in page["Content-Security-Policy"]


def test_no_page_needs_more_than_fifteen_queries(parent, django_assert_max_num_queries):
    parent.signs(parent.owes())
    newer = make.revise(parent.adult.requests.get().version)
    request = parent.owes()
    with django_assert_max_num_queries(15):
        parent.reads(request)
    with django_assert_max_num_queries(15):
        parent.sends(request)
    parent.signs(request)
    with django_assert_max_num_queries(15):
        parent.reads(newer.requests.get())
    token = links.mint_receipt(Declaration.objects.latest("pk"))[1]
    with django_assert_max_num_queries(15):
        parent.browser.get(f"/r/{token}/")


def test_a_long_list_costs_no_more_than_a_short_one(parent, django_assert_num_queries):
    school = parent.adult.school()
    make.published(school, reference="second")
    parent.opens_the_link()
    with django_assert_num_queries(5):
        parent.opens_the_link()
    for number in range(3):
        make.published(school, reference=f"more-{number}")
    with django_assert_num_queries(5):
        parent.opens_the_link()
