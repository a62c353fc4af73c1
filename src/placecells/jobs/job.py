"""What every script of the workflow shares: a log, errors of one sentence, one BLAS thread, and progress lines."""

import atexit
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
    """Switch Python's garbage collection off until `job` begins, and again at exit.

    The collection takes a third of the time in which a job starts and ends. A script calls `begin` before slow imports.
    """
    gc.disable()
    atexit.register(gc.freeze)


@contextmanager
def job(log_path, *expected: type[Exception]):
    """Context of a job, with BLAS limited to one thread; yields the logger, which writes to `log_path`.

    An exception of a type in `expected`, or StoreError, ends the job with one sentence in the log and on the terminal
    and exit code 1. Any other exception is logged with its traceback and raised. Warnings appear on the terminal, too.
    """
    gc.freeze()  # the imported modules stay: a collection need not look through them
    gc.enable()
    logging.raiseExceptions = False  # errors of the log itself, as on a full disk, must not hide the sentence
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
    """A thread-safe function `add(count, saved=False)` that logs every LOG_SECONDS what is done, the rate and the rest.

    total: count at the end. what: name of the things counted. Counts from a checkpoint are added with saved=True and do
    not enter the rate.
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
