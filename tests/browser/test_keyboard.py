"""The staff's pages without a mouse: the skip link, the order of the tabs, a focus that can be seen, menus."""

import pytest

from tests.browser.walkers import Staff

PAGES = ["overview/", "", "to-do/", "adults/{adult}/", "policies/", "settings/", "roll/", "messages/"]
MOST_TABS = 400
# Where the focus is, whether it can be seen, and whether it shows on the screen.
FOCUS = """() => {
    const it = document.activeElement, box = it.getBoundingClientRect(), all = [...document.querySelectorAll("*")];
    const card = it.closest(".choice, .group > div[id] > div");  // of a choice the whole card shows it
    const isSeen = [it, card].some((each) => {
        const style = each && getComputedStyle(each);
        return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    return {
        place: all.indexOf(it),
        name: it.outerHTML.slice(0, 120),
        isSeen,
        isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


@pytest.fixture
def head(new_context):
    head = Staff(new_context, "head@thistledown.example", "thistledown")
    head.page.emulate_media(reduced_motion="reduce")  # no page is still gliding when it is asked
    return head


@pytest.mark.parametrize("path", PAGES)
def test_tab_leads_through_a_page_in_its_own_order_and_shows_where_it_is(head, path):
    head.opens()
    adult = head.page.locator("tbody th a").first.get_attribute("href").rstrip("/").rpartition("/")[2]
    head.opens(path.format(adult=adult))
    before = -1
    for _tab in range(MOST_TABS):
        head.page.keyboard.press("Tab")
        focus = head.page.evaluate(FOCUS)
        if focus["place"] < before or "<body" in focus["name"]:
            break
        assert focus["place"] > before, focus["name"]
        assert focus["isSeen"], focus["name"]
        assert focus["isOnScreen"], focus["name"]
        before = focus["place"]
    assert before > 0


def test_the_first_tab_leads_past_the_menus(head):
    head.opens()
    head.page.keyboard.press("Tab")
    head.page.keyboard.press("Enter")
    assert head.page.evaluate("document.activeElement.id") == "main"
    head.page.keyboard.press("Tab")
    assert head.page.evaluate("document.activeElement.closest('main') !== null")


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(head):
    head.opens()
    menu = head.page.locator(".bulkbar details.menu")
    menu.locator("summary").press("Enter")
    assert menu.evaluate("menu => menu.open")
    head.page.keyboard.press("Tab")
    head.page.keyboard.press("Escape")
    assert not menu.evaluate("menu => menu.open")
    assert menu.locator("summary").evaluate("summary => summary === document.activeElement")


def test_what_can_be_done_with_those_ticked_comes_into_the_tab_order(head):
    head.opens()
    assert not head.page.get_by_role("button", name="Print letters to those ticked").is_visible()
    head.page.locator("[name=pick]").first.press("Space")
    assert head.page.get_by_role("button", name="Print letters to those ticked").is_visible()
