"""Tables with lists side by side: what parents should do must never be read under what they should not."""

from policies import importing
from policies.importing import reader
from tests.policies.importing.word_files import paragraph, word_file

TITLE = paragraph("Parent Code of Conduct", style="T")


def cell(*paragraphs):
    return f"<w:tc>{''.join(paragraphs)}</w:tc>"


def entries(*texts):
    return cell(*(paragraph(text, number=2) for text in texts))


def table(*rows):
    return "<w:tbl>" + "".join("<w:tr>" + "".join(row) + "</w:tr>" for row in rows) + "</w:tbl>"


def head(text):
    return cell(paragraph(text, bold=True))


def lists(parsed):
    placed = [*parsed.clauses, *(clause for section in parsed.sections for clause in section.clauses)]
    return {clause.text: [item.text for item in clause.items] for clause in placed if clause.items}


def test_each_list_of_a_word_table_stands_below_the_head_of_its_column():
    heads = (head("Parents should"), head("Parents should not"))
    body = (entries("arrive on time", "ring us"), entries("shout", "block the road"))
    parsed = importing.read(word_file(TITLE, table(heads, body)), "code.docx")

    assert lists(parsed) == {
        "Parents should:": ["arrive on time", "ring us"],
        "Parents should not:": ["shout", "block the road"],
    }
    assert any("side by side" in str(look.why) for look in parsed.needs_look)


def test_lines_without_marks_in_such_cells_are_entries_too():
    heads = (head("Please do"), head("Please don’t"))
    body = (cell(paragraph("wait"), paragraph("ring us")), cell(paragraph("shout"), paragraph("film")))
    parsed = importing.read(word_file(TITLE, table(heads, body)), "code.docx")

    assert lists(parsed) == {"Please do:": ["wait", "ring us"], "Please don’t:": ["shout", "film"]}


def test_a_row_with_a_name_keeps_its_lists_together():
    heads = (head("Where"), head("We ask you to"), head("We ask you not to"))
    online = (cell(paragraph("Online")), entries("think first"), entries("post in anger", "name staff"))
    gate = (cell(paragraph("At the gate")), entries("greet each other"), cell(paragraph("smoke")))
    parsed = importing.read(word_file(TITLE, table(heads, online, gate)), "code.docx")
    html = parsed.body_html()

    places = [html.index(words) for words in ("Where: Online", "name staff", "Where: At the gate", "greet each other")]
    assert places == sorted(places)
    assert "We ask you not to: smoke" in html or "<p>We ask you not to:</p>\n<ul><li>smoke</li></ul>" in html


def test_a_table_that_only_places_paragraphs_is_read_cell_by_cell():
    letterhead = (cell(paragraph("Larkrise School")), cell(paragraph("Being kind")))
    words = (cell(paragraph("We listen."), paragraph("We answer.")), cell(paragraph("Write to us.")))
    parsed = importing.read(word_file(TITLE, table(letterhead, words)), "code.docx")

    assert "Larkrise School:" not in parsed.body_html()


def test_what_follows_a_table_is_no_row_of_it():
    table = "| Parents should | Parents should not |\n| ring us | shout |"
    parsed = reader.read_text(
        f"Parent Code\n\nWe ask you to be kind to us.\n\n{table}\n\nThank you for reading all this."
    )

    assert parsed.body_html().endswith("</table>\n<p>Thank you for reading all this.</p>")


PAGE = """<html><main><h1>Parent Code of Conduct</h1><p>We ask adults to be kind.</p>
<table><tr><th>Do</th><th>Don’t</th></tr><tr><td><ul><li>ring us</li></ul></td><td><ul><li>shout</li><li>film</li></ul>
</td></tr></table></main></html>"""


def test_each_list_of_a_web_table_stands_below_the_head_of_its_column():
    assert lists(importing.read(PAGE.encode(), "code.html")) == {"Do:": ["ring us"], "Don’t:": ["shout", "film"]}


def test_a_name_over_the_whole_table_is_no_head_of_a_column():
    heads, body = (head("Do"), head("Do not")), (entries("wait"), entries("push", "shout"))
    parsed = importing.read(word_file(TITLE, table((head("Our expectations"),), heads, body)), "code.docx")

    assert lists(parsed) == {"Do:": ["wait"], "Do not:": ["push", "shout"]}
