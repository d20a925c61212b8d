import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from policies import lifecycle, preflight
from policies.importing import draft
from policies.importing.parsed import Clause, ParsedCode
from policies.preflight import reading
from tests import factories as make
from tests.policies.desk import address, text
from tests.policies.findings import NO_LIST, ROUTE, TODAY, found, listed, rules


def test_a_plain_and_fair_code_meets_no_objection():
    body = "<h2>Kindness</h2>" + listed("We will not accept:", "Threats", "Film of other people’s children")
    assert found(body, undertakings_lead_in="I will not:", undertakings=["make threats"]) == []


# ── What is missing ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words, quote",
    [
        ("Name of school expects kindness.", "Name of school"),
        ("Ring [insert number] first.", "[insert number]"),
        ("Write to (Address line one).", "(Address line one)"),
        ("{head} welcomes you.", "{head}"),
        ("{dsl name} listens.", "{dsl name}"),
    ],
)
def test_template_words_block(words, quote):
    [finding] = found(f"<h2>Online</h2><p>{words}</p>")
    assert (finding.rule, finding.quote, finding.blocking) == ("unfilled", quote, True)
    assert finding.place == "Section “Online”"


def test_blanks_to_write_in_do_not_belong_into_a_declaration():
    [finding] = found(declaration="I name, parent of name of child, have read this code.")
    assert (finding.place, finding.blocking) == ("Declaration", True)
    assert "type their name" in finding.why


def test_dots_to_write_on_are_a_blank_and_no_damage():
    [finding] = found(declaration="I .................... parent of ............... have read this code.")
    assert (finding.rule, finding.blocking) == ("unfilled", True)


def test_speaking_of_names_is_no_blank():
    assert rules("<p>Never post the name of a child or your phone number.</p>") == []


@pytest.mark.parametrize(
    "fields, why",
    [
        ({"declaration": ""}, "parents declare"),
        ({"undertakings": ["threats"], "undertakings_lead_in": ""}, "No words lead into the list"),
        ({"undertakings_lead_in": "I will not:"}, "an empty list"),
    ],
)
def test_what_every_version_needs_blocks_while_it_is_missing(fields, why):
    [finding] = [each for each in found("<p>We do not accept threats.</p>", **fields) if each.blocking]
    assert why in finding.why


def test_a_code_for_information_declares_nothing():
    assert rules(declaration="", asks="information") == []


def test_a_lead_in_at_the_end_of_its_section_has_lost_its_list():
    [finding] = found("<h2>Online</h2><p>We will not accept:</p><h2>Offline</h2><p>Be kind.</p>")
    assert (finding.rule, finding.blocking) == ("leads_into_nothing", True)


def test_a_lead_in_before_a_paragraph_may_be_meant():
    [finding] = found("<h2>Online</h2><p>Please note:</p><p>Be kind.</p>")
    assert (finding.rule, finding.blocking) == ("leads_into_nothing", False)


@pytest.mark.parametrize(
    "after", ["<ul><li>Threats</li></ul>", "<ol><li>Threats</li></ol>", "<table><tr><td>Threats</td></tr></table>"]
)
def test_a_lead_in_with_its_list_is_complete(after):
    assert rules(f"<h2>Online</h2><p>We will not accept:</p>{after}") == []


def test_a_heading_over_nothing_is_found():
    assert rules("<h2>Online</h2><h2>Offline</h2><p>Be kind.</p>") == [("empty_section", "Online")]


def test_a_heading_over_a_smaller_heading_is_no_empty_section():
    assert rules("<h2>Online</h2><h3>Chats</h3><p>Be kind.</p>") == []


@pytest.mark.parametrize("asks, blocks", [("signature", True), ("information", False)])
def test_a_form_that_is_named_and_not_there(asks, blocks):
    findings = found("<p>Please fill in the Parental Declaration Form.</p>", declaration="", asks=asks)
    [finding] = [each for each in findings if each.rule != "incomplete"]
    assert (finding.rule, finding.quote) == ("form_missing", "Parental Declaration Form")
    assert finding.blocking == blocks


def test_a_form_that_is_named_and_whose_list_is_there():
    promised = {"undertakings_lead_in": "I will:", "undertakings": ["fill in the form, please"]}
    assert rules("<p>Please fill in the declaration form.</p>", **promised) == []


def test_a_form_that_is_named_beside_a_plain_declaration_is_worth_a_look():
    [finding] = found("<p>Please fill in the declaration form.</p>")
    assert (finding.rule, finding.blocking) == ("form_missing", False)


def test_a_text_that_calls_itself_by_another_number():
    [finding] = found("<p>Version 1, August 2022</p>")
    assert (finding.rule, finding.quote, finding.blocking) == ("other_version", "Version 1", False)


def test_a_sentence_about_a_version_of_something_else_is_no_label():
    assert rules("<p>Please keep the app on your phone at version 3 or later, as it is safer for everybody.</p>") == []


@pytest.mark.django_db
def test_new_words_under_the_number_of_an_earlier_version_block():
    newer = lifecycle.start_version(make.published(make.SchoolFactory()).policy, by=make.UserFactory())
    newer = lifecycle.edit(newer, by=newer.written_by, body=newer.body + "<p>LRK01 Version 1</p>")
    [finding] = [each for each in preflight.check(newer) if each.rule == "other_version"]
    assert finding.blocking


# ── Damage ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "declaration",
    [
        "I have read the terms of this of conduct.",
        "I have read this code. erstand my duties and keep them.",
        "I, , have read this code.",
        "I have read the the code.",
        "Ι have read this code.",  # the first letter is a Greek iota
    ],
)
def test_a_damaged_declaration_blocks(declaration):
    assert [(each.rule, each.blocking, each.place) for each in found(declaration=declaration)] == [
        ("damaged", True, "Declaration")
    ]


def test_a_declaration_in_another_alphabet_is_whole():
    assert rules(declaration="Я прочитав цей кодекс.", language="uk") == []


# ── Law, guidance, names ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words, now",
    [
        ("We keep to the Data Protection Act 1998.", "Data Protection Act 2018"),
        ("We keep to GDPR.", "UK GDPR"),
        ("We keep to the Race Relations Act.", "Equality Act 2010"),
        ("Helpers have a CRB check.", "DBS"),
        ("The Malicious Communications Act applies.", "Online Safety Act 2023"),
        ("Complain to the ESFA.", "Department for Education"),
        (
            "The law requires a home-school agreement; it is statutory, this home-school agreement.",
            "no parent has to sign",
        ),
    ],
)
def test_law_that_was_replaced_is_named_with_what_replaced_it(words, now):
    [finding] = found(f"<p>{words}</p>")
    assert finding.rule == "outdated_law"
    assert now in finding.way_out
    assert finding.source


@pytest.mark.parametrize(
    "words",
    [
        "We keep to the Data Protection Act 2018 and UK GDPR.",
        "We keep to the UK General Data Protection Regulation (GDPR).",
        "We keep to the Equality Act 2010 and the Defamation Act 2013.",
    ],
)
def test_law_in_force_meets_no_objection(words):
    assert rules(f"<p>{words}</p>") == []


def test_law_is_judged_by_its_day():
    words = "<p>The Malicious Communications Act applies.</p>"
    assert rules(words, today=date(2023, 1, 1)) == []


def test_guidance_by_an_earlier_year_is_found():
    words = "<p>See Keeping Children Safe in Education {}.</p>"
    assert rules(words.format(2023)) == [("old_guidance", "Keeping Children Safe in Education 2023")]
    assert rules(words.format(2026)) == []


def test_names_that_died_are_found():
    assert rules("<p>On Twitter, Facebook and Google+ alike.</p>") == [
        ("old_brand", "Twitter"),
        ("old_brand", "Google+"),
    ]


# ── Reviews ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["The next review is due in August 2023.", "Next review: 31/10/2026"])
def test_a_review_that_has_passed(words):
    assert rules(f"<p>{words}</p>") == [("review_passed", words)]


@pytest.mark.parametrize(
    "words",
    [
        "The next review is due in November 2026.",
        "It was reviewed in August 2023.",
        "Next review: 2027",
        "It was approved in December 2024 and will next be reviewed in December 2026.",
    ],
)
def test_a_review_that_is_not_over(words):
    assert rules(f"<p>{words}</p>") == []


def test_the_versions_own_review_day_counts():
    assert [each.rule for each in found(next_review_on=date(2026, 11, 20))] == ["review_passed"]


@pytest.mark.django_db
def test_what_the_document_said_of_its_review_counts():
    parsed = ParsedCode(title="Kindness", next_review="2026-10", clauses=(Clause("Be kind."),))
    version = draft.make_draft(parsed, make.SchoolFactory(), by=make.UserFactory())
    assert ("review_passed", "2026-10") in [(each.rule, each.quote) for each in preflight.check(version, today=TODAY)]
    assert "review_passed" not in [each.rule for each in preflight.check(version, today=date(2026, 10, 31))]


def test_a_rhythm_that_disagrees_with_the_policy():
    words = "We review this code every three years."
    assert rules(f"<p>{words}</p>", review_months=12) == [("review_interval", words)]
    assert rules(f"<p>{words}</p>", review_months=36) == []


# ── The declaration beside the code ───────────────────────────────────────────────────────────────


def test_a_promise_that_the_code_does_not_speak_of():
    body = listed("We will not accept:", "Threats", "Unkind posts")
    promised = {"undertakings_lead_in": "I will:", "undertakings": ["pay dinner money on Mondays"]}
    assert ("not_in_the_code", "pay dinner money on Mondays") in rules(body, **promised)


def test_an_item_that_the_promise_leaves_out():
    items = ["Sending abusive messages to parents", "Posting unkind words about staff", "Ringing teachers at night"]
    promised = {"undertakings_lead_in": "I will not:", "undertakings": items[:2]}
    assert rules(listed("We will not accept:", *items), **promised) == [("left_out_of_the_list", items[2])]


def test_a_list_that_is_no_part_of_the_promise_is_left_alone():
    promised = {"undertakings_lead_in": "I will not:", "undertakings": ["post unkind words about staff"]}
    body = "<p>We will not accept unkind words in any post about staff.</p>" + listed("We teach:", "Maths", "Music")
    assert rules(body, **promised) == []


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


def test_a_sentence_that_is_too_long():
    [finding] = found("<p>" + "We are kind and " * 10 + "calm.</p>")
    assert (finding.rule, "41 words" in finding.why) == ("long_sentence", True)


def test_hard_words_raise_the_reading_age():
    easy = "We are kind. " * 40
    hard = "Communications regarding organisational expectations necessitate considerable responsibility. " * 20
    assert reading.reading_age(easy) < 9
    assert reading.reading_age(hard) > 18
    assert reading.reading_age("We are kind.") is None


def test_a_code_in_another_language_has_no_reading_age():
    hard = "Komunikacja organizacyjna wymaga odpowiedzialności wszystkich zainteresowanych. " * 20
    assert rules(f"<p>{hard}</p>", language="pl") == []


# ── Where it is said ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_unfinished_words_are_not_sent_for_approval(client, head, school):
    make.draft(school, body="<p>Name of school expects kindness.</p>")
    answer = client.post(address("submit", school, "code"))
    assert answer.url == address("preflight", school, "code")
    page = text(client.get(answer.url))
    assert "To mend before it is sent for approval" in page
    assert "Name of school" in page


@pytest.mark.django_db
def test_advice_stops_nobody(client, head, school):
    version = make.draft(school, body="<p>Twitter is where we meet.</p>")
    assert "To think about" in text(client.get(address("preflight", school, "code")))
    assert lifecycle.submit(version, by=head).status == "in_review"


@pytest.mark.django_db
def test_pages_about_the_draft_count_its_findings(client, head, school):
    make.draft(school, body="<p>Name of school meets on Twitter.</p>" + ROUTE, **NO_LIST)
    for name in ("edit", "policy"):
        page = text(client.get(address(name, school, "code")))
        assert "1 thing to mend before it is sent for approval." in page
        assert "1 thing to think about." in page


@pytest.mark.django_db
def test_without_a_draft_there_is_nothing_to_check(client, head, school):
    make.published(school)
    assert client.get(address("preflight", school, "code")).url == address("policy", school, "code")


@pytest.mark.django_db
def test_the_command_says_it_in_json_and_ends_with_1(capsys):
    make.draft(make.SchoolFactory(), body="<p>Name of school meets on Twitter.</p>" + ROUTE, **NO_LIST)
    with pytest.raises(SystemExit, match="1"):
        call_command("preflight", "code", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [(each["rule"], each["blocking"]) for each in told["findings"]] == [("unfilled", True), ("old_brand", False)]


@pytest.mark.django_db
def test_the_command_reads_like_a_letter(capsys):
    make.draft(make.SchoolFactory(), body="<p>We meet on Twitter.</p>" + ROUTE)
    call_command("preflight", "code")
    assert "→ Write “X”" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize("options, said", [(["none"], "no such policy"), (["code"], "Several policies")])
def test_the_command_asks_which_policy(options, said):
    make.draft(make.SchoolFactory())
    make.draft(make.SchoolFactory())
    with pytest.raises(CommandError, match=said):
        call_command("preflight", *options)
