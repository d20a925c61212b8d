"""The processes that `make run` starts, met through a browser."""


def test_the_front_door_leads_staff_to_the_log_in(page):
    page.goto("/")

    assert page.url.endswith("/log-in/?next=/")


def test_pages_come_with_their_style(page):
    failed = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.on("response", lambda answer: answer.ok or failed.append(answer.url))
    page.goto("/log-in/")

    assert page.locator("link[rel=stylesheet]").count() and failed == []
