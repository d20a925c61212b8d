"""Several tabs are open when staff are logged out: what was typed in each is kept, and each is sent by itself."""

import re
from html import unescape

import pytest
from django.test import Client

from organisations import typed
from tests.organisations.test_second_step import somebody
from tests.organisations.test_typed import DETAILS, TYPED, Head

pytestmark = pytest.mark.django_db
ONE, TWO = "Larkrise by the Water", "Larkrise on the Hill"
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def head(settings, time_machine):
    settings.MFA_REQUIRED = False
    time_machine.move_to("2026-11-20 09:00Z", tick=False)
    return Head(time_machine)


@pytest.fixture
def with_two_tabs(head):
    head.sends_too_late(name=ONE)
    assert "kept for half an hour" in head.sends_from_another_tab(name=TWO).text
    return head


def name_of(school):
    school.refresh_from_db()
    return school.name


def at(head, time):
    head.clock.move_to(f"2026-11-20 {time}Z", tick=False)


def test_each_tab_is_kept_and_sent_by_itself(with_two_tabs):
    head = with_two_tabs
    page = head.logs_in_again()
    assert ONE in page.text and TWO in page.text

    answer = head.sends(page, which=1)
    assert "Saved." in answer.text and name_of(head.school) == TWO
    assert "One page that you typed before you were logged out waits" in answer.text

    answer = head.sends(head.browser.get(TYPED))
    assert "Saved." in answer.text and name_of(head.school) == ONE
    assert "waits to be sent" not in answer.text


def test_each_is_thrown_away_by_itself(with_two_tabs):
    page = with_two_tabs.throws_away(with_two_tabs.logs_in_again())
    assert "Nothing was sent" in page.text and TWO in page.text and ONE not in page.text


def test_words_are_shown_as_they_were_typed_and_an_editor_s_without_their_tags():
    assert typed.words([["a", "2 < 3, call back <soon>"], ["b", "<p>Be <b>kind</b> here</p>"], ["c", "one"]]) == [
        "2 < 3, call back <soon>",
        "Be kind here",
    ]


def test_one_that_is_gone_says_so_and_leads_to_the_others(with_two_tabs):
    page = with_two_tabs.logs_in_again()
    with_two_tabs.throws_away(page)
    again = with_two_tabs.sends(page)
    assert "is not kept any more" in again.text and TWO in again.text


def test_a_tab_is_kept_though_only_a_page_was_opened_before(head):
    head.comes_back()
    assert "kept for half an hour" in head.sends_from_another_tab(name=TWO).text
    assert TWO in head.logs_in_again().text


def test_a_tab_that_is_sent_later_than_half_an_hour_is_not_kept(head):
    head.comes_back()
    at(head, "13:31")
    assert "kept for half an hour" not in head.sends_from_another_tab(name=TWO).text
    assert "still here" not in head.logs_in_again().text


def test_each_is_kept_for_half_an_hour_of_its_own(head):
    head.sends_too_late(name=ONE)
    at(head, "13:20")
    head.sends_from_another_tab(name=TWO)
    at(head, "13:31")
    page = head.logs_in_again()
    assert TWO in page.text and ONE not in page.text
    at(head, "13:51")
    assert "still here" not in head.browser.get(TYPED, follow=True).text


def test_the_same_form_sent_twice_is_kept_once(head):
    head.sends_too_late(name=ONE)
    head.sends_from_another_tab(name=ONE)
    assert head.kept() == [ONE]


def test_five_pages_are_kept_and_the_sixth_says_that_it_is_not(head):
    names = [f"Larkrise number {n}" for n in range(6)]
    head.comes_back()
    told = [head.sends_from_another_tab(name=name).text for name in names]
    assert ["could not be kept" in page for page in told] == [False] * 5 + [True]
    assert head.kept() == names[:5]


def test_all_together_are_no_longer_than_one_may_be(head):
    head.comes_back()
    for number in range(3):
        head.sends_from_another_tab(name=f"{number} " + "long " * 18_000)
    assert len(head.kept()) == 2


def test_once_somebody_has_logged_in_nothing_more_is_left(with_two_tabs):
    head = with_two_tabs
    head.logs_in_again()
    assert not typed.is_awaited(head.browser)
    head.browser.post("/log-out/")
    head.sends_from_another_tab(name="Larkrise after all")
    assert typed.KEPT not in head.browser.session


def test_who_else_logs_in_there_finds_neither(with_two_tabs):
    page = with_two_tabs.logs_in_again(somebody("head"))
    assert ONE not in page.text and TWO not in page.text
    assert typed.KEPT not in with_two_tabs.browser.session


def test_what_is_kept_outlasts_being_logged_out_once_more(with_two_tabs, settings):
    head = with_two_tabs
    head.logs_in_again()
    settings.IDLE_LASTS /= 12
    at(head, "13:15")
    assert "You were away" in head.browser.get(head.address, follow=True).text
    assert ONE in head.logs_in_again().text


def test_what_a_script_sends_is_not_kept(head):
    head.comes_back()
    head.browser.post(head.address, DETAILS | {"name": ONE}, headers={"Sec-Fetch-Dest": "empty"})
    assert not head.kept()


# ── A tab that is sent after logging in again: its token is an old one ────────────────────────────


class Minding(Client):
    """A browser at a portal that minds forgeries, as all are."""

    def __init__(self, cookies):
        super().__init__(enforce_csrf_checks=True, **HERE)
        self.cookies = cookies

    def token(self, address):
        return token_in(self.get(address))


def token_in(page):
    return re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]


@pytest.fixture
def tab(head):
    """Opened before the head logged in again; with the form that comes back."""
    browser = Minding(head.browser.cookies)
    token = browser.token(head.address)
    head.browser.post("/log-out/")
    head.logs_in_again(after="/log-in/?next=/")
    browser.cookies = head.browser.cookies
    return lambda **other: browser.post(head.address, DETAILS | {"csrfmiddlewaretoken": token} | other, **HERE), browser


def given_back(page):
    fields = re.findall(r'<textarea name="([^"]*)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    return {name: unescape(words) for name, words in fields} | {"csrfmiddlewaretoken": token_in(page)}


def test_a_form_with_an_old_token_comes_back_and_is_sent_from_there(head, tab):
    sends, browser = tab
    page = sends(name="Larkrise\n<b> & Co")
    assert page.status_code == 403 and page["Cache-Control"] == "no-store"
    assert "What you typed is not lost" in page.text and "<b>" not in page.text.split("<main")[1]
    assert "Larkrise<br>&lt;b&gt; &amp; Co" in page.text
    assert name_of(head.school) != "Larkrise\n<b> & Co"

    page = sends(name=ONE)
    assert "Saved." in browser.post(head.address, given_back(page), follow=True).text
    assert name_of(head.school) == ONE


def test_whoever_sends_a_kept_page_from_its_tab_does_not_find_it_here_too(with_two_tabs):
    head = with_two_tabs
    head.logs_in_again()
    head.sends_from_another_tab(name=ONE)
    assert head.kept() == [TWO]


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_another_site_chooses_no_words_for_a_page_of_ours(head, tab, origin):
    page = tab[1].post(head.address, DETAILS | {"name": ONE}, headers={"Origin": origin})
    assert page.status_code == 403 and ONE not in page.text and "<form" not in page.text


def test_a_form_with_a_secret_in_it_is_typed_anew(tab):
    page = tab[1].post("/log-in/", {"login": "ada@school.example", "password": "meadow lark rises"}, **HERE)
    assert page.status_code == 403 and "meadow" not in page.text and "ada@" not in page.text
