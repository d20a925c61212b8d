"""What a file says of a person, beside what the roll says: only what the source says anew can change anything."""

from organisations.models import Adult

CHILD_FIELDS = ("given_name", "family_name", "upn", "year_group", "class_name", "joined_on")
ADULT_FIELDS = ("given_name", "family_name", "email", "phone", "address", "language")
CONTACT_FIELDS = ("relationship", "parental_responsibility", "priority")
Rule = Adult.ContactRule


def child(facts, kept, said, day):
    """(before, after, said) of a child on the roll."""
    before, after, said_now = _fields(CHILD_FIELDS, facts, kept, said)
    leaving = facts.get("left_on", "")
    if said.get("left_on") != leaving:
        said_now["left_on"] = leaving
        left_on = _left_on(leaving, kept, day)
        if left_on != text(kept.left_on):
            before["left_on"], after["left_on"] = text(kept.left_on), left_on
    return _in_order(before, after, kept), after, said_now


def adult(facts, kept, said):
    """(before, after, said) of an adult on the roll. A source may ask for less contact; more is for staff to allow."""
    before, after, said_now = _fields(ADULT_FIELDS, facts, kept, said)
    rule = facts.get("contact_rule", "")
    if rule != said.get("contact_rule", ""):
        said_now["contact_rule"] = rule
        if rule and kept.contact_rule == Rule.NORMAL:
            before["contact_rule"], after["contact_rule"] = Rule.NORMAL.value, rule
    return before, after, said_now


def contact(facts, kept, said):
    """(before, after, said) of how the two belong together."""
    return _fields(CONTACT_FIELDS, facts, kept, said)


def text(value):
    """A column's value as JSON keeps it."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _fields(names, facts, kept, said):
    before, after, said_now = {}, {}, dict(said)
    for name in names:
        now = facts.get(name)
        if now in ("", None) or said.get(name) == now:
            continue
        said_now[name] = now
        if text(getattr(kept, name)) != now:
            before[name], after[name] = text(getattr(kept, name)), now
    return before, after, said_now


def _left_on(leaving, kept, day):
    """The last day: given, or today for one who is simply said to have left, or none."""
    if leaving == "left":
        return text(kept.left_on) or day.isoformat()
    return leaving


def _in_order(before, after, kept):
    """Nobody leaves before they join: a first day after the last one is taken to be a slip, and left out."""
    joined = after.get("joined_on", text(kept.joined_on))
    left = after.get("left_on", text(kept.left_on))
    if left and left < joined:
        for name in ("joined_on", "left_on"):
            before.pop(name, None)
            after.pop(name, None)
    return before
