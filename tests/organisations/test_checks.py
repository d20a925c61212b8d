from django.core import checks

from organisations.checks import there_is_a_seal


def test_the_portal_says_before_it_starts_that_it_has_no_seal(settings):
    settings.DEMO, settings.SEAL_KEY = False, ""
    assert "organisations.E001" in {error.id for error in checks.run_checks()}


def test_a_demo_makes_its_own_and_a_key_is_enough(settings):
    settings.SEAL_KEY = ""
    assert there_is_a_seal(None) == []
    settings.DEMO, settings.SEAL_KEY = False, "a key"
    assert there_is_a_seal(None) == []
