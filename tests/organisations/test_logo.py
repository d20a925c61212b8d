"""A logo is drawn anew, stays light, and is nothing but a picture."""

import io

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, PngImagePlugin

from declarations import sheet
from organisations import logo
from organisations.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db


def picture(size=(600, 300), kind="PNG", **options):
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, kind, **options)
    return SimpleUploadedFile("logo.xyz", file.getvalue())


@pytest.fixture
def head():
    school, browser = make.SchoolFactory(), Client()
    browser.force_login(make.head_of(school))
    browser.school = school
    return browser


def sends(head, file):
    return head.post(reverse("settings:logo", args=[head.school.slug]), {"picture": file}, follow=True)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(600, 300), (40, 40), (3000, 100), (100, 3000)])
def test_every_picture_becomes_a_small_png(kind, size):
    content = logo.drawn_anew(picture(size, kind))

    assert len(content) <= logo.HEAVIEST
    with Image.open(io.BytesIO(content)) as drawn:
        assert drawn.format == "PNG"
        assert drawn.width <= logo.BOX[0]
        assert drawn.height <= logo.BOX[1]


def test_what_else_a_picture_carries_is_left_behind():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" not in logo.drawn_anew(picture(pnginfo=info))


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"GIF89a",
        b"%PDF-1.7",
        b"",
        b"\x89PNG\r\n\x1a\nbroken",
    ],
)
def test_anything_else_is_refused_with_what_to_do(head, content):
    page = sends(head, SimpleUploadedFile("logo.png", content or b" "))

    assert page.status_code == 422
    assert "save it as PNG first" in page.text
    head.school.refresh_from_db()
    assert head.school.logo_digest == ""


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(logo, "MOST_PIXELS", 100)
    with pytest.raises(logo.FileRefused, match="too many pixels"):
        logo.drawn_anew(picture((11, 11)))


def test_parents_see_the_logo_and_later_the_initials_again(head):
    public = reverse("join:join", args=[head.school.slug])
    assert "The logo is shown from now on." in sends(head, picture()).text
    head.school.refresh_from_db()
    address = reverse("organisations:logo", args=[head.school.slug, head.school.logo_digest])

    assert address in Client().get(public).text
    answer = Client().get(address)
    assert (answer["Content-Type"], answer.content[:4]) == ("image/png", b"\x89PNG")
    assert "immutable" in answer["Cache-Control"]

    head.post(reverse("settings:remove_logo", args=[head.school.slug]))
    assert address not in Client().get(public).text
    assert Client().get(address).status_code == 404
    assert Event.objects.filter(verb="changed", about_id=head.school.pk).count() == 2


def test_everything_that_can_be_set_is_reached_from_one_page(head):
    make.published(head.school, reference="gate")
    page = head.get(reverse("settings:details", args=[head.school.slug])).text
    slug = head.school.slug
    doors = [("settings:logo", []), ("settings:staff", []), ("post:times", []), ("post:ways", [])]
    doors += [("post:wording", ["ask"]), ("declarations:reminder_plan", ["gate"]), ("keeping:periods", [])]
    for name, args in doors:
        assert reverse(name, args=[slug, *args]) in page


def test_the_logo_stands_on_the_sheet_for_governors(head):
    sends(head, picture())
    head.school.refresh_from_db()
    with pdfplumber.open(io.BytesIO(sheet.printed(head.school))) as pdf:
        assert len(pdf.pages[0].images) == 1
