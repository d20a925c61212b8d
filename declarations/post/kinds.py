"""Every kind of message that goes to parents: what may stand in a school's own words for it, and what always stays."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from declarations.post.models import ON_PAPER, Way

PLACEHOLDERS = {
    "name": _("the parent’s name"),
    "children": _("the children’s given names"),
    "codes": _("what is to be read, by its title"),
    "minutes": _("how many minutes it takes"),
    "code": _("what was answered, by its title"),
    "version": _("its version"),
    "answer": _("the answer, in words"),
    "when": _("when it was given"),
    "days": _("for how many days the link works"),
    "told": _("what was told about the records"),
    "school": _("the school’s name"),
    "link": _("the parent’s own link"),
}
ASKED = ("name", "children", "codes", "minutes", "school", "link")


@dataclass(frozen=True)
class Kind:
    """`name` is that of the kept words. `rest` stands below them, whatever a school writes: its file without ending."""

    name: str
    label: str
    template: str
    rest: str
    placeholders: tuple
    needs: tuple = ("link",)
    way: Way = Way.EMAIL

    @property
    def has_subject(self):
        return self.way == Way.EMAIL

    @property
    def meanings(self):
        """{placeholder: what it stands for} of this kind."""
        return {name: PLACEHOLDERS[name] for name in self.placeholders}


ALL = (
    Kind("ask", _("The first e-mail"), "emails/please_sign", "emails/_asked", ASKED),
    Kind("reminder", _("Every reminder by e-mail"), "emails/reminder", "emails/_asked", ASKED),
    Kind(
        "receipt",
        _("The receipt for an answer"),
        "emails/receipt",
        "emails/_not_yours",
        ("name", "code", "version", "answer", "when", "school", "link"),
    ),
    Kind("link", _("A new link"), "emails/new_link", "emails/_link_lasts", ("name", "days", "school", "link")),
    Kind(
        "correction",
        _("The copy of what was told about the records"),
        "emails/correction",
        "emails/_not_told",
        ("name", "told", "school", "link"),
        needs=("told", "link"),
    ),
    Kind(
        "differs",
        _("The question whether an answer was theirs"),
        "emails/correction",
        "emails/_not_told",
        ("name", "school", "link"),
    ),
    Kind(
        "not_mine",
        _("The word that somebody has no parental responsibility"),
        "emails/correction",
        "emails/_not_told",
        ("name", "school", "link"),
    ),
    Kind(
        "confirm",
        _("The question whether an address is right"),
        "emails/confirm_address",
        "emails/_not_asked",
        ("school", "link"),
    ),
    Kind(
        "replaced",
        _("The word to an address that was replaced"),
        "emails/address_replaced",
        "emails/_not_wished",
        ("school",),
        needs=(),
    ),
    Kind(
        "not_found",
        _("The word to somebody whom the records do not have"),
        "emails/not_found",
        "emails/_not_counted",
        ("school",),
        needs=(),
    ),
    Kind("text", _("The first text message"), "texts/ask", "texts/_rest", ASKED, way=Way.TEXT),
    Kind("text_again", _("Every reminder by text message"), "texts/reminder", "texts/_rest", ASKED, way=Way.TEXT),
    Kind("text_link", _("A new link by text message"), "texts/link", "", ("school", "link"), way=Way.TEXT),
    Kind("text_told", _("What was told, by text message"), "texts/correction", "", ("school", "link"), way=Way.TEXT),
    Kind(
        "text_other",
        _("Whether an answer was theirs, by text message"),
        "texts/correction",
        "",
        ("school", "link"),
        way=Way.TEXT,
    ),
    Kind("letter", _("The letter on paper"), "letters/letter", "letters/_rest", ASKED, way=Way.LETTER),
)
KINDS = {kind.name: kind for kind in ALL}
ABOUT = {"differs": "differs", "not_mine": "not_mine"}  # of a correction, what has words of its own
BY_TEXT = {
    "ask": "text",
    "reminder": "text_again",
    "link": "text_link",
    "correction": "text_told",
    "not_mine": "text_told",
    "differs": "text_other",
}


def of(message):
    """The kind of this message."""
    if message.way in ON_PAPER:
        return KINDS["letter"]
    name = message.purpose
    if name == "correction":
        name = ABOUT.get(message.correction.about, name)
    return KINDS[BY_TEXT[name] if message.way == Way.TEXT else name]
