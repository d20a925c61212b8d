"""Passkeys, with Chromium's own authenticator in the place of a fingerprint reader."""

import pytest

from tests.browser.walkers import DESKTOP, PASSWORD, Staff, Walker

SCHOOL = "thistledown"
READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class WithReader(Staff):
    """Somebody whose computer has a fingerprint reader."""

    def __init__(self, new_context, email, organisation):
        super().__init__(new_context, email, organisation)
        self.reader = self.context.new_cdp_session(self.page)
        self.reader.send("WebAuthn.enable")
        self.finger = self.reader.send("WebAuthn.addVirtualAuthenticator", {"options": READER})["authenticatorId"]

    def lays_the_finger(self, button):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button).click()
        return self.looks()

    def lays_a_wrong_finger(self, button):
        self.page.get_by_role("button", name=button).click()
        self.page.locator("[data-passkey-says]").wait_for()
        return self.looks()

    def goes_to_add(self, name, *, alone=True):
        self.goes_to("/second-step/webauthn/add/")
        if "/log-in/again/" in self.page.url:
            self.page.locator("input[type=password]").fill(PASSWORD)
            self.presses("Go on")
        self.writes("A name for it", name)
        self.page.get_by_label("Log in with it alone").set_checked(alone)
        return self

    def adds_a_passkey(self, name, *, alone=True):
        return self.goes_to_add(name, alone=alone).lays_the_finger("Add this passkey")

    def logs_out(self):
        self.goes_to("/log-out/")
        return self.presses("Log out")

    def types_the_password(self, email):
        self.page.locator("input[type=email]").fill(email)
        self.page.locator("input[type=password]").fill(PASSWORD)
        return self.presses("Log in")


FORGET = "Authenticator.objects.filter(user__email='governor@thistledown.example').delete()"


@pytest.fixture
def viewer(new_context, portal):
    yield WithReader(new_context, "governor@thistledown.example", SCHOOL)
    portal.manage("shell", "-c", FORGET)


def test_a_passkey_opens_the_door_alone(viewer):
    viewer.adds_a_passkey("Office laptop").sees("codes are left")
    viewer.logs_out()

    viewer.goes_to("/log-in/").lays_the_finger("Log in with a passkey")

    assert f"/o/{SCHOOL}/" in viewer.page.url


def test_a_passkey_is_the_second_step_after_a_password(viewer):
    viewer.adds_a_passkey("Office laptop", alone=False)
    viewer.logs_out()

    viewer.goes_to("/log-in/").types_the_password("governor@thistledown.example").sees("Second step")
    viewer.lays_the_finger("Use a passkey")

    assert f"/o/{SCHOOL}/" in viewer.page.url


def test_a_wrong_finger_changes_nothing_and_is_answered_calmly(viewer):
    viewer.reader.send("WebAuthn.setUserVerified", {"authenticatorId": viewer.finger, "isUserVerified": False})
    viewer.goes_to_add("Office laptop").lays_a_wrong_finger("Add this passkey").sees(
        "That did not work, and nothing was changed."
    )

    viewer.reader.send("WebAuthn.setUserVerified", {"authenticatorId": viewer.finger, "isUserVerified": True})
    viewer.goes_to("/second-step/webauthn/").sees("You have no passkey.")


def test_a_passkey_is_renamed_and_when_it_is_lost_removed(viewer):
    viewer.adds_a_passkey("Office laptop")
    viewer.goes_to("/second-step/webauthn/").sees("Office laptop", "Opens the door alone")

    viewer.follows("Rename Office laptop").writes("A name for it", "Old laptop")
    viewer.presses("Save").sees("Old laptop")
    viewer.follows("Remove Old laptop")
    viewer.presses("Remove it").sees("You have no passkey.")

    viewer.logs_out()
    viewer.goes_to("/log-in/").lays_the_finger("Log in with a passkey").sees("This does not fit")


def test_without_scripts_the_log_in_still_has_its_password(new_context):
    plain = Walker(new_context, **DESKTOP, java_script_enabled=False)
    plain.page.goto("/log-in/")

    assert plain.page.get_by_role("button", name="Log in", exact=True).is_visible()
    assert plain.page.get_by_role("button", name="passkey").is_hidden()
