"""Processes are stopped, and those of a killed run are told from strangers."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from scripts import processes
from scripts.complaints import Complaint

SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)"]


@pytest.fixture
def child(tmp_path):
    started = processes.Child("sleeper", SLEEP, log=tmp_path / "sleeper.log")
    yield started
    started.stop()


def test_a_stopped_child_is_gone(child):
    child.stop()

    assert not psutil.pid_exists(child.pid)


def test_a_child_that_dies_is_told_with_its_last_words(tmp_path):
    child = processes.Child("speaker", [sys.executable, "-c", "print('No room left')"], log=tmp_path / "log")

    with pytest.raises(Complaint, match=r"The speaker stopped at once(.|\n)*No room left"):
        processes.wait_until(lambda: False, within=20, child=child)


def test_a_child_dies_with_its_killed_parent(tmp_path):
    parent = f"""
import os, signal
from scripts import processes
child = processes.Child("sleeper", {SLEEP!r}, log={str(tmp_path / "log")!r})
print(child.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    told = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, check=False)
    orphan = processes.alive(int(told.stdout))
    if orphan:
        psutil.wait_procs([orphan], timeout=10)

    assert processes.alive(int(told.stdout)) is None


def test_a_later_run_stops_what_a_killed_run_left(tmp_path, child):
    processes.Roster(tmp_path / "processes.json").write([child.pid])

    assert processes.Roster(tmp_path / "processes.json").stop_leftovers() == 1
    assert not child.runs()


def test_a_stranger_with_a_leftovers_number_is_left_alone(tmp_path, child):
    roster = processes.Roster(tmp_path / "processes.json")
    roster.path.write_text(json.dumps({child.pid: 1.0, os.getpid(): 1.0}))

    assert roster.stop_leftovers() == 0
    assert child.runs()


def test_a_roster_cut_short_by_a_full_disk_is_no_obstacle(tmp_path):
    roster = processes.Roster(tmp_path / "processes.json")
    roster.path.write_text('{"12')

    assert roster.stop_leftovers() == 0
