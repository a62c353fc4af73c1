"""What every script of the workflow does around its one call: a log, one-sentence errors, one BLAS thread.

Scripts import it first: to look for garbage while modules are imported, and again at exit, takes a third of the time in
which a job starts and ends.
"""
# ruff: noqa: E402

import atexit
import gc

gc.disable()
atexit.register(gc.freeze)

import logging
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from threading import Lock

from threadpoolctl import threadpool_limits

from placecells.store import StoreError

LOG_SECONDS = 10.0  # between two progress lines


@contextmanager
def job(log_path, *expected: type[Exception]):
    """Log to `log_path`; one sentence in the log and on the terminal, and exit code 1, for an exception that is
    `expected`, as faults of files always are."""
    gc.freeze()
    gc.enable()
    logging.raiseExceptions = False  # a full disk takes no log either: that must not bury the sentence
    log, handler = logging.getLogger("placecells"), logging.FileHandler(log_path, mode="w")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        with threadpool_limits(1):
            yield log
    except (StoreError, *expected) as error:
        log.error("%s", error)
        sys.exit(str(error))
    except BaseException:
        log.exception("failed")
        raise
    finally:
        log.removeHandler(handler)
        with suppress(OSError):
            handler.close()


def progress(log: logging.Logger, total: int, what: str) -> Callable[[int], None]:
    """A thread-safe counter that logs done, rate and remaining time every few seconds: call it with what was added."""
    began = last = time.monotonic()
    done, lock = 0, Lock()

    def add(count):
        nonlocal done, last
        with lock:
            done += count
            now = time.monotonic()
            if now - last > LOG_SECONDS or done == total:
                last = now
                rate = done / max(now - began, 1e-9)
                left = time.strftime("%H:%M:%S", time.gmtime((total - done) / max(rate, 1e-9)))
                log.info("%d of %d %s (%.0f%%), %.0f/s, %s left", done, total, what, 100 * done / total, rate, left)

    return add
