"""What a sealed copy claims to be, PDF/A-3a and PDF/UA-1, as far as it can be read out of the file itself."""

from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from declarations import pdf, sealing
from policies import paper
from tests import factories as make

RICH = """<h2>How we talk</h2><p>We will not accept:</p><ul><li>Unkind <strong>posts</strong><ol><li>here</li></ol></li>
<li>Calls</li></ul><h3>Whom to ask</h3><table><thead><tr><th>Matter</th><th>Ask</th></tr></thead>
<tbody><tr><th>Lunch</th><td><a href="mailto:kitchen@school.example">kitchen</a></td></tr></tbody></table>
<p>Croeso · Zażółć · مرحبا · 你好</p>"""


@pytest.fixture(scope="module", params=["محمد ਸਿੰਘ 王", "Zoë Łukaszewicz"], ids=["laid out", "drawn"])
def content(scene, request):
    name = request.param
    with scene.set():
        school = make.SchoolFactory()
        make.parent_at(school)
        asked = make.published(school, body=RICH).requests.get()
        declaration = make.answer(asked, typed_name=name)
        return sealing.sealed(pdf.signed_copy(declaration))


@pytest.fixture
def file(content):
    with pikepdf.open(BytesIO(content)) as file:
        yield file


def elements(node):
    """Every element of the tag tree, parents first."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from elements(node.K)


def tags(file):
    return [str(each.S) for each in elements(file.Root.StructTreeRoot.K) if "/S" in each]


def objects(file, kind):
    return [each for each in file.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == kind]


def test_it_says_what_it_is_in_its_metadata(file):
    with file.open_metadata() as claims:
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("3", "A")
        assert claims["pdfuaid:part"] == "1"
        assert claims["dc:title"].startswith("Signed copy: Being kind online")
    # An archive wants each name that is not its own explained (ISO 19005-3, 6.6.2.3).
    assert b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in file.Root.Metadata.read_bytes()
    assert "/Filter" not in file.Root.Metadata or file.Root.Metadata.Subtype == "/XML"


def test_it_is_tagged_titled_and_in_a_language(file):
    assert file.Root.MarkInfo.Marked
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert str(file.Root.Lang) == "en-gb"
    assert all(page.Tabs == "/S" for page in file.pages)
    assert all("/StructParents" in page for page in file.pages)


def test_headings_lists_tables_and_figures_are_tagged_as_what_they_are(file):
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Figure", "/Link"} <= set(tags(file))
    levels = [int(tag[2:]) for tag in tags(file) if tag[:2] == "/H" and tag[2:].isdecimal()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_cell_names_its_headings_and_every_figure_says_what_it_shows(file):
    found = list(elements(file.Root.StructTreeRoot.K))
    heads = {str(each.ID) for each in found if each.get("/S") == "/TH" and "/ID" in each}
    cells = [each for each in found if each.get("/S") == "/TD"]
    figures = [each for each in found if each.get("/S") == "/Figure"]

    assert cells
    assert all({str(name) for name in cell.A.Headers} <= heads and len(cell.A.Headers) == 2 for cell in cells)
    assert [str(each.Alt).startswith("QR code that leads to http") for each in figures] == [True]


def test_every_letter_can_be_read_out_and_every_font_is_inside(file):
    fonts = objects(file, "/Font")
    assert fonts
    for font in fonts:
        if font.Subtype == "/Type0":
            assert "/ToUnicode" in font
        elif "/FontDescriptor" in font:
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys())
    assert not [font for font in fonts if font.Subtype == "/Type3"]


def test_colours_are_defined_nothing_is_encrypted_and_nothing_runs(file):
    (intent,) = file.Root.OutputIntents
    assert (str(intent.S), intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
    assert not file.is_encrypted
    assert "/ID" in file.trailer
    assert not {"/OpenAction", "/AA", "/JavaScript"} & set(file.Root.keys())
    actions = [str(each.S) for each in file.objects if isinstance(each, pikepdf.Dictionary) and "/URI" in each]
    assert set(actions) <= {"/URI"}


def test_the_enclosed_files_say_what_they_are_to_the_page(file):
    assert sorted(file.attachments) == ["declaration.json", "personal.json", "words.json"]
    for specification in objects(file, "/Filespec"):
        assert specification.AFRelationship == "/Data"
        assert specification.F == specification.UF
        assert str(specification.Desc)
        assert specification.EF.F.Subtype == "/application/json"
        assert specification.EF.F.Params.ModDate
        assert specification.objgen in {each.objgen for each in file.Root.AF}


def test_the_seal_takes_no_room_is_printable_and_allows_no_change(file):
    (field,) = file.Root.AcroForm.Fields
    assert [float(side) for side in field.Rect] == [0, 0, 0, 0]
    assert int(field.F) & 4
    assert not int(field.F) & 2
    assert "/NeedAppearances" not in file.Root.AcroForm
    assert file.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1


def test_annotations_stand_in_the_tag_tree_and_say_where_they_lead(file):
    links = [each for page in file.pages for each in page.get("/Annots", []) if each.Subtype == "/Link"]
    assert links
    assert all("/StructParent" in each and int(each.F) & 4 for each in links)
    assert all(str(each.get("/Contents", "")) for each in links)


def test_a_print_of_the_code_makes_the_same_claims(db):
    version = make.published(make.SchoolFactory(), body=RICH)
    with pikepdf.open(BytesIO(paper.version_pdf(version))) as file, file.open_metadata() as claims:
        assert (claims.pdfa_status, claims["pdfuaid:part"]) == ("3A", "1")
