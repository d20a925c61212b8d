"""What every test shares."""

import gc
import os
import shutil
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from celery import current_app
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX

from declarations.errors import DeclarationError
from declarations.views import quick_answers, shells
from policies.errors import PolicyError
from tests import factories as make
from tests import tables
from tests.places import maintain, storages
from tests.scenes import Scene


def pytest_configure():
    """Python looks for rubbish a hundred times less often than by itself, which is a twelfth of the whole run."""
    gc.set_threshold(50_000, 20, 10)


def pytest_collection_finish():
    """What has been loaded by now stays: nobody need look through it again and again."""
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """In CI a skipped test is a failed one: nothing there may quietly not run."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{item.nodeid} was skipped, and in CI none may be."
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """All tables are made once; each worker's database is a copy."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = tables.template()


@pytest.fixture
def own_folder(tmp_path_factory):
    """A test's own; made by whoever puts something into it, because most tests do not."""
    return tmp_path_factory.getbasetemp() / "own" / uuid.uuid4().hex


@pytest.fixture(autouse=True)
def private_files(settings, request, own_folder):
    """Signed copies of a test stay in its folder, as does the switch that shuts the doors."""
    settings.DATA_DIR = own_folder
    folder = own_folder / "files"
    if "scene" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("scene").files, folder)
    settings.STORAGES = storages(folder)


@pytest.fixture(autouse=True)
def own_cache(settings, own_folder):
    """What one test leaves in the cache is not there for the next, nor for the same test in the next run."""
    default = settings.CACHES["default"]
    prefix = f"{default['KEY_PREFIX']}-{uuid.uuid4().hex}"
    settings.STENCILS = own_folder / "stencils"
    stencils = settings.CACHES["stencils"] | {"LOCATION": settings.STENCILS}
    settings.CACHES = {"default": default | {"KEY_PREFIX": prefix}, "stencils": stencils}


@pytest.fixture
def school():
    return make.SchoolFactory()


@pytest.fixture
def head(client, school):
    """The head of the school, logged in."""
    user = make.head_of(school)
    client.force_login(user)
    return user


@pytest.fixture
def at_work():
    """Tasks are done at once, here."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    """For a module whose tests begin with the same rows and files, see `once` in scenes.py."""
    scene = Scene(tmp_path_factory.mktemp("scene"), django_db_blocker)
    scene.begin()
    yield scene
    scene.clear()


@pytest.fixture(scope="session")
def test_database(django_db_setup, django_db_blocker):
    """The test database, also where every test chosen works in a copy, for which pytest-django alone makes none.

    A test that is given the list of its copies adds its own. All are dropped at the end: some file systems look for a
    place for each file of a new one past all files deleted in the last seconds, which takes longer than all else.
    """
    real, copies = connection.settings_dict["NAME"], []
    makes_it = not real.startswith(TEST_DATABASE_PREFIX)
    with django_db_blocker.unblock():
        if makes_it:
            connection.creation.create_test_db(verbosity=0, autoclobber=True)
    yield copies
    with django_db_blocker.unblock():
        connection.close()
        maintain(*(f'DROP DATABASE "{copy}" WITH (FORCE)' for copy in copies))
        if makes_it:
            connection.creation.destroy_test_db(real, verbosity=0)


def _own_database(test_database, django_db_blocker):
    """A copy of the test database in which work is really committed; of no use afterwards, because nothing in it
    can be emptied: answers and published words refuse."""
    shared = connection.settings_dict["NAME"]
    own = f"{shared}_own{len(test_database)}"
    with django_db_blocker.unblock():
        connection.close()
        maintain(f'DROP DATABASE IF EXISTS "{own}"', f'CREATE DATABASE "{own}" TEMPLATE "{shared}" STRATEGY FILE_COPY')
        connection.settings_dict["NAME"] = own
        test_database.append(own)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = shared
            _forget_versions()


own_database = pytest.fixture(_own_database)
own_database_of_the_module = pytest.fixture(_own_database, scope="module")


@pytest.fixture
def at_once(own_database):
    """Runs `act` in eight threads that start together; returns what each of them got, our own refusals included."""

    def run(act, times=8):
        start = Barrier(times)

        def one(_number):
            start.wait()
            try:
                return act()
            except (DeclarationError, PolicyError) as refusal:
                return refusal
            finally:
                connections.close_all()

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return run


def _forget_versions():
    """The numbers of versions of a copy are used again in the next test, for other words."""
    shells._kept.clear()
    for kept in (quick_answers._words, shells._title):
        kept.cache_clear()


LONGEST_NAME = 200


def pytest_make_parametrize_id(config, val, argname):
    """A file or a key is no name for a test: it may be another in every process, and then no two agree what to run."""
    return argname if isinstance(val, bytes) or (isinstance(val, str) and len(val) > LONGEST_NAME) else None
