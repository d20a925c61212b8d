"""A parsed code as one plain dictionary: what `import_code --json` prints."""

from dataclasses import asdict


def as_dict(parsed):
    """The keys that other tools read, in the order of a form; counts beside the words they count."""
    sections = parsed.sections
    unheaded = len(parsed.clauses)
    return {
        "title": parsed.title,
        "organisation": parsed.organisation,
        "language": list(parsed.languages),
        "doc_reference": parsed.doc_reference,
        "version_label": parsed.version_label,
        "version_date": parsed.version_date,
        "next_review": parsed.next_review,
        "review_interval": parsed.review_interval,
        "author": parsed.author,
        "owner": parsed.owner,
        "approver": parsed.approver,
        "sections": [section.heading for section in sections],
        "section_numbers": [section.number.strip("().:") for section in sections],
        "clauses_per_section": [len(section.clauses) for section in sections],
        "sub_items_per_section": [_sub_items(section.clauses) for section in sections],
        "preamble_paragraphs": unheaded if sections else 0,
        "unheaded_clauses": 0 if sections else unheaded,
        "unheaded_sub_items": 0 if sections else _sub_items(parsed.clauses),
        "undertakings": list(parsed.undertakings),
        "undertakings_lead_in": parsed.undertakings_lead_in or None,
        "undertakings_leads": list(parsed.undertakings_leads),
        "declaration_heading": parsed.declaration_heading,
        "declaration_text": parsed.declaration_text,
        "signature_fields": parsed.signature_fields,
        "signature_field_types": parsed.signature_field_types,
        "duration": parsed.duration,
        "requires": parsed.requires,
        "resign_rule": parsed.resign_rule,
        "placeholders": [_without_line(blank) for blank in parsed.placeholders],
        "attachments": [_attachment(letter) for letter in parsed.attachments],
        "left_out": [asdict(each) for each in parsed.left_out],
        "needs_look": [asdict(each) for each in parsed.needs_look],
    }


def _sub_items(clauses):
    return sum(clause.sub_items for clause in clauses)


def _without_line(blank):
    return {"text": blank.text, "count": blank.count, "kind": blank.kind}


def _attachment(letter):
    return {
        "title": letter.title or None,
        "kind": "template letter" if letter.unfilled else "letter",
        "part_of_code": False,
        "paragraphs": len(letter.paragraphs),
        "unfilled": list(letter.unfilled),
    }
