"""What went wrong, in one sentence with the way out, instead of a traceback."""

import contextlib
import errno
import sys

DISK = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}


class Complaint(Exception):
    """Its message is shown to the person at the keyboard as it is."""


@contextlib.contextmanager
def shown():
    """End the process with the sentence alone when something known goes wrong."""
    try:
        yield
    except Complaint as complaint:
        sys.exit(f"\n✗ {complaint}")
    except OSError as error:
        if error.errno not in DISK:
            raise
        sys.exit(
            f"\n✗ Cannot write {error.filename}: {error.strerror}. Make it yours "
            "(`sudo chown -R $USER .data`), make room, or keep the data elsewhere: make run DATA=/some/folder"
        )
