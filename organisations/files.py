"""What is kept among the files, wherever they are: a folder of this machine, or a store that knows no folders."""

from django.core.files.storage import default_storage


def names(folder):
    """The names of the files of a folder; none when there is no such folder yet."""
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def read(name):
    """The bytes of a file; none when it is gone."""
    try:
        with default_storage.open(name) as file:
            return file.read()
    except FileNotFoundError:
        return b""
