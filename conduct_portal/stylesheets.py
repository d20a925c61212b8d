"""Style sheets are written one component to a file, and delivered as one file to each kind of reader."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLES = ("css/parent.css", "css/staff.css")
IMPORT = re.compile(r'@import "([\w.-]+)";\n')
COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)


class JoinedStyleSheets(CompressedManifestStaticFilesStorage):
    """Puts imported files in the place of their @import, so that a page waits for one file, not for twenty.

    Without this storage (in development and in tests) browsers follow the imports themselves.
    """

    def post_process(self, paths, dry_run=False, **options):
        for bundle in () if dry_run else BUNDLES:
            self.delete(bundle)
            self.save(bundle, ContentFile(joined(bundle, paths)))
            paths[bundle] = (self, bundle)
        yield from super().post_process(paths, dry_run, **options)


def joined(bundle, paths):
    """One style sheet: the imported ones in their order, without comments."""
    folder = bundle.rpartition("/")[0]
    names = IMPORT.findall(_read(bundle, paths))
    return COMMENT.sub("", "".join(_read(f"{folder}/{name}", paths) for name in names))


def _read(name, paths):
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
