"""Every figure of the config is there, whatever its name; run after `make quick`."""

from pathlib import Path

import pytest

from placecells.config.load import load

ROOT = Path(__file__).resolve().parents[2]
CONFIG = load([ROOT / "config.yaml", ROOT / "config" / "quick.yaml"])


@pytest.mark.parametrize("figure", CONFIG["figures"])
def test_every_figure_is_drawn(figure):
    for ending in ("png", "pdf"):
        assert (ROOT / CONFIG["results"] / "figures" / f"{figure}.{ending}").stat().st_size > 3000
    assert "cannot be drawn" not in (ROOT / "logs" / CONFIG["results"] / "figures" / f"{figure}.log").read_text()
