"""Plain text in, a parsed code out: every line is taken, left out and shown, or pointed at."""

from dataclasses import dataclass, field

from policies.importing import (
    about,
    blanks,
    contents,
    damage,
    dates,
    facts,
    form,
    front,
    furniture,
    headings,
    languages,
    letters,
    lines,
    meaning,
    numbering,
    owners,
    reasons,
    shapes,
    signoff,
    structure,
    tables,
    titles,
    units,
)
from policies.importing.notes import Notes
from policies.importing.parsed import ParsedCode


@dataclass
class _Parts:
    """A text cut into what it is made of."""

    cover: list
    body: list
    forms: list
    approvals: list
    letters: tuple
    letter_units: list
    contents: list
    everything: list
    front: list
    found: list = field(default_factory=list)


def read_text(text, remarks=(), left=()):
    """The code as it was understood. Never raises: what cannot be understood is pointed at.

    `remarks` are (what, why, line) to look at, `left` those left out, that the kind of file gave rise to.
    """
    notes = Notes()
    for remark in remarks:
        notes.look(*remark)
    for each in left:
        notes.leave_out(*each)
    parts = _cut(text, notes)
    known = _facts(parts, notes)
    sign_off = _form(parts, known, notes)
    clauses, sections = _structure(parts, notes)
    parsed = ParsedCode(
        clauses=clauses, sections=sections, attachments=parts.letters, contents=tuple(parts.contents), **known
    )
    return _with_notes(_meant(parsed, parts, sign_off, notes), notes)


def _cut(text, notes):
    kept, removed = furniture.without(lines.clean(text, notes), notes)
    everything = numbering.settled(units.join(kept, notes))
    damage.look_over(everything, notes)
    rest, titles = contents.taken_out(everything, notes)
    without_letters, found_letters = letters.taken_out(rest, notes)
    letter_lines = {unit.line for unit in rest} - {unit.line for unit in without_letters}
    forms, approvals = signoff.spans(without_letters)
    body = [
        unit for position, unit in enumerate(without_letters) if not any(position in span for span in forms + approvals)
    ]
    cover, body = front.split(body, notes)
    return _Parts(
        cover=cover,
        body=body,
        forms=[without_letters[span.start : span.end] for span in forms],
        approvals=[unit for span in approvals for unit in without_letters[span.start : span.end]],
        letters=found_letters,
        letter_units=[unit for unit in rest if unit.line in letter_lines],
        contents=titles,
        everything=everything,
        front=cover,
        found=about.facts_of_furniture(removed),
    )


def _facts(parts, notes):
    """What the code says about itself; the lines that say it leave the text."""
    found, parts.cover = about.facts_of(parts.cover, notes)
    history, parts.body = about.history_in(parts.body, notes)
    more, parts.body = about.lines_about_itself(parts.body, notes)
    for span in parts.forms:
        said, kept = about.lines_about_itself(span, notes)
        found += said
        span[:] = kept
    values = facts.chosen(found + history + more + parts.found, notes)
    for kind, reader in (("title", _title), ("organisation", _organisation)):
        if kind not in values:
            values[kind], parts.cover = reader(parts, values, notes)
    for unit in parts.cover:
        notes.leave_out(unit.whole, reasons.COVER, unit.line)
        if dates.first(unit.text):
            notes.look(unit.whole, reasons.DATE_NOT_READ, unit.line)
        elif unit.ends and unit.words > 2:
            notes.look(unit.whole, reasons.SENTENCE_ON_COVER, unit.line)
    for unit in parts.approvals:
        notes.leave_out(unit.whole, reasons.APPROVAL, unit.line)
    _look_for_the_unsaid(values, notes)
    return values


def _title(parts, _values, notes):
    return titles.title_of(parts.cover, notes)


def _organisation(parts, values, notes):
    texts = [unit.text for unit in parts.everything]
    return owners.organisation_of(parts.cover, values["title"], texts, notes)


def _look_for_the_unsaid(values, notes):
    if not values["title"]:
        notes.look("", reasons.NO_TITLE)
    if not values["organisation"]:
        notes.look("", reasons.NO_ORGANISATION)


def _form(parts, known, notes):
    """The form that parents sign, or None. Of several the one with most of a declaration in it."""
    forms = [form.read(span, notes) for span in parts.forms if span]
    if not forms:
        return None
    best = max(forms, key=lambda each: (bool(each.undertakings), bool(each.fields), len(each.text or "")))
    if len(forms) > 1:
        said = "; ".join(each.heading or (each.text or "")[:60] for each in forms)
        notes.look(said, reasons.SEVERAL_FORMS % {"count": len(forms)}, parts.forms[0][0].line)
        for each, span in zip(forms, parts.forms, strict=True):
            if each is not best:
                for unit in span:
                    notes.leave_out(unit.whole, reasons.OTHER_FORM, unit.line)
    if not best.text and not best.undertakings:
        notes.look(
            best.heading or "",
            reasons.NOTHING_DECLARED,
            parts.forms[0][0].line,
        )
    if not known["title"] and best.heading and shapes.TITLE_WORDS.search(best.heading) and not parts.body:
        known["title"] = best.heading
    return best


def _structure(parts, notes):
    numbering.look_for_jumps(parts.body, notes)
    heads, lists = headings.find(parts.body, parts.contents, notes)
    elsewhere = [span[0].whole for span in parts.forms if span] + [letter.title for letter in parts.letters]
    contents.compare(parts.contents, [parts.body[each] for each in heads], elsewhere, notes)
    runs = tables.runs(parts.body, heads, lists)
    return structure.build(parts.body, heads, lists, runs, notes)


def _meant(parsed, parts, sign_off, notes):
    """The parsed code with its form and what it asks of adults."""
    sentences = meaning.sentences_of(parts.body)
    changes = {
        "requires": meaning.requires(sign_off, sentences, parsed.title, notes),
        "resign_rule": meaning.resign_rule(sentences, notes),
        "languages": tuple(languages.of(parts.everything, notes)),
        "placeholders": _placeholders(parts, notes),
    }
    if sign_off:
        changes |= {
            "declaration_heading": sign_off.heading,
            "declaration_text": sign_off.text,
            "undertakings": sign_off.undertakings,
            "undertakings_lead_in": sign_off.lead_in,
            "undertakings_leads": sign_off.leads,
            "fields": sign_off.fields,
            "duration": meaning.duration(sign_off.text),
        }
    if not changes.get("undertakings"):
        changes |= _promises_in_the_code(parsed, notes)
    return parsed.with_(**changes)


def _promises_in_the_code(parsed, notes):
    found = form.promises_in_the_code(parsed.clauses, parsed.sections)
    if not found:
        return {}
    every = [(lead_in, promise) for lead_in, promises in found for promise in promises]
    notes.look(every[0][0] or every[0][1], reasons.PROMISES_IN_CODE)
    return {
        "undertakings": tuple(promise for _lead_in, promise in every),
        "undertakings_lead_in": every[0][0],
        "undertakings_leads": tuple(lead_in for lead_in, _promise in every) if len(found) > 1 else (),
        "promised_in_code": True,
    }


def _placeholders(parts, notes):
    in_forms = blanks.in_form([unit for span in parts.forms for unit in span if not signoff.is_field_line(unit)])
    for blank in in_forms:
        notes.look(blank.text, reasons.FORM_BLANK, blank.line)
    in_code = blanks.in_code(parts.front + parts.body, notes)
    return blanks.together(in_code, in_forms, blanks.of_letters(parts.letter_units))


def _with_notes(parsed, notes):
    if not parsed.sections and not parsed.clauses and not parsed.undertakings:
        notes.look("", reasons.NO_TEXT)
    return parsed.with_(needs_look=notes.looks, left_out=notes.left_out)
