"""Make the environment .venv of this project, or leave it as it is. `make` calls this script before every target.

    python3 workflow/environment.py [PYTHON]

PYTHON is the interpreter that the user has asked for by `make PYTHON=...`; this interpreter, or else python3, runs the
script. The script has to start under any Python, however old, so that it can say that a Python is too old: it uses no
modern syntax.
"""

import hashlib
import io
import os
import platform
import re
import subprocess
import sys

BIN = os.path.join(".venv", "bin")
READY = os.path.join(".venv", "ready")  # written at the end: an environment without this file is not finished
SOURCES = ("requirements.lock", "pyproject.toml")
# Python's own compiled files, on all cores: pip makes them on one. Where PYTHONDONTWRITEBYTECODE is set, as in many
# containers, no process writes them later, and each of the hundreds of jobs would compile all that it imports.
COMPILE = (BIN + "/python", "-m", "compileall", "-qq", "-j", "0", "-x", "/tests?/", ".venv/lib", "src")
INSTALL = (
    (BIN + "/pip", "install", "--quiet", "--no-compile", "--require-hashes", "-r", "requirements.lock"),
    (BIN + "/pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", "."),
    COMPILE,
    (BIN + "/snakemake", "--quiet", "all", "--cores", "2", "compile", "--configfile", "config/quick.yaml"),
)
MOVE = "move the project to a folder without such characters"
ELSEWHERE = (
    ", or make an environment elsewhere and type the commands yourself: `python3 -m venv ~/placecells-env`, "
    "`. ~/placecells-env/bin/activate`, `pip install -e '.[test]'`, "
    "`snakemake --cores all --configfile config/quick.yaml`, `python -m pytest`"
)


def read(path):
    """The text of a file, or an empty text where there is no such file."""
    try:
        with io.open(path, encoding="utf-8") as file:
            return file.read()
    except (IOError, OSError, UnicodeError):
        return ""


def needed():
    """The oldest Python that the project runs on, (major, minor), from pyproject.toml."""
    found = re.search(r'requires-python = ">=(\d+)\.(\d+)"', read("pyproject.toml"))
    return tuple(int(number) for number in found.groups())


def unsafe(path):
    """The characters of a path that have a special meaning in a shell or in the variable PATH."""
    safe = re.compile(r"[A-Za-z0-9@%+=,./_-]")
    return sorted({letter for letter in path if ord(letter) < 128 and not safe.match(letter)})


def refused_folder(root):
    """Why no environment can be made in this folder, as one sentence, or None.

    An environment elsewhere is a way out, except for braces and backslashes, which have a meaning in Snakemake itself.
    """
    letters = unsafe(root)
    if not letters:
        return None
    way_out = MOVE if set("{}\\").intersection(letters) else MOVE + ELSEWHERE
    shown = " and ".join("a space" if letter == " " else letter for letter in letters)
    return "the folder {0} has {1} in its path, and the commands of an environment there would fail: {2}".format(
        root, shown, way_out
    )


def refused_link():
    """Why .venv cannot be made anew, as one sentence, where it is a link to a folder; otherwise None."""
    if os.path.islink(".venv"):
        return ".venv is a link to {0}, and to make it anew would empty that folder: remove the link".format(
            os.path.realpath(".venv")
        )
    return None


def refused_python(asked):
    """Why this Python cannot make the environment, as one sentence, or None."""
    this = "{0} {1}".format(platform.python_implementation(), platform.python_version())
    if sys.version_info[:2] < needed() or not this.startswith("CPython"):
        return "the project needs CPython {0[0]}.{0[1]} or newer, and {1} is {2}: name another one, as in {3}".format(
            needed(), asked or "python3", this, "`make quick PYTHON=python3.12`"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        return "{0} has no module {1}, with which environments are made: {2}".format(
            sys.executable, error.name, "`apt-get install python3-venv` on Debian and Ubuntu"
        )
    return None


def mark(place, version):
    """The content of .venv/ready: the environment's place, its Python, and a digest of what was installed."""
    digest = hashlib.sha256()
    for path in SOURCES:
        digest.update(read(path).encode("utf-8"))
    return "place {0}\npython {1}\nsources {2}\n".format(place, version, digest.hexdigest())


def version_inside():
    """The version of the environment's own Python, such as 3.12.1; an empty text where that Python does not run."""
    ask = [BIN + "/python", "-I", "-S", "-c", "import platform; print(platform.python_version())"]
    try:
        with open(os.devnull, "w") as nowhere:
            return subprocess.check_output(ask, stderr=nowhere).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def minor(version):
    """The first two numbers of a version: 3.12 for 3.12.1."""
    return ".".join(version.split(".")[:2])


def why_anew(place, asked):
    """Why the environment must be made anew, as a phrase; None where it is up to date."""
    if not os.path.exists(".venv"):
        return "there is none"
    old = read(READY)
    if not old:
        return "its set-up has not finished"
    inside = version_inside()
    expected = mark(place, minor(inside)).splitlines()
    reasons = (
        "it was moved",
        "its Python has changed or is gone",
        "a file of {0} has changed".format(" and ".join(SOURCES)),
    )
    for now, then, reason in zip(expected, old.splitlines() + [""] * 3, reasons):
        if now != then:
            return reason
    if asked and inside != platform.python_version():
        return "its Python is {0}, and {1} is {2}".format(inside, asked, platform.python_version())
    return None


def run(command):
    """Print a command and run it. Exits with one sentence if the command fails, unless all works without it."""
    print(" ".join(command))
    sys.stdout.flush()
    try:
        code = subprocess.call(command, close_fds=False)  # the command inherits the lock
    except OSError as error:
        code = error
    if code != 0 and command is not COMPILE:  # a package may have a file for another Python
        sys.exit(
            "the set-up of .venv stopped at `{0}` ({1}); the next make begins it anew".format(" ".join(command), code)
        )


def alone():
    """Wait until no other set-up of this project runs, and return the lock.

    The commands of a set-up inherit the lock and hold it until they end, even where their make was killed.
    """
    import fcntl

    lock = open("pyproject.toml")
    os.set_inheritable(lock.fileno(), True)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("waiting for another set-up of .venv")
        sys.stdout.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError:  # a file system without locks
        pass
    return lock


def make(place):
    """Make the environment in place of the old one. Its mark is removed first and written last."""
    if os.path.exists(READY):
        os.remove(READY)
    run((sys.executable, "-m", "venv", "--clear", ".venv"))
    for command in INSTALL:
        run(command)
    with io.open(READY + ".new", "w", encoding="utf-8") as file:
        file.write(mark(place, minor(platform.python_version())))
        file.flush()
        os.fsync(file.fileno())
    os.rename(READY + ".new", READY)


def main(asked):
    root = os.path.realpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
    os.chdir(root)
    place = os.path.join(root, ".venv")
    if why_anew(place, asked) is None:
        return
    refused = refused_folder(root) or refused_link() or refused_python(asked)
    if refused:
        sys.exit(refused)
    lock = alone()
    reason = why_anew(place, asked)  # the other set-up may have made it
    if reason:
        print("making .venv: {0}".format(reason))
        make(place)
    lock.close()


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "")
    except KeyboardInterrupt:
        sys.exit("interrupted; the next make begins the set-up anew")
