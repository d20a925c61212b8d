"""One rule at a time, in the smallest text that shows it."""

import pytest

from policies.importing import dates, reader

KIND = "We ask every parent to be kind to everybody who works here."


def read(*lines):
    return reader.read_text("\n".join(lines))


def looks(parsed):
    return "\n".join(f"{look.what} {look.why}" for look in parsed.needs_look)


def items(clause):
    return [item.text for item in clause.items]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("March 2023", "2023-03"),
        ("12th March 2023", "2023-03-12"),
        ("Monday 1 September 2025", "2025-09-01"),
        ("01/09/2025", "2025-09-01"),
        ("Sept 2022", "2022-09"),
        ("2026-01-31", "2026-01-31"),
        ("Autumn term 2024", "2024"),
        ("2024/25", "2024"),
        ("31 February 2024", "2024-02"),
    ],
)
def test_a_date_is_known_as_far_as_it_is_said(said, meant):
    assert dates.first(said)[0] == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("on an annual basis", "annual"),
        ("every three years", "every three years"),
        ("every 2 years", "every two years"),
        ("once a year", "annual"),
        ("now and then", None),
    ],
)
def test_an_interval_is_one_of_ours_or_none(said, meant):
    assert dates.interval(said) == meant


def test_a_list_broken_by_a_page_is_one_list():
    parsed = read("Code of conduct", "", KIND, "", "We do not accept:", "- shouting", "\f", "- threats")

    assert items(parsed.clauses[-1]) == ["shouting", "threats"]


def test_a_sentence_broken_by_a_page_is_joined_and_told():
    parsed = read(
        "Code of conduct", "", "Adults speak to each other in the way that they would", "\f", "like to be spoken to."
    )

    assert parsed.clauses[0].text.endswith("would like to be spoken to.")
    assert "page break" in looks(parsed)


def test_crosses_stay_with_their_entries():
    parsed = read("Code of conduct", "", KIND, "", "Online:", "✓ be polite", "✗ name children")

    assert [item.signed for item in parsed.clauses[-1].items] == ["✓ be polite", "✗ name children"]


def test_every_entry_keeps_the_words_that_lead_into_it():
    body = read("Code of conduct", "", KIND, "", "Nobody may:", "• smoke", "• shout").body_html()

    assert "<p>Nobody may:</p>\n<ul><li>smoke</li><li>shout</li></ul>" in body


def test_words_of_the_source_cannot_become_markup():
    assert (
        "<script>"
        not in read("Code of conduct", "", KIND, "", "Never write <script>alert(1)</script> here.").body_html()
    )


def test_slips_stay_and_are_pointed_at():
    parsed = read("Code of conduct", "", "Parents should not publically shame the the staff of our school.")

    assert parsed.clauses[0].text == "Parents should not publically shame the the staff of our school."
    assert "publically" in looks(parsed)
    assert "stands twice" in looks(parsed)


def test_words_of_a_template_are_named():
    parsed = read("Code of conduct", "", "Parents of [insert school name] speak kindly. Write to (Address line one).")

    assert [blank.text for blank in parsed.placeholders] == ["[insert school name]", "(Address line one)"]


def test_somebody_who_writes_about_names_has_no_blank():
    assert (
        read(
            "Code of conduct", "", "Never share the name of the school or your contact number with strangers."
        ).placeholders
        == ()
    )


def test_a_form_without_a_promise_list_gives_its_sentences():
    parsed = read(
        "Code of conduct", "", KIND, "", "Parent declaration", "I have read the code. I will follow it.", "Signed: ____"
    )

    assert parsed.undertakings == ("I will follow it.",)
    assert parsed.requires == "signature"


def test_what_parents_must_not_do_keeps_its_lead_in_and_the_school_promises_for_itself():
    parsed = read(
        "PARENT CONTRACT",
        "",
        "Northfield Online Academy",
        "",
        "By signing this contract we, the parents, agree not to:",
        "- record lessons",
        "",
        "We, the parents, agree to:",
        "- provide a quiet place",
        "",
        "Northfield Online Academy agrees to:",
        "- provide tutors",
        "",
        "Signed (parent 1): ________  Date: ________",
    )

    assert parsed.undertakings == ("record lessons", "provide a quiet place")
    assert parsed.undertakings_leads[0].endswith("agree not to:")


def test_the_signature_of_the_chair_is_no_sign_off_form():
    parsed = read("Code of conduct", "", KIND, "", "Signed: __________ (Chair of Governors)", "Date: ________")

    assert (parsed.requires, parsed.fields) == ("information", ())


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("All parents will be asked to sign again should any changes be made.", "any change"),
        ("Parents must read and sign this code after any significant change.", "substantial change"),
        ("Parents sign when their child joins the school.", "none stated"),
    ],
)
def test_when_it_asks_again(sentence, rule):
    assert read("Code of conduct", "", KIND, "", sentence).resign_rule == rule


def test_a_form_that_is_named_and_missing_is_not_invented():
    parsed = read("Code of conduct", "", KIND, "", "All parents will be required to sign the declaration form.")

    assert (parsed.requires, parsed.declaration_text) == ("signature", None)
    assert "None was invented" in looks(parsed)


def test_a_capital_iota_is_pointed_at():
    assert "U+0399" in looks(
        read("Code of conduct", "", KIND, "", "Parent declaration", "Ι have read this code.", "Signed: ____")
    )


def test_the_remark_about_a_line_names_that_line():
    parsed = read("Code of conduct", "", KIND, "", "Parents recieve a copy of this code from the office.")

    assert [look.line for look in parsed.needs_look if "recieve" in look.why] == [5]


def test_two_lists_of_a_form_never_share_a_lead_in():
    form = ["Parent declaration", "I will:", "- greet staff", "I will not:", "- film in class", "Signed: ____"]
    parsed = read("Code of conduct", "", KIND, "", *form)

    assert parsed.undertakings == ("greet staff", "film in class")
    assert parsed.undertakings_leads == ("I will:", "I will not:")
    assert "several lists" in looks(parsed)


def test_promises_in_the_code_are_the_undertakings_when_the_form_has_none():
    promises = ["1. I will greet staff.", "2. I will not film in class."]
    parsed = read("Code of conduct", "", KIND, "", *promises, "", KIND, "", "Signed: ____")

    assert parsed.undertakings == ("I will greet staff.", "I will not film in class.")
    assert "stand in the code itself" in looks(parsed)
