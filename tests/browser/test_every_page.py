"""Every page that the portal has, by its own list of addresses: on small screens and large, in large letters, from
right to left. Nothing is wider than the screen, and axe finds nothing."""

import json
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe

from scripts import portal as portals
from tests.browser.walkers import DESKTOP, Staff, Walker

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
AXE = Axe()


@pytest.fixture(scope="module")
def house(portal):
    """What stands in the house built for these tests: {kind: addresses}, and who may log in."""
    command = [sys.executable, "-m", "tests.browser.house"]
    done = subprocess.run(command, env=portal.environment, cwd=portals.PROJECT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def pages(walker, addresses, answers=(200,)):
    """Those that answer so, with a page; the others take only POST, give a file, or lead elsewhere."""
    for address in dict.fromkeys(addresses):
        answer = walker.page.request.head(address, max_redirects=0)
        assert answer.status < 500, f"{address}: {answer.status}"
        if answer.status in answers and "text/html" in answer.headers.get("content-type", ""):
            yield address


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
    violations = AXE.run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']} {node['html'][:140]}" for each in violations for node in each["nodes"][:2]]


def test_every_page_of_a_full_school(new_context, house):
    officer = Staff(new_context, house["officer"], "")
    seen = list(pages(officer, house["full"]))
    assert len(seen) > 50
    assert not (found := [fault for address in seen for fault in faults(officer, address)]), "\n".join(found)


def test_every_page_of_an_empty_school(new_context, house):
    officer = Staff(new_context, house["officer"], "")
    seen = list(pages(officer, house["empty"]))
    assert not (found := [fault for address in seen for fault in faults(officer, address)]), "\n".join(found)


def test_every_page_of_somebody_who_sees_figures_alone(new_context, house):
    viewer = Staff(new_context, house["viewer"], "")
    seen = list(pages(viewer, house["figures"]))
    assert not (found := [fault for address in seen for fault in faults(viewer, address)]), "\n".join(found)


def test_every_page_that_is_open_to_all(new_context, house):
    anybody = Walker(new_context, **DESKTOP)
    seen = list(pages(anybody, house["open"], answers=(200, 404, 410)))
    assert len(seen) > 20
    assert not (found := [fault for address in seen for fault in faults(anybody, address)]), "\n".join(found)


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
