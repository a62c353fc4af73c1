"""The profiles for clusters agree with the workflow and with each other."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PROFILES = {name: yaml.safe_load((ROOT / f"profiles/{name}/profile.yaml").read_text()) for name in ("slurm", "generic")}
SHARED = ("cores", "latency-wait", "restart-times", "default-resources", "groups", "group-components")


def test_both_cluster_profiles_ask_for_the_same():
    slurm, generic = PROFILES.values()
    assert {key: slurm[key] for key in SHARED} == {key: generic[key] for key in SHARED}


def test_profiles_name_rules_that_exist():
    text = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    rules = set(re.findall(r"^rule (\w+):", text, re.MULTILINE))
    for profile in PROFILES.values():
        named = {*profile.get("set-resources", {}), *profile["groups"], *profile.get("set-threads", {})}
        assert named <= rules
        assert set(profile["group-components"]) <= set(profile["groups"].values())


def test_training_asks_for_what_each_cell_needs():
    """No profile asks for all training alike, as it must for arrays, whose tasks get what their first job asks for."""
    for profile in PROFILES.values():
        assert "train" not in profile.get("set-resources", {}) | profile.get("set-threads", {})
        assert "slurm-array-jobs" not in profile
