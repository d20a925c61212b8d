"""`make run`: the portal with its demo, until Ctrl-C."""

import argparse
import contextlib
import os
import signal
import time

from scripts import complaints, portal, processes

POLL = 0.25  # seconds


def main():
    """Start, tell the address, keep watch, stop."""
    for number in processes.STOP_SIGNALS:
        signal.signal(number, signal.default_int_handler)
    wanted = arguments()
    running = portal.Portal(
        wanted.data,
        port=wanted.port,
        database_url=os.environ.get("DATABASE_URL", ""),
        redis_url=os.environ.get("REDIS_URL", ""),
    )
    with complaints.shown(), contextlib.suppress(KeyboardInterrupt), running:
        announce(running)
        watch(running)
        print("\nStopping …", flush=True)


def arguments():
    """Where the data lies and on which port the pages are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=port, default=8000)
    parser.add_argument("--data", default=portal.PROJECT / ".data")
    return parser.parse_args()


def port(text):
    """A number that can be a port."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535, for example PORT=8001")
    return number


def announce(running):
    """What a newcomer needs to go on."""
    print("\n" + running.log_ins.strip("\n") + "\n")
    print(f"  The portal is ready:  {running.address}")
    print(f"  What it writes:       {running.folder.path / 'logs'}")
    print("  Ctrl-C stops it; the data stays.\n", flush=True)


def watch(running):
    """Until Ctrl-C, the end of the `make` that started us, or the death of a process that should live."""
    parent = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        while not ("MAKELEVEL" in os.environ and os.getppid() != parent):
            dead = running.dead_child()
            if dead:
                raise complaints.Complaint(
                    f"The {dead.name} stopped by itself, so everything was stopped; `make run` starts again. "
                    f"The end of {dead.log}:\n\n{dead.last_words()}"
                )
            time.sleep(POLL)


if __name__ == "__main__":
    main()
