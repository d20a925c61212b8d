"""What the tests of one module begin with, made once for all of them."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import override_settings

from tests.places import storages


class Scene:
    """`with scene.set():` what is written there all tests of the module find; what a test itself does is undone."""

    def __init__(self, files, blocker):
        self.files, self.blocker = files, blocker
        self.whole = transaction.atomic()
        self.whole._from_testcase = True  # what must be the outermost transaction may begin within this one

    @contextmanager
    def set(self):
        with self.blocker.unblock(), override_settings(STORAGES=storages(self.files)):
            yield

    def begin(self):
        with self.blocker.unblock():
            self.whole.__enter__()

    def clear(self):
        with self.blocker.unblock():
            transaction.set_rollback(True)
            self.whole.__exit__(None, None, None)


def once(build):
    """A fixture of scope "module": what `build` returns, made in the scene of the module.

    Hand a test a deep copy of the objects: what it writes into one is not undone by the database.
    """

    @pytest.fixture(scope="module")
    def made(scene):
        with scene.set():
            return build()

    return made
