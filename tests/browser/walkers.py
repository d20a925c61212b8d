"""The people who walk through the running portal, each with a browser of their own."""

from axe_playwright_python.base import AXE_SCRIPT

PASSWORD = "a-demo-of-meadowlark"
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WORKER_TAKES = 90_000  # milliseconds: the schedule looks once a minute for what was lost


# A button that is fading has neither its old colours nor its new ones.
HAS_STOPPED_MOVING = """() => Promise.all(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < Infinity)
    .map(each => each.finished.catch(() => null))).then(() => null)"""


def violations(page):
    """What axe finds, by all its rules; it is brought to a page once, however often it looks."""
    page.evaluate(HAS_STOPPED_MOVING)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")


class Walker:
    """Somebody at a browser. Every page is checked: accessible, within its policy, wholly on the screen."""

    def __init__(self, new_context, **options):
        self.context = new_context(**options)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goes_to(self, address):
        self.page.goto(address)
        return self.looks()

    def presses(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        return self.looks()

    def follows(self, name):
        self.page.get_by_role("link", name=name).first.click()
        return self.looks()

    def writes(self, label, words):
        self.page.get_by_label(label).fill(words)

    def chooses(self, label):
        self.page.get_by_label(label, exact=True).check()

    def sees(self, *words):
        text = self.page.locator("main").inner_text()
        missing = [each for each in words if each not in text]
        assert not missing, f"{missing} not in {text}"
        return self

    def looks(self):
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide}px too wide"
        assert not self.complaints, f"{self.page.url}: {self.complaints}"
        found = violations(self.page) if self._can_be_asked() else []
        assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        return self

    def takes(self, name):
        """The bytes behind a link to a file."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=name).first.click()
        return waiting.value.path().read_bytes()

    def waits_for(self, words):
        """Look again until the worker has done its part."""
        deadline = self.page.evaluate("Date.now()") + WORKER_TAKES
        while words not in self.page.locator("main").inner_text():
            assert self.page.evaluate("Date.now()") < deadline, f"{words!r} never came to {self.page.url}"
            self.page.wait_for_timeout(500)
            self.page.reload()
        return self.looks()

    def _can_be_asked(self):
        return "html" in self.page.evaluate("document.contentType")

    def _hear(self, message):
        if message.type == "error" and "status of 422" not in message.text:
            self.complaints.append(message.text)


class Staff(Walker):
    """Logged in, at one organisation."""

    def __init__(self, new_context, email, organisation):
        super().__init__(new_context, **DESKTOP)
        self.home = f"/o/{organisation}/"
        self.goes_to("/log-in/")
        self.page.locator("input[type=email]").fill(email)
        self.page.locator("input[type=password]").fill(PASSWORD)
        self.presses("Log in")

    def opens(self, path=""):
        return self.goes_to(self.home + path)


class Parent(Walker):
    """On a phone, without an account and without JavaScript."""

    def __init__(self, new_context, link):
        super().__init__(new_context, **PHONE, java_script_enabled=False)
        self.link = "/".join(link.split("/")[:5]) + "/"  # where one code waits alone, the browser was led on to it

    def opens_the_link(self, title):
        """The code of this title, out of all that the school has asked."""
        self.goes_to(f"{self.link}?all")
        return self.waits_for(title).follows(title)

    def signs(self, name):
        self.chooses("I agree to this code and sign it")
        self.writes("Your full name", name)
        self.chooses("I intend this as my signature")
        return self.presses("Send my answer")

    def looks(self):
        """Without scripts no page can be measured; another look with scripts is taken elsewhere."""
        self.page.wait_for_load_state()
        return self
