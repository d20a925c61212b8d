"""What one process has laid out, all find: made once, kept for a day, never needed."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from policies import edition, press, stencil_store, tasks

DAY = 24 * 60 * 60


@pytest.fixture
def made():
    return []


@pytest.fixture
def get(made):
    """The stencil of a page, made in so many seconds; what was made is noted."""

    def get(page, seconds=0):
        def make():
            made.append(page)
            time.sleep(seconds)
            return f"stencil of {page}"

        return stencil_store.get_or_make(page, make)

    return get


def files(settings):
    return list(settings.STENCILS.glob("*.djcache"))


def test_one_makes_it_while_the_others_wait(get, made):
    with ThreadPoolExecutor(4) as others:
        found = list(others.map(get, ["page"] * 4, [0.1] * 4))

    assert found == ["stencil of page"] * 4
    assert made == ["page"]


def test_another_page_has_another(get, made):
    assert [get("page"), get("other")] == ["stencil of page", "stencil of other"]
    assert made == ["page", "other"]


def test_the_edition_names_code_and_fonts():
    """So that another release or another font makes another stencil."""
    told = str(edition.edition())

    assert hashlib.sha256(press.PAPER.read_bytes()).hexdigest() in told
    assert "NotoSans-Regular" in told


@pytest.mark.parametrize("left", [b"", b"\x80\x05", b"\x80\x05K\x01.", b"nonsense"])
def test_what_was_cut_short_is_made_anew(get, made, settings, left):
    get("page")
    (file,) = files(settings)
    file.write_bytes(left)

    assert [get("page"), get("page")] == ["stencil of page"] * 2
    assert made == ["page", "page"]


def test_where_nothing_can_be_kept_each_makes_its_own(get, made, settings, tmp_path):
    (tmp_path / "full").touch()
    settings.STENCILS = tmp_path / "full"
    settings.CACHES = settings.CACHES | {"stencils": settings.CACHES["stencils"] | {"LOCATION": "/dev/null/none"}}

    assert get("page") == "stencil of page"


def test_what_is_a_day_old_goes(get, settings):
    get("page")
    (old,) = files(settings)
    get("other")
    os.utime(old, (time.time() - DAY - 1,) * 2)

    tasks.forget_old_stencils()

    assert len(files(settings)) == 1
    assert not old.exists()


def test_so_many_are_kept_and_no_more(get, settings):
    settings.CACHES = settings.CACHES | {"stencils": settings.CACHES["stencils"] | {"OPTIONS": {"MAX_ENTRIES": 3}}}

    for page in "abcde":
        stencil_store.get_or_make(page, lambda page=page: page)

    assert len(files(settings)) <= 3
