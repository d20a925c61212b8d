"""Documents as other programs make them: columns, styles, tables about themselves, pages of a website."""

import pytest
from weasyprint import HTML

from policies import importing
from policies.importing import reader
from tests.policies.importing.word_files import SPACE, paragraph, table, word_file

ASKED = "We ask all parents to:"
COLUMNS = f"""<style>@page{{size:A4;@top-right{{content:'Marlow Fold Academy'}}}}.two{{columns:2}}</style>
<h1>Parent Charter</h1><p>Marlow Fold Academy</p><div class="two">
<h2>Our aims</h2><p>Every adult at the gate is an example to the children who walk past. This charter was written
with parents, and it is short on purpose so that everybody can read it on the way to school.</p>
<h2>At the gate</h2><p>{ASKED}</p><ul><li>park only where the road is not marked by any line at all</li>
<li>walk the last few metres with their child</li><li>keep dogs off the site at all times of the day</li></ul>
<h2>Online</h2><p>We ask all parents not to:</p><ul><li>name pupils or staff in any public post</li>
<li>add teachers as friends on a personal account of theirs</li></ul>
<h2>Disagreeing</h2><p>Talk to the class teacher first. If that does not help, follow the complaints procedure on
our website, where every step and every time limit is set out in full.</p></div>"""


def entries(section):
    return [item.text for clause in section.clauses for item in clause.items]


def looks(parsed):
    return "\n".join(f"{look.what} {look.why}" for look in parsed.needs_look)


def test_two_columns_are_read_one_after_the_other():
    parsed = importing.read(HTML(string=COLUMNS).write_pdf(), "charter.pdf")

    assert [section.heading for section in parsed.sections] == ["Our aims", "At the gate", "Online", "Disagreeing"]
    assert entries(parsed.sections[1])[1:] == [
        "walk the last few metres with their child",
        "keep dogs off the site at all times of the day",
    ]
    assert parsed.sections[2].clauses[0].text == "We ask all parents not to:"
    assert "two columns" in looks(parsed)


def test_fields_side_by_side_are_no_columns():
    form = "<p>Signed (parent) &emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp; Name of child</p>" * 12
    parsed = importing.read(HTML(string=f"<h1>Code of Conduct</h1>{form}").write_pdf(), "form.pdf")

    assert "two columns" not in looks(parsed)


def test_a_word_parted_by_the_typesetter_is_whole_again():
    words = "<p>1. The headteacher understands that conversations about provision are sometimes uncomfortable.</p>"
    page = f"<html lang='en'><style>@page{{size:7cm 20cm;margin:1cm}}p{{hyphens:auto}}</style><h1>Code</h1>{words * 4}"
    parsed = importing.read(HTML(string=page).write_pdf(), "code.pdf")

    assert "‐" not in parsed.body_html()
    assert "conversations" in parsed.body_html()


VERSIONS = table(
    ("Version", "Date", "Author", "Summary of changes"),
    ("0.1", "3 June 2025", "K. Lund", "Draft for consultation"),
    ("1.0", "14 October 2025", "M. Orr", "With a shorter list"),
)


def test_of_a_table_of_versions_the_newest_counts():
    parsed = importing.read(word_file(paragraph("Parent Conduct Policy", style="T"), VERSIONS), "code.docx")

    assert (parsed.version_label, parsed.version_date, parsed.author) == ("1.0", "2025-10-14", "M. Orr")


def test_it_is_found_at_the_end_as_well():
    pairs = table(("Approved by", "Trust Board", "Next review date", "October 2027"))
    blocks = [paragraph("We ask every adult to listen before they answer."), paragraph("Document control"), VERSIONS]
    parsed = importing.read(word_file(paragraph("Parent Policy", style="T"), *blocks, pairs), "code.docx")

    assert (parsed.version_label, parsed.approver, parsed.next_review) == ("1.0", "Trust Board", "2027-10")
    assert "K. Lund" not in parsed.body_html()


def test_labels_and_values_in_turn_are_read_in_pairs():
    facts = table(("Reference", "HR-118", "Version", "5"), ("Issued", "1 September 2025", "Owner", "Chief Officer"))
    parsed = importing.read(word_file(paragraph("Parent Policy", style="T"), facts), "code.docx")

    assert (parsed.doc_reference, parsed.version_label) == ("HR-118", "5")
    assert (parsed.version_date, parsed.owner) == ("2025-09-01", "Chief Officer")


def test_a_label_with_its_colon_in_a_cell_of_its_own():
    facts = table(("Date reviewed:", "12 January 2026"), ("Written by:", "Computing Lead"))
    parsed = importing.read(word_file(paragraph("Parent Policy", style="T"), facts), "code.docx")

    assert (parsed.version_date, parsed.author) == ("2026-01-12", "Computing Lead")


def test_a_sentence_goes_on_after_a_preposition_whatever_its_next_letter():
    lines = [
        "Parent Code of Conduct",
        "",
        "We ask every parent to be kind. The governors read it again in",
        "May 2027.",
    ]
    parsed = reader.read_text("\n".join(lines))

    assert [clause.text[-12:] for clause in parsed.clauses] == ["in May 2027."]


def test_a_style_of_the_schools_own_is_a_heading_when_it_is_based_on_one():
    styles = (
        '<w:style w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Ours"><w:name w:val="Our Heading"/><w:basedOn w:val="Heading1"/></w:style>'
    )
    blocks = [paragraph("Why", style="Ours"), paragraph("Children copy us."), paragraph("How", style="Ours")]
    blocks += [paragraph("We answer within three days.")]
    parts = {"word/styles.xml": f"<w:styles {SPACE}>{styles}</w:styles>"}
    parsed = importing.read(word_file(paragraph("Parent Code of Conduct"), *blocks, **parts), "code.docx")

    assert [section.heading for section in parsed.sections] == ["Why", "How"]


def test_words_in_a_box_stay_where_they_stand():
    inner = paragraph("A complaint is never a breach of this code.")
    box = f"<w:p><w:r><w:drawing><w:txbxContent>{inner}</w:txbxContent></w:drawing></w:r></w:p>"
    first, last = paragraph("We ask every adult to be kind."), paragraph("We ask every adult to be patient.")
    parsed = importing.read(word_file(paragraph("Parent Code of Conduct", style="T"), first, box, last), "code.docx")

    assert [clause.text for clause in parsed.clauses][1] == "A complaint is never a breach of this code."


def test_what_was_changed_with_changes_tracked_is_read_as_accepted():
    change = (
        '<w:p><w:r><w:t xml:space="preserve">Staff answer within </w:t></w:r>'
        "<w:del><w:r><w:delText>two</w:delText></w:r></w:del><w:ins><w:r><w:t>three</w:t></w:r></w:ins>"
        '<w:r><w:t xml:space="preserve"> school days.</w:t></w:r></w:p>'
    )
    parsed = importing.read(word_file(paragraph("Parent Code of Conduct", style="T"), change), "code.docx")

    assert parsed.clauses[0].text == "Staff answer within three school days."


SITE = """<html><body><header><a>News</a></header><main><p class="breadcrumb">Home » Parents » Code of Conduct</p>
<h1>Parent Code of Conduct</h1><p>At Foxley Primary School we are proud of how families speak to each other.</p>
<h3>Please don’t</h3><ul><li>❌ swear</li><li>❌ film</li></ul><div class="share">Share this page</div></main></body>"""


def test_the_way_round_a_website_is_no_part_of_the_code():
    parsed = importing.read(SITE.encode(), "code.html")

    assert parsed.title == "Parent Code of Conduct"
    assert "Share" not in parsed.body_html()
    assert "✗ swear" in parsed.body_html()


def test_a_marked_heading_is_no_label_of_the_cover():
    blocks = [paragraph("Our code", style="Plain"), paragraph("Parents are asked not to post about staff in anger.")]
    parsed = importing.read(word_file(paragraph("Code for Families", style="T"), *blocks), "code.docx")

    assert [section.heading for section in parsed.sections] == ["Our code"]


def test_headings_underlined_with_strokes_are_headings():
    parsed = reader.read_text(
        "Parent Compact\n===\n\nAims\n----\n\nOurs are yours.\n\nMeans\n-----\n\nWe talk to you.\n"
    )

    assert parsed.title == "Parent Compact"
    assert [section.heading for section in parsed.sections] == ["Aims", "Means"]


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Approved by FGB 12.3.24", {"approver": "FGB", "version_date": "2024-03-12"}),
        ("Version 4.0 · Effective from 01/09/25", {"version_label": "4.0", "version_date": "2025-09-01"}),
        ("Agreed: Sept 2025. To be reviewed: Lent Term 2028.", {"version_date": "2025-09", "next_review": "2028"}),
        ("Approved: 4 May 2025   Review date: May 2026", {"version_date": "2025-05-04", "next_review": "2026-05"}),
        ("Date approved by FGB: 22/09/2025", {"version_date": "2025-09-22"}),
        ("Policy to be reviewed: January 2027", {"next_review": "2027-01"}),
        ("Author: Deputy Head (Pastoral)", {"author": "Deputy Head (Pastoral)"}),
        ("Approved by: [name of board]", {"approver": None}),
        ("Reviewed by SLT September 2025; next due September 2026", {"next_review": "2026-09"}),
        ("Agreed by the Governing Body at its meeting of 14th May 2025", {"version_date": "2025-05-14"}),
        (
            "Eastgate Trust | Doc ID EAT-PC-03 | v1.4 | Owner: Head | Last reviewed 06/2025 | Next review 06/2026",
            {"doc_reference": "EAT-PC-03", "version_label": "1.4", "version_date": "2025-06", "next_review": "2026-06"},
        ),
        ("Larkrise School, Autumn 2025", {"organisation": "Larkrise School", "version_date": "2025"}),
    ],
)
def test_a_line_of_the_cover_is_understood_as_it_is_meant(line, facts):
    parsed = reader.read_text(f"Parent Code of Conduct\n{line}\n\nWe ask every parent to be kind to everybody here.")

    assert {name: getattr(parsed, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("sentence", "passed", "ahead"),
    [
        ("Adopted by governors on 6/2/2026, to be reviewed in February 2028.", "2026-02-06", "2028-02"),
        ("The code was approved on 10 May 2024 and will next be reviewed in May 2026.", "2024-05-10", "2026-05"),
        ("Policy adopted 5 March 2025. Review March 2027.", "2025-03-05", "2027-03"),
    ],
)
def test_a_sentence_with_two_dates_keeps_them_apart(sentence, passed, ahead):
    parsed = reader.read_text(f"Parent Code of Conduct\n\nWe ask every parent to be kind to us all.\n\n{sentence}")

    assert (parsed.version_date, parsed.next_review) == (passed, ahead)


def test_a_date_of_the_cover_that_says_nothing_we_know_is_pointed_at():
    parsed = reader.read_text(
        "Parent Code of Conduct\nShown to the forum in June 2024\n\nWe ask every parent to be kind to us."
    )

    assert "was not read as the date" in looks(parsed)


def test_a_question_about_signing_is_no_duty_to_sign():
    parsed = reader.read_text(
        "Parent Code of Conduct\n\nDo I have to sign?\n\nNo. We only ask you to be kind to us all."
    )

    assert parsed.requires == "information"


FOLDS = """<html><body><nav><button aria-expanded="false">Menu</button></nav><div><h1>Parent Code of Conduct</h1>
<button aria-expanded="false" aria-controls="a">Why we ask</button><div id="a" hidden><p>Children watch us.</p></div>
<h2><button aria-expanded="false">Please do not</button></h2><div><ul><li>swear</li><li>film</li></ul></div></div>
<aside><h2>News</h2><p>Sports day was great.</p></aside><footer>Website by somebody.</footer></body></html>"""


def test_what_a_button_unfolds_on_a_web_page_stands_below_its_words():
    parsed = importing.read(FOLDS.encode(), "code.html")

    assert [section.heading for section in parsed.sections] == ["Why we ask", "Please do not"]
    assert parsed.sections[0].clauses[0].text == "Children watch us."
    assert "Sports day" not in parsed.body_html()
    assert {"Menu", "News Sports day was great."} <= {each.what for each in parsed.left_out}


def test_labels_in_two_languages_are_read_by_either():
    form = "Datganiad / Declaration\nI have read the code.\nLlofnod / Signed: ______   Dyddiad / Date: ______"
    dates = "Adolygwyd: Medi 2025   Adolygiad nesaf: Medi 2026"
    parsed = reader.read_text(f"Code of Conduct for Parents\n\nWe ask every adult to be kind.\n\n{form}\n{dates}")

    assert parsed.requires == "signature"
    assert (parsed.version_date, parsed.next_review) == ("2025-09", "2026-09")
    assert parsed.declaration_text == "I have read the code."


def test_words_that_turn_the_list_round_are_no_part_of_the_entry_above():
    blocks = [paragraph("Declaration"), paragraph("I promise not to:"), paragraph("swear at staff", number=2)]
    blocks += [paragraph("and I promise to:"), paragraph("tell the office our number", number=2), paragraph("Signed")]
    body = paragraph("We ask every adult to be kind to each other.")
    parsed = importing.read(word_file(paragraph("Parent Code of Conduct", style="T"), body, *blocks), "code.docx")

    assert parsed.undertakings == ("swear at staff", "tell the office our number")
    assert parsed.undertakings_leads == ("I promise not to:", "and I promise to:")


@pytest.mark.parametrize("said", ["08/15/2025", "31 June 2025", "13/14/2025"])
def test_a_day_that_no_calendar_has_is_pointed_at(said):
    parsed = reader.read_text(f"Parent Code of Conduct\nEffective: {said}\n\nWe ask every parent to be kind to us.")

    assert parsed.version_date in ("2025", "2025-06")
    assert "No calendar has this day" in looks(parsed)


def test_what_the_office_fills_in_is_no_promise():
    form = "I agree to this code.\n\nSigned ________\n\nFor office use only: received ☐ entered ☐ initials ____"
    parsed = reader.read_text(f"Parent Code of Conduct\n\nWe ask every adult to be kind.\n\n{form}")

    assert "entered" not in " ".join(parsed.undertakings)


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("Every parent and carer signs once a year.", "signature"),
        ("Each parent signs in at the desk.", "information"),
        ("Nobody signs this code, not even a parent.", "information"),
    ],
)
def test_that_every_parent_signs_is_a_wish_for_a_signature(said, asks):
    parsed = reader.read_text(f"Parent Code of Conduct\n\nWe want this to be a kind place. {said}")

    assert parsed.requires == asks


def test_a_name_beside_what_the_paper_is_about_is_the_name_alone():
    head = "Larkrise School – Parent & Visitor Conduct\nParent and Visitor Policy"
    parsed = reader.read_text(f"{head}\n\nWe ask every adult who comes to us to be kind to everybody here.")

    assert parsed.organisation == "Larkrise School"


def test_two_signatures_in_brackets_are_signatures():
    form = "I have read the code.\nParent 1 (signature): ........ Parent 2 (signature): ........"
    parsed = reader.read_text(f"Parent Code of Conduct\n\nWe ask all adults to be kind.\n\nDeclaration\n{form}")

    assert parsed.requires == "signature"
    assert parsed.declaration_text == "I have read the code."


def test_words_with_a_line_through_them_are_left_out_and_told_in_a_word_file():
    struck = paragraph("bring dogs", number=2, run="<w:strike/>")
    hours = (
        '<w:p><w:r><w:t xml:space="preserve">Ring us </w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr>'
        '<w:t xml:space="preserve">until 4 </w:t></w:r><w:r><w:t>until 5 p.m.</w:t></w:r></w:p>'
    )
    blocks = [paragraph("Parents must not:"), paragraph("shout", number=2), struck, hours]
    parsed = importing.read(word_file(paragraph("Parent Code of Conduct", style="T"), *blocks), "code.docx")

    assert "dogs" not in parsed.body_html() and "Ring us until 5 p.m." in parsed.body_html()
    assert "bring dogs These words have a line through them" in looks(parsed)
    assert "until 4 These words" in looks(parsed)


def test_words_with_a_line_through_them_are_left_out_and_told_on_a_web_page():
    page = "<main><h1>Parent Code</h1><p>Parents must not:</p><ul><li>park <del>here</del> there</li></ul></main>"
    parsed = importing.read(f"<html>{page}</html>".encode(), "code.html")

    assert "<li>park there</li>" in parsed.body_html()
    assert "here These words have a line through them" in looks(parsed)


def test_terms_explained_on_a_web_page_are_headings():
    page = "<dl><dt>Respect</dt><dd>We listen.</dd><dt>Safety</dt><dd>We drive slowly.</dd></dl>"
    parsed = importing.read(f"<html><main><h1>Parent Code</h1>{page}</main></html>".encode(), "code.html")

    assert [(each.heading, each.clauses[0].text) for each in parsed.sections] == [
        ("Respect", "We listen."),
        ("Safety", "We drive slowly."),
    ]


def test_what_somebody_says_by_signing_is_declared():
    form = "By signing this form I agree to keep to this code.\n\nName ________\nSignature ________"
    parsed = reader.read_text(f"Parent Code of Conduct\n\nWe ask every adult here to be kind.\n\n{form}")

    assert parsed.declaration_text == "By signing this form I agree to keep to this code."
