"""Pango draws the PDFs; it is the one thing besides Python that the machine itself must have."""

import ctypes
import pathlib
import sys

from scripts.complaints import Complaint

LIBRARIES = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1"),
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz.0.dylib", "libfontconfig.1.dylib"),
}
MAC_FOLDERS = ("/opt/homebrew/lib", "/usr/local/lib")


def check():
    """Complain, with the package to install, if a library cannot be opened."""
    missing = [name for name in LIBRARIES.get(sys.platform, ()) if not opens(name)]
    if missing:
        raise Complaint(
            f"Pango, which draws PDFs, is missing ({', '.join(missing)}). Debian and Ubuntu: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; Fedora: dnf install pango;"
            " macOS: brew install pango. Then run the command again."
        )


def opens(name):
    """Whether the system finds and loads the library."""
    folders = MAC_FOLDERS if sys.platform == "darwin" else ()
    for candidate in (name, *(pathlib.Path(folder) / name for folder in folders)):
        try:
            ctypes.CDLL(str(candidate))
        except OSError:
            continue
        return True
    return False


def environment():
    """What helps WeasyPrint find the libraries: Homebrew keeps them where macOS does not look."""
    return {"DYLD_FALLBACK_LIBRARY_PATH": ":".join(MAC_FOLDERS)} if sys.platform == "darwin" else {}
