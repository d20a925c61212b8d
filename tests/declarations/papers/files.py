"""Scans and photos as offices send them, good and bad."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

A4 = (1240, 1754)  # at 150 dpi


def picture(words="I agree", size=A4):
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((100, 100), words, fill="navy", font_size=60)
    return image


def encoded(image, kind="JPEG", **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def jpeg(words="I agree", **options):
    return encoded(picture(words), "JPEG", **options)


def png(words="I agree", mode="RGB"):
    return encoded(picture(words).convert(mode), "PNG")


def pdf(*pages):
    first, *others = pages or [picture()]
    return encoded(first, "PDF", save_all=True, append_images=others, resolution=150)


def locked_pdf():
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(content, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return content.getvalue()


def scripted_pdf(words):
    """A PDF form that was filled in, and that would run a script."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    letters = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    look = pikepdf.Stream(document, f"/Tx BMC BT /F 20 Tf 5 10 Td ({words}) Tj ET EMC".encode())
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 300, 40]
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=letters))
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V=words, F=4,
        Rect=[50, 750, 350, 790], DA="/F 20 Tf 0 g", AP=pikepdf.Dictionary(N=document.make_indirect(look)),
    )  # fmt: skip
    field = document.make_indirect(field)
    page.Annots = [field]
    document.Root.AcroForm = pikepdf.Dictionary(
        Fields=[field], DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=letters))
    )
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    return _saved(document)


def huge_page_pdf():
    document = pikepdf.new()
    document.add_blank_page(page_size=(14_400, 14_400))
    return _saved(document)


def _saved(document):
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def located_jpeg():
    """A photo that says where it was taken, lying on its side."""
    image = picture(size=(800, 400))
    exif = image.getexif()
    exif[0x0112] = 6  # turn it by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    return encoded(image, "JPEG", exif=exif)


def heic():
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 100


def upload(content, name="scan.pdf"):
    return SimpleUploadedFile(name, content)
