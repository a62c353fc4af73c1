"""What every script of the workflow does around its one call: a log, one-sentence errors, one BLAS thread."""

import gc
import logging
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Lock

from threadpoolctl import threadpool_limits

from placecells.io.store import StoreError

LOG_SECONDS = 10.0  # between two progress lines


def begin():
    """Switch the search for garbage off until `job` begins. A script calls this before its imports, which take a third
    longer with the search.
    """
    gc.disable()


@contextmanager
def job(log_path, *expected: type[Exception]):
    """Log to `log_path`; one sentence in the log and on the terminal, and exit code 1, for an exception that is
    `expected`, as faults of files always are. Warnings of the package appear on the terminal, too."""
    gc.enable()
    logging.raiseExceptions = False  # a full disk takes no log either: that must not bury the sentence
    log = logging.getLogger("placecells")
    file, terminal = (
        logging.FileHandler(log_path, mode="w", encoding="utf-8", errors="backslashreplace"),
        logging.StreamHandler(),
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    terminal.addFilter(lambda record: record.levelno == logging.WARNING)
    log.addHandler(file)
    log.addHandler(terminal)
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
        log.removeHandler(file)
        log.removeHandler(terminal)
        with suppress(OSError):
            file.close()


def progress(log: logging.Logger, total: int, what: str) -> Callable[..., None]:
    """A thread-safe counter that logs done, rate and remaining time every few seconds: call it with what was added.

    What a checkpoint had is added with saved=True: it does not count in the rate.
    """
    began = last = time.monotonic()
    done, worked, lock = 0, 0, Lock()

    def add(count, saved=False):
        nonlocal done, worked, last
        with lock:
            done += count
            worked += 0 if saved else count
            now = time.monotonic()
            if (now - last > LOG_SECONDS or done == total) and worked:
                last = now
                rate = worked / max(now - began, 1e-9)
                left = timedelta(seconds=round((total - done) / rate))
                log.info("%d of %d %s (%.0f%%), %.0f/s, %s left", done, total, what, 100 * done / total, rate, left)

    return add
