"""Word files in the fewest parts that Word itself would open."""

import io
import zipfile
from html import escape

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    '<w:style w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="H1"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Plain"><w:name w:val="heading 1"/></w:style>'
)
LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
NUMBERS = (
    '<w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(0, "decimal", "%1.")
    + LEVEL.format(1, "decimal", "%1.%2")
    + "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1">'
    + LEVEL.format(0, "bullet", "\uf0b7")
    + LEVEL.format(1, "bullet", "o")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)


def paragraph(text, *, style="", number=None, level=0, bold=False, run=""):
    """One paragraph; `number` is the list it belongs to, `run` what else its run says."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = ("<w:b/>" if bold else "") + run
    return (
        f"<w:p><w:pPr>{styled}{listed}</w:pPr><w:r><w:rPr>{look}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def table(*rows):
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def word_file(*blocks, **parts):
    """The bytes of a .docx; other parts are named with their path, dots as double underscores."""
    document = f"<w:document {SPACE}><w:body>{''.join(blocks)}</w:body></w:document>"
    whole = {
        "word/document.xml": document,
        "word/styles.xml": f"<w:styles {SPACE}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {SPACE}>{NUMBERS}</w:numbering>",
    } | parts
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return packed.getvalue()
