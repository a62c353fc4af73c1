"""The tutorial runs from the first cell to the last on the datasets of `make quick`, with an installed wheel."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("src", "pyproject.toml", "README.md", "LICENSE")
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
RESULTS = """
import json, placecells
numbers = {"height": height, "theory": soliton.profile(0.0, kappa), "gain": gain, "file": placecells.__file__}
print(json.dumps({name: value if name == "file" else float(value) for name, value in numbers.items()}))
"""


@pytest.fixture
def installed(tmp_path):
    """A folder in which the wheel of this checkout is installed."""
    source = tmp_path / "source"
    source.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, source / name)
    wheels, folder = tmp_path / "wheels", tmp_path / "installed"
    subprocess.run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, source], check=True)
    (wheel,) = wheels.iterdir()
    subprocess.run([*PIP, "install", "--no-deps", "--target", folder, wheel], check=True)
    return folder


def test_every_cell_runs_and_the_field_is_that_of_the_theory(installed, tmp_path):
    notebook = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    caches = tmp_path / "caches"
    caches.mkdir()
    (caches / "placecells").symlink_to(ROOT / ".cache", target_is_directory=True)  # kernels, which belong to the code
    environment = os.environ | {"PYTHONPATH": str(installed), "MPLBACKEND": "Agg", "XDG_CACHE_HOME": str(caches)}
    command = [sys.executable, "-c", "\n".join([*cells, RESULTS])]
    run = subprocess.run(command, cwd=ROOT / "docs", env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout.splitlines()[-1])
    assert Path(found["file"]).is_relative_to(installed)
    assert found["height"] == pytest.approx(found["theory"], rel=0.2)
    assert found["gain"] > 0
