"""Every page that the portal has, by its own list of addresses: on small screens and large, in large letters, from
right to left. Nothing is wider than the screen, and axe finds nothing."""

import json
import subprocess
import sys

import pytest

from scripts import portal as portals
from tests import doors
from tests.browser.walkers import DESKTOP, Staff, Walker, violations

# (what it is called, width, size of letters, direction)
SIGHTS = [
    ("a small phone", 320, "100%", "ltr"),
    ("a phone", 390, "100%", "ltr"),
    ("a phone with letters twice as large", 390, "200%", "ltr"),
    ("a tablet", 768, "100%", "ltr"),
    ("a desk", 1280, "100%", "ltr"),
    ("a desk with letters twice as large", 1280, "200%", "ltr"),
    ("a phone, right to left", 390, "100%", "rtl"),
    ("a desk, right to left", 1280, "100%", "rtl"),
]
PARTS = 4  # of the longest list of pages, so that two browsers can share it
JUDGED = {"a phone", "a desk, right to left"}  # by axe; the layout is what the width makes different
SETS = "([size, direction]) => Object.assign(document.documentElement, {dir: direction}).style.fontSize = size"
TOO_WIDE = """() => {
    const root = document.documentElement, sticks = [];
    if (root.scrollWidth <= root.clientWidth) return null;
    for (const each of document.body.querySelectorAll("*")) {
        const box = each.getBoundingClientRect();
        if (box.right > root.clientWidth + 1 || box.left < -1) sticks.push(each.outerHTML.slice(0, 90));
    }
    return `${root.scrollWidth - root.clientWidth}px: ${sticks.slice(-2).join(" | ")}`;
}"""
EDITOR_IS_THERE = "!document.querySelector('[type=importmap]') || document.querySelector('[contenteditable=true]')"
EMPTIED = """() => {
    const typed = "input:is([type=text], [type=email], [type=date]), textarea";
    const form = document.querySelector(`main form[method=post]:has(${typed})`);
    for (const field of form.querySelectorAll(typed)) field.value = "";
    form.noValidate = true;
    form.querySelector("button:not([name])").click();
}"""

PAGE, ACT, FILE, ELSEWHERE, NOTHING = "a page", "takes only POST", "gives a file", "leads elsewhere", "is not there"
MADE_LATER = f"{FILE}, or {ELSEWHERE} until the worker has made it"
# Addresses that show nobody a page, each with what it does instead, and why that is no page left out.
NO_PAGES = {
    # What they answer is seen on the page to which they lead.
    **dict.fromkeys(
        "declarations:copies_again declarations:discard_page declarations:discard_rest declarations:forget_list "
        "declarations:forms declarations:letters declarations:letters_posted declarations:open_introduction "
        "declarations:open_link declarations:print_again declarations:print_letters declarations:refuse "
        "declarations:remind declarations:remind_again declarations:send_again declarations:send_failed_again "
        "declarations:settle parents:peace policies:adopt policies:autosave policies:catch_up policies:start_version "
        "policies:submit policies:take_back post:callback_token post:close post:portals_words post:reopen roll:apply "
        "roll:end_contact roll:forget settings:invite_again settings:leave settings:remove_logo".split(),
        ACT,
    ),
    # Files are judged where they are made.
    **dict.fromkeys(
        "care:access_zip care:complaints_csv declarations:board_csv declarations:board_xlsx declarations:everything "
        "declarations:governors_pdf declarations:page_picture declarations:poster declarations:records_csv "
        "declarations:schools_csv declarations:signed_copies declarations:signed_copy organisations:theme "
        "policies:version_pdf roll:template healthz mfa_download_recovery_codes".split(),
        FILE,
    ),
    "declarations:paper": NOTHING,  # a file, and nobody has scanned one here
    "organisations:logo": NOTHING,  # a file, and nobody has sent one here
    "metrics": NOTHING,  # figures for a machine that has the key
    "declarations:printing_pdf": MADE_LATER,
    "parents:receipt_pdf": MADE_LATER,
    "declarations:start": ELSEWHERE,  # to the page with which a role begins
    "account_set_password": ELSEWHERE,  # for whoever has none; the page to change one has the same form
    "mfa_authenticate": ELSEWHERE,  # in the middle of logging in: test_passkeys walks there
    "mfa_login_webauthn": ELSEWHERE,  # spoken to by a script
    "openid_connect_login": ACT,  # leads to the school's own account …
    "openid_connect_callback": ACT,  # … and back; no provider is set up here
}


@pytest.fixture(scope="module")
def house(portal):
    """What stands in the house built for these tests: {kind: addresses}, and who may log in."""
    command = [sys.executable, "-m", "tests.browser.house"]
    done = subprocess.run(command, env=portal.environment, cwd=portals.PROJECT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def pages(walker, named, answers=(200,)):
    """The addresses that answer so, with a page; what the others are is judged by test_no_page_is_passed_over."""
    return [address for _name, address, what in looked_up(walker, named, answers) if what == PAGE]


def looked_up(walker, named, answers=(200,)):
    """[(name, address, what there is to see)] of every address that was given."""
    found = []
    for name, address in {address: (name, address) for name, address in named}.values():
        answer = walker.page.request.head(address, max_redirects=0)
        assert answer.status < 500, f"{address}: {answer.status}"
        found.append((name, address, _what(answer, answers)))
    return found


def _what(answer, answers):
    if answer.status in answers:
        return PAGE if "text/html" in answer.headers.get("content-type", "") else FILE
    return {405: ACT}.get(answer.status, ELSEWHERE if 300 <= answer.status < 400 else NOTHING)


def logged_in(new_context, base_url, session):
    """Somebody with a session that was made for them."""
    walker = Walker(new_context, **DESKTOP)
    walker.context.add_cookies([session | {"url": base_url}])
    return walker


def faults(walker, address):
    """What is wrong with a page, in all sights."""
    walker.page.goto(address)
    walker.page.wait_for_function(EDITOR_IS_THERE)
    return faults_here(walker, address)


def faults_here(walker, address):
    """The same for the page that is open."""
    found = []
    for name, width, size, direction in SIGHTS:
        walker.page.set_viewport_size({"width": width, "height": 844})
        walker.page.evaluate(SETS, [size, direction])
        wide = walker.page.evaluate(TOO_WIDE)
        found += [f"{address} on {name} is too wide, {wide}"] if wide else []
        found += [f"{address} on {name}: {words}" for words in judged(walker.page)] if name in JUDGED else []
    found += [f"{address}: {words}" for words in walker.complaints if "Failed to load resource" not in words]
    walker.complaints.clear()
    return found


def faults_of_empty_form(walker, address):
    """What is wrong with a page whose form came back with all its errors."""
    walker.page.goto(address)
    with walker.page.expect_navigation():
        walker.page.evaluate(EMPTIED)
    return (
        faults_here(walker, f"{address} empty")
        if walker.page.locator(".summary li").count()
        else [f"{address} took it"]
    )


def judged(page):
    """What axe finds."""
    return [f"{each['id']} {node['html'][:140]}" for each in violations(page) for node in each["nodes"][:2]]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_of_a_full_school(new_context, house, part):
    officer = Staff(new_context, house["officer"], "")
    seen = pages(officer, house["full"][part::PARTS])
    assert len(seen) > 50 / PARTS
    assert not (found := [fault for address in seen for fault in faults(officer, address)]), "\n".join(found)


def test_every_page_of_an_empty_school(new_context, house):
    officer = Staff(new_context, house["officer"], "")
    seen = pages(officer, house["empty"])
    assert not (found := [fault for address in seen for fault in faults(officer, address)]), "\n".join(found)


def test_every_page_of_somebody_who_sees_figures_alone(new_context, house):
    viewer = Staff(new_context, house["viewer"], "")
    seen = pages(viewer, house["figures"])
    assert not (found := [fault for address in seen for fault in faults(viewer, address)]), "\n".join(found)


def test_every_page_that_is_open_to_all(new_context, house):
    anybody = Walker(new_context, **DESKTOP)
    seen = pages(anybody, house["open"], answers=(200, 404, 410))
    assert len(seen) > 20
    assert not (found := [fault for address in seen for fault in faults(anybody, address)]), "\n".join(found)


@pytest.mark.parametrize("second_step", ["nothing", "every key"])
def test_every_page_about_oneself(new_context, house, base_url, second_step):
    walker = logged_in(new_context, base_url, house["sessions"][second_step])
    found = [fault for address in pages(walker, house["own"]) for fault in faults(walker, address)]
    assert not found, "\n".join(found)


def test_no_page_is_passed_over(new_context, house, base_url):
    """Every address shows a page to somebody above, or is listed, and is as the list says."""
    officer, anybody = Staff(new_context, house["officer"], ""), Walker(new_context, **DESKTOP)
    seen = looked_up(officer, house["full"]) + looked_up(anybody, house["open"], answers=(200, 410))
    for session in house["sessions"].values():
        seen += looked_up(logged_in(new_context, base_url, session), house["own"])
    found = {}
    for name, _address, what in seen:
        found.setdefault(name, set()).add(what)
    passed_over = {name: sorted(what) for name, what in found.items() if name and PAGE not in what}

    every = {name for name, _pattern in doors.addresses()} - {"carriers:notify"}  # shows nobody anything
    assert set(found) - {""} == every, "some were not looked up"
    listed = {name: any(kind in NO_PAGES.get(name, "") for kind in what) for name, what in passed_over.items()}
    wrong = {name: passed_over[name] for name, is_so in listed.items() if not is_so}
    assert not wrong, "they showed no page: give the house what they want, or list them with the reason"
    assert not NO_PAGES.keys() - passed_over.keys(), "listed, and shows a page"


@pytest.mark.parametrize("who", ["staff", "all"])
def test_every_kind_of_form_that_comes_back_with_its_errors(new_context, house, who):
    walker = Staff(new_context, house["officer"], "") if who == "staff" else Walker(new_context, **DESKTOP)
    found = [fault for address in house["forms"][who] for fault in faults_of_empty_form(walker, address)]
    assert not found, "\n".join(found)


def test_every_page_that_says_what_went_wrong(new_context, house):
    anybody = Walker(new_context, **DESKTOP)
    found = []
    for name, body in house["errors"].items():
        anybody.page.route(
            f"**/{name}", lambda route, _request, body=body: route.fulfill(body=body, content_type="text/html")
        )
        found += faults(anybody, f"/{name}")
    assert not found, "\n".join(found)
