import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from policies import words
from policies.models import Policy, PolicyVersion

MARKUP = st.lists(
    st.sampled_from(
        "<h1> <h2> </h2> <h3> </h3> <p> </p> <ul> </ul> <ol> <li> </li> "
        "<table> <tbody> <tr> <th> <td> </td> </table> "
        "<strong> </strong> <em> <a href='https://a.example'> </a> <br> <div> <caption> <script> <!-- & &lt; "
        "\u0338 e\u0301 \u00a0 kind un No: </".split(" ")
    )
    | st.text(max_size=5),
    max_size=25,
).map("".join)


def told(body):
    return [(block.kind, block.text, block.lead_in) for block in words.blocks(body)]


def version(**fields):
    return PolicyVersion(policy=Policy(), **({"title": "Kindness", "body": "<p>Be kind.</p>"} | fields))


@given(MARKUP)
def test_cleaning_what_is_clean_changes_nothing(body):
    once = words.clean(body)
    assert words.clean(once) == once


@given(MARKUP)
def test_no_word_is_left_out_of_the_blocks(body):
    body = words.clean(body)
    said = html.fragment_fromstring(body, create_parent="div").text_content()
    blocks = "".join(block.text for block in words.blocks(body))
    assert "".join(blocks.replace("·", "").split()) == "".join(said.replace("·", "").split())


@given(MARKUP)
def test_blocks_are_the_same_each_time(body):
    assert words.blocks(words.clean(body)) == words.blocks(words.clean(words.clean(body)))


def test_scripts_styles_and_unsafe_links_are_cleaned_away():
    hostile = (
        "<script>x()</script><p onclick='x()' style='color:red'>Be <a href='javascript:x()'>kind</a>"
        " or <a href='//evil.example'>not</a>.<img src=x onerror=x()></p>"
    )
    assert words.clean(hostile) == "<p>Be <a>kind</a> or <a>not</a>.</p>"


def test_a_list_item_carries_its_lead_in():
    body = "<p>We will not accept:</p><ul><li>Unkind posts</li><li><p>Unkind calls</p></li></ul>Thank you."
    assert told(body) == [
        ("p", "We will not accept:", ""),
        ("li", "Unkind posts", "We will not accept:"),
        ("li", "Unkind calls", "We will not accept:"),
        ("p", "Thank you.", ""),
    ]


def test_a_nested_item_carries_every_lead_in_above_it():
    body = "<p>Never:</p><ul><li>Post about:<ul><li>children</li></ul></li><li>Shout</li></ul>"
    assert told(body)[2:] == [("li", "children", "Never: Post about:"), ("li", "Shout", "Never:")]


def test_a_list_after_a_list_keeps_the_lead_in():
    body = "<p>Never:</p><ul><li>Shout</li></ul><ol><li>Push</li></ol>"
    assert told(body)[2] == ("li", "Push", "Never:")


def test_a_heading_can_lead_into_a_list():
    assert told("<h2>Not accepted</h2><ul><li>Shouting</li></ul>")[1] == ("li", "Shouting", "Not accepted")


def test_a_table_row_is_one_block():
    rows = "<tr><th>Day</th><th>Hour</th></tr><tr><td>Mon</td><td>9<br>10</td></tr>"
    assert told(words.clean(f"<p>When to write:</p><table>{rows}</table>"))[1:] == [
        ("tr", "Day · Hour", "When to write:"),
        ("tr", "Mon · 9 10", "When to write:"),
    ]


def test_words_outside_any_paragraph_are_blocks_too():
    assert told("Be <strong>kind</strong><p>Always.</p>Everywhere.") == [
        ("p", "Be kind", ""),
        ("p", "Always.", ""),
        ("p", "Everywhere.", ""),
    ]


def test_two_paragraphs_of_one_item_do_not_run_together():
    items = told("<ul><li><p>Be kind.</p><p>Always.</p></li></ul>")
    assert [text for _, text, _ in items] == ["Be kind.", "Always."]


@pytest.mark.parametrize("body", ["", "  ", "<p></p>", "<ul><li> </li></ul>"])
def test_a_body_without_words_has_no_blocks(body):
    assert words.blocks(body) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_change_the_hash(end):
    lines = version(declaration="I agree.\nAlways.")
    assert words.content_hash(version(declaration=f"I agree.{end}Always.")) == words.content_hash(lines)


def test_a_typed_backslash_is_not_a_line_end():
    typed, ended = version(declaration="\\r\nx"), version(declaration="\\nx")
    assert words.content_hash(typed) != words.content_hash(ended)


def test_one_way_to_write_an_accent():
    composed, split = (version(body=unicodedata.normalize(form, "<p>Zoë</p>")) for form in ("NFC", "NFD"))
    assert words.content_hash(composed) == words.content_hash(split)


@pytest.mark.parametrize("field", ["title", "body", "declaration", "undertakings_lead_in", "undertakings", "language"])
def test_every_word_counts_in_the_hash(field):
    other = ["Be kind"] if field == "undertakings" else "Other"
    assert words.content_hash(version(**{field: other})) != words.content_hash(version())
