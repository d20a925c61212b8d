import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import changes, words
from policies.models import PolicyVersion
from tests.policies.findings import listed

WORD = st.sampled_from("be kind always, never. post – shout children".split())
TEXT = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
LIST = st.lists(TEXT, min_size=1, max_size=4).map(lambda items: "<ul><li>" + "</li><li>".join(items) + "</li></ul>")
BODY = st.lists(TEXT.map("<p>{}</p>".format) | TEXT.map("<h2>{}</h2>".format) | LIST, max_size=8).map("".join)
VERSION = st.builds(PolicyVersion, title=TEXT, body=BODY, undertakings_lead_in=TEXT, undertakings=st.lists(TEXT))


def version(body="", **fields):
    return PolicyVersion(title="Kindness", body=body, **fields)


def told(old, new):
    return [(each.kind, each.before, each.after, each.lead_in) for each in changes.between(old, new)]


@given(VERSION)
def test_nothing_changed_between_a_version_and_itself(one):
    assert changes.between(one, one) == []


@given(VERSION, VERSION)
def test_no_difference_in_words_goes_untold(old, new):
    same = [block.led for block in words.blocks(old.body)] == [block.led for block in words.blocks(new.body)]
    assert same or changes.between(old, new)


@given(VERSION, VERSION)
def test_word_by_word_gives_both_sides_back(old, new):
    for change in changes.between(old, new):
        if change.words:
            before = "".join(text for op, text in change.words if op != "added")
            assert (before, change.kind) == (change.before, "changed")
            assert "".join(text for op, text in change.words if op != "removed") == change.after


def test_a_first_version_has_no_changes():
    assert changes.between(None, version("<p>Be kind.</p>")) == []


def test_a_similar_sentence_is_told_word_by_word():
    old, new = version("<p>Please be kind online.</p>"), version("<p>Please always be kind online.</p>")
    [change] = changes.between(old, new)
    assert change.words == (("same", "Please"), ("added", " always"), ("same", " be kind online."))


def test_marks_are_told_apart_from_words():
    old, new = version("<p>No shouting or swearing.</p>"), version("<p>No shouting or swearing, ever.</p>")
    [change] = changes.between(old, new)
    assert change.words == (("same", "No shouting or swearing"), ("added", ", ever"), ("same", "."))


def test_a_comma_alone_holds_no_two_changes_apart():
    old, new = version("<p>We ask red, blue of you all.</p>"), version("<p>We ask green, grey of you all.</p>")
    [change] = changes.between(old, new)
    assert change.words[1:3] == (("removed", " red, blue"), ("added", " green, grey"))


def test_a_rewritten_sentence_is_told_as_before_and_now():
    [change] = changes.between(version("<p>Never shout at staff.</p>"), version("<p>Ring the office first.</p>"))
    assert (change.kind, change.words) == ("rewritten", ())


def test_an_added_item_comes_with_its_lead_in_and_heading():
    old = version("<h2>Online</h2>" + listed("We will not accept:", "Threats"))
    new = version("<h2>Online</h2>" + listed("We will not accept:", "Threats", "Unkind posts"))
    [change] = changes.between(old, new)
    assert (change.kind, change.after) == ("added", "Unkind posts")
    assert (change.lead_in, change.heading) == ("We will not accept:", "Online")


def test_a_lead_in_that_turns_round_is_one_change_with_all_it_leads_to():
    old, new = version(listed("We will:", "post", "call")), version(listed("We will not:", "post", "call"))
    [change] = changes.between(old, new)
    assert (change.before, change.after, change.leads_to) == ("We will:", "We will not:", ("post", "call"))


def test_an_item_that_moves_to_the_opposite_list_is_removed_and_added():
    old = version(listed("We like:", "calls") + listed("We do not accept:", "posts", "threats"))
    new = version(listed("We like:", "calls", "posts") + listed("We do not accept:", "threats"))
    assert told(old, new) == [
        ("added", "", "posts", "We like:"),
        ("removed", "posts", "", "We do not accept:"),
    ]


def test_another_address_behind_a_link_is_a_change():
    old, new = (version(f"<p><a href='https://{place}.example'>Complain</a></p>") for place in ("old", "new"))
    assert told(old, new) == [("changed", "Complain (https://old.example)", "Complain (https://new.example)", "")]


def test_an_address_that_stays_is_not_told():
    link = "<a href='https://school.example'>complaints policy</a>"
    old, new = version(f"<p>Read our {link}.</p>"), version(f"<p>Please read our {link}.</p>")
    assert told(old, new) == [("changed", "Read our complaints policy.", "Please read our complaints policy.", "")]


def test_title_declaration_and_undertakings_are_compared_with_their_like():
    old = version(declaration="I agree.", undertakings_lead_in="I will not:", undertakings=["shout"])
    new = version(declaration="I agree.", undertakings_lead_in="I will not:", undertakings=["shout", "push"])
    new.title = "Being kind"
    assert told(old, new) == [
        ("rewritten", "Kindness", "Being kind", ""),
        ("added", "", "push", "I will not:"),
    ]


@pytest.mark.parametrize("paragraphs", [90, 400])
def test_long_codes_are_compared_quickly(paragraphs):
    old, new = (
        version("".join(f"<p>{kind} {n} {'word ' * 20}{n * 7}</p>" for n in range(paragraphs)))
        for kind in ("Old", "New")
    )
    start = time.process_time()
    changes.between(old, new)
    assert time.process_time() - start < 5


def test_a_change_in_a_list_right_below_its_heading_names_it_once():
    lists = "<h2>Online</h2><ul><li>We ask you not to:<ul><li>{}</li></ul></li></ul>"
    [change] = changes.between(version(lists.format("shout")), version(lists.format("swear loudly at all of us")))
    assert change.where == "Online › We ask you not to:"


def test_a_heading_that_is_gone_stood_below_no_other():
    two = "<h2>Online</h2><p>Be kind.</p><h2>At the gate</h2><p>Walk.</p>"
    gone = changes.between(version(two), version("<h2>Online</h2><p>Be kind.</p>"))
    assert [(change.before, change.where) for change in gone] == [("At the gate", ""), ("Walk.", "At the gate")]
