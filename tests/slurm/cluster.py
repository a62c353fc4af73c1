"""A real Slurm of two nodes on this machine, for as long as a test needs it.

Everything it makes lives in one folder, but for the packages (those it has installed are purged at the end) and the
link /etc/slurm/slurm.conf: the executor drops SLURM_CONF inside jobs, so that Slurm must find its default file.
"""

import os
import shutil
import socket
import subprocess
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil

CONFIG = Path("/etc/slurm/slurm.conf")
PACKAGES = ("slurmctld", "slurmd", "slurm-client", "munge")
NODES = ("lab1", "lab2")


class Unavailable(Exception):
    """Slurm's packages cannot be installed here; the message says why."""


def run(*command, **options):
    """Run a command; what it printed. Raises CalledProcessError."""
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, **options).stdout


def refusal():
    """Why no cluster may be started on this machine, or None."""
    if os.geteuid() != 0:
        return "make test-slurm installs and starts Slurm daemons: it needs root, on a machine that may be changed"
    there = [f"{name} runs" for name in ("slurmctld", "slurmd", "slurmstepd") if _processes(name)]
    if CONFIG.exists() or CONFIG.is_symlink():
        there.append(f"{CONFIG} exists")
    return f"{', '.join(there)}: make test-slurm would disturb the Slurm that is here" if there else None


def _processes(name):
    """Living processes of that name (in a container, dead ones may stay listed)."""
    listed = psutil.process_iter(["name"])
    return [process for process in listed if process.info["name"] == name and not _ended(process)]


def _ended(process):
    with suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True


def _installed():
    listed = run("dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${binary:Package}\n")
    return {line.split()[1] for line in listed.splitlines() if line.startswith("ii")}


@contextmanager
def packages():
    """Slurm's packages; those that were not there before are purged afterwards. Raises Unavailable."""
    if shutil.which("apt-get") is None:
        raise Unavailable("there is no apt-get")
    before = _installed()
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stderr": subprocess.STDOUT}
    try:
        if not before.issuperset(PACKAGES):
            try:
                run("apt-get", "update", **quiet)
                run("apt-get", "install", "-y", "--no-install-recommends", *PACKAGES, **quiet)
            except subprocess.CalledProcessError as error:
                raise Unavailable(f"{' '.join(error.cmd)} failed: {error.stdout[-2000:]}") from error
        yield
    finally:
        if new := sorted(_installed() - before):
            run("apt-get", "purge", "-y", *new, **quiet)


class Cluster:
    """Two nodes, and what a test does to them."""

    def __init__(self, folder):
        self.folder = folder

    def start_node(self, name):
        run("slurmd", "-N", name)

    def kill_node(self, name):
        """A node dies: its daemon and whatever runs under it are gone, without a last word."""
        self._daemon(f"slurmd.{name}").kill()
        _kill_jobs(name)

    def node_state(self, name):
        """idle, mixed, allocated, down, ..."""
        return run("sinfo", "--noheader", "--nodes", name, "--format", "%T").strip()

    def running(self):
        """{node: job id} of the running jobs, one per node."""
        lines = run("squeue", "--noheader", "--states", "running", "--format", "%N|%i").splitlines()
        return dict(line.split("|") for line in lines)

    def wait(self, condition, seconds):
        """Wait until `condition()` is true; its value. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not (value := condition()):
            if time.monotonic() > end:
                raise TimeoutError(f"waited {seconds} s in vain")
            time.sleep(0.5)
        return value

    def _daemon(self, name):
        return psutil.Process(int((self.folder / f"{name}.pid").read_text()))

    def stop(self, daemon):
        """Stop one daemon by its pid file, where it runs."""
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            process = self._daemon(daemon)
            process.terminate()
            self.wait(lambda: _ended(process), 30)


@contextmanager
def cluster(folder):
    """A running Cluster whose files are in `folder`; everything is stopped and removed afterwards."""
    cluster, host = Cluster(folder), socket.gethostname().partition(".")[0]
    template = Path(__file__).with_name("slurm.conf").read_text()
    folder.chmod(0o755)  # munged wants a folder that others cannot write to
    (folder / "state").mkdir()
    (folder / "munge.key").write_bytes(os.urandom(128))
    (folder / "munge.key").chmod(0o400)
    (folder / "slurm.conf").write_text(template.replace("{folder}", str(folder)).replace("{host}", host))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(cluster.stop, "munge")
        files = {"key-file": "munge.key", "socket": "munge.socket", "pid-file": "munge.pid", "log-file": "munge.log"}
        seed = {"seed-file": "munge.seed"}
        run("munged", "--force", *(f"--{option}={folder / name}" for option, name in (files | seed).items()))
        CONFIG.parent.mkdir(exist_ok=True)
        stack.callback(CONFIG.unlink)
        CONFIG.symlink_to(folder / "slurm.conf")
        stack.callback(cluster.stop, "slurmctld")
        run("slurmctld")
        for name in NODES:
            stack.callback(_kill_jobs, name)
            stack.callback(cluster.stop, f"slurmd.{name}")
            cluster.start_node(name)
        cluster.wait(lambda: all(cluster.node_state(name) == "idle" for name in NODES), 60)
        yield cluster


def _kill_jobs(node):
    """Kill what runs on a node, the step daemons first, so that they report nothing. No other Slurm runs here."""
    for step in _processes("slurmstepd"):
        with suppress(psutil.NoSuchProcess):
            tasks = step.children(recursive=True)
            if any(task.environ().get("SLURMD_NODENAME") == node for task in tasks):
                for process in [step, *tasks]:
                    process.kill()
