"""Languages by their own names: those in which adults may be written to."""

from functools import cache

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language_info

PORTAL = settings.LANGUAGE_CODE
KNOWN = {code for code, info in LANG_INFO.items() if "name_local" in info and code != "en"}


def name(code):
    """As its speakers call it."""
    if code not in KNOWN:
        return code
    info = get_language_info(code)
    return info["name_local"][:1].upper() + info["name_local"][1:]


@cache
def choices():
    """Every language there is a name for: the portal's first."""
    return [(code, name(code)) for code in (PORTAL, *sorted(KNOWN - {PORTAL}, key=name))]


@cache
def by_words():
    """{a name or code in small letters: code}, for what a file says."""
    found = {"english": PORTAL, "en": PORTAL}
    for code in KNOWN:
        info = get_language_info(code)
        for words in (code, info["name"], info["name_local"]):
            found.setdefault(words.casefold(), code)
    return found


def of_portal(code):
    """The language of the portal's own lines beside words in this one: the same, where it has been translated."""
    return code if code in dict(settings.LANGUAGES) else PORTAL
