"""What every print depends on beside its page. Whoever loads this file waits a second for WeasyPrint."""

import hashlib
from functools import cache
from pathlib import Path

import pydyf
import weasyprint
from weasyprint.text.ffi import ffi, fontconfig, pango

from policies import press

OURS = [
    press.PAPER,
    *(Path(__file__).with_name(f"{name}.py") for name in ("press", "claims", "stencils", "stencil_files")),
]


@cache
def edition():
    """Our code, the libraries and the fonts, as this process has found them."""
    code = [hashlib.sha256(each.read_bytes()).hexdigest() for each in OURS]
    return (*code, weasyprint.__version__, pydyf.__version__, pango.pango_version(), *_fonts())


def _fonts():
    """(file, size, when it was changed) of every font that Pango may take."""
    configuration, place = fontconfig.FcInitLoadConfigAndFonts(), ffi.new("FcChar8 **")
    fonts, files = fontconfig.FcConfigGetFonts(configuration, fontconfig.FcSetSystem), set()
    for number in range(fonts.nfont):
        fontconfig.FcPatternGetString(fonts.fonts[number], b"file", 0, place)
        files.add(Path(ffi.string(ffi.cast("char *", place[0])).decode()))
    fontconfig.FcConfigDestroy(configuration)
    return [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(files)]
