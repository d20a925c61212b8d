"""What people send by mistake or by malice: a clear refusal or a correct result, and nothing half kept."""

import io

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from weasyprint import HTML

from policies import importing, words
from policies.importing import limits
from policies.models import Policy
from tests import factories as make
from tests.policies.importing.word_files import paragraph, word_file

HOSTILE = """<html><head><script>alert(1)</script><style>p{color:red}</style><base href="//evil.example"></head>
<body onload="alert(2)"><h1>Code of Conduct for Parents</h1><p>Larkrise School</p><p onclick="alert(3)">We ask every
parent to be kind to everybody who works here.</p><iframe src="//evil.example"></iframe><img src=x onerror=alert(4)>
<a href="javascript:alert(5)">Read more about kindness here</a><svg><script>alert(6)</script></svg>
<form action="//evil.example"><input name="password"></form><p>&lt;script&gt;alert(7)&lt;/script&gt; is not kind.</p>
<math><mtext></mtext></math><textarea>Type here</textarea><p>Last words of this page are kind as well.</body></html>"""


def pages(number):
    """A PDF of so many pages with words on each."""
    one = pikepdf.open(io.BytesIO(HTML(string="<p>We ask every parent to be kind to everybody here.</p>").write_pdf()))
    many = pikepdf.new()
    for _page in range(number):
        many.pages.extend(one.pages)
    packed = io.BytesIO()
    many.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"x" * 50 * 1024 * 1024, "code.txt", "20 MB"),
        (pages(limits.MOST_PAGES + 1), "code.pdf", "has 121 pages, and no more than 120 are read"),
        (word_file(*[paragraph("We ask every parent to be kind. " * 20) for _part in range(1600)]), "c.docx", "longer"),
    ],
    ids=["50 MB", "121 pages", "400 pages of Word"],
)
def test_what_is_far_too_long_is_refused(content, name, sentence):
    with pytest.raises(importing.CannotRead, match=sentence):
        importing.read(content, name)


def test_a_hostile_page_is_read_for_its_words_alone():
    parsed = importing.read(HOSTILE.encode(), "code.html")
    body = words.clean(parsed.body_html())

    assert "be kind to everybody" in body
    assert "&lt;script&gt;alert(7)&lt;/script&gt; is not kind." in body
    assert "Last words of this page" in body
    assert not [
        each for each in ("<script", "onclick", "onload", "javascript:", "evil.example", "<img") if each in body
    ]


def test_emoji_and_words_in_two_directions_come_through_to_the_letter():
    lines = ["Kind Words Charter 🌻", "Larkrise School", "", "We ask every parent to be kind 👩‍👩‍👧 and patient 💛."]
    lines += [
        "",
        "مرحبا بكم في مدرستنا، نحن نرحب بجميع العائلات (Larkrise School) كل يوم.",
        "",
        "ברוכים הבאים לכולם כאן היום.",
    ]
    parsed = importing.read("\n".join(lines).encode(), "code.txt")
    said = [clause.text for clause in parsed.clauses]

    assert parsed.title == "Kind Words Charter 🌻"
    assert said[-2:] == [lines[5], lines[7]]
    assert "patient 💛." in said[0]


def test_a_family_of_emoji_stays_one_sign():
    parsed = importing.read(
        "Parent Code of Conduct\n\nEvery family 👩‍👩‍👧 is welcome in our school.".encode(), "code.txt"
    )

    assert "👩‍👩‍👧" in parsed.clauses[0].text


def test_signs_that_turn_text_round_are_taken_out():
    turned = "Parent Code of Conduct\n\nWe ask you not to \u202eyna\u202c shout at anybody who works here."
    parsed = importing.read(turned.encode(), "code.txt")

    assert "\u202e" not in parsed.body_html()
    assert "turn words round" in "".join(str(look.why) for look in parsed.needs_look)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["code.pdf", "code.docx"])
def test_a_refused_file_leaves_nothing_behind(tmp_path, name):
    school = make.SchoolFactory()
    make.head_of(school)
    (tmp_path / name).write_bytes(b"%PDF-1.7 broken" if name.endswith("pdf") else b"PK\x03\x04 broken")

    with pytest.raises(CommandError, match="damaged"):
        call_command("import_code", str(tmp_path / name), organisation=school.slug)
    assert not Policy.objects.exists()
