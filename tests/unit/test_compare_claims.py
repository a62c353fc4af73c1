"""Two tables of claims, and two bundles: changed verdicts first, what was measured and expected in words."""

import json
import shutil
import zipfile

import pytest
from test_compare import DATASET, a_claim, write

from placecells.compare.results import compare
from placecells.io.store import StoreError


@pytest.fixture
def pair(tmp_path):
    """Two results folders that are the same."""
    files = dict.fromkeys(["datasets/field", "datasets/pair", "data/ising_0a", "runs/field/beta1"], DATASET)
    first = write(tmp_path / "one", files, [a_claim("ising-01"), a_claim("ising-02")])
    return first, shutil.copytree(first, tmp_path / "two")


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"verdict": "error", "measured": None, "low": None, "high": None, "runs": 0},
            "ising-01 is reproduced in A, error in B: 1.5 [1.4, 1.6] (5 runs) in A, nothing measured in B",
        ),
        (
            {"verdict": "not reproduced"},
            "ising-01 is reproduced in A, not reproduced in B: 1.5 [1.4, 1.6] (5 runs) in both",
        ),
        (
            {"high": 1.7},
            "ising-01 is reproduced in both: 1.5 [1.4, 1.6] (5 runs) in A, 1.5 [1.4, 1.7] (5 runs) in B",
        ),
        (
            {"verdict": "undecided", "low": None, "expected": "above 3"},
            "ising-01 is reproduced in A, undecided in B: 1.5 [1.4, 1.6] (5 runs) in A, 1.5 [-inf, 1.6] (5 runs) in B; "
            "expected above 1 in A, above 3 in B",
        ),
        ({"measured": 1.5 + 2**-50}, "1.5000000000000009 [1.3999999999999999, 1.6000000000000001] (5 runs) in B"),
    ],
)
def test_changed_claims_are_said(pair, changes, line):
    write(pair[1], {}, [a_claim("ising-01") | changes, a_claim("ising-02")])
    for found in (compare(*pair), compare(*(folder / "claims.json" for folder in pair))):
        assert found.exit_code == 1
        assert len(found.lines) == 1
        assert found.lines[0].startswith("claims.json: ising-01 is reproduced in ")
        assert found.lines[0].endswith(line)
        assert found.claims["the same"] == 1


def test_changed_verdicts_come_first(pair):
    claims = [a_claim("ising-01", high=1.7), a_claim("ising-02", "partly"), a_claim("ising-03")]
    write(pair[1], {"datasets/pair": DATASET + 1}, claims)
    lines = compare(*pair).lines
    assert [line.partition(" is ")[0] for line in lines[:3]] == [f"claims.json: ising-0{n}" for n in (2, 1, 3)]
    assert all(line.startswith("datasets/pair.nc: ") for line in lines[3:])


def test_a_part_of_a_statement_is_compared(pair):
    def two_parts(value):
        parts = [{"part": "few", "measured": 1.5, "low": 1.4, "high": 1.6, "runs": 5, "expected": "above 1"}]
        return [
            a_claim("ising-01", parts=[*parts, parts[0] | {"part": "many", "measured": value}]),
            a_claim("ising-02"),
        ]

    for folder, value in zip(pair, (1.5, 1.45), strict=True):
        write(folder, {}, two_parts(value))
    [line] = compare(*pair).lines
    same, other = (
        "few: 1.5 [1.4, 1.6] (5 runs) in both",
        "many: 1.5 [1.4, 1.6] (5 runs) in A, 1.45 [1.4, 1.6] (5 runs) in B",
    )
    assert line == f"claims.json: ising-01 is reproduced in both: {same}; {other}"


@pytest.fixture
def bundle(pair):
    """The first of two results folders as an archive."""
    path = pair[0].parent / "placecells-quick.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in (pair[0] / "claims.json", *(pair[0] / "datasets").iterdir()):
            archive.write(file, file.relative_to(pair[0]))
        archive.writestr("report/report.html", "a page")
    return path


def test_a_bundle_is_compared_with_a_bundle_and_with_a_folder(pair, bundle):
    assert compare(bundle, bundle).exit_code == 0
    found = compare(bundle, pair[1])
    assert (found.exit_code, found.lines) == (0, [])
    assert found.notes == [f"{part}/ is only in B: not compared, not counted" for part in ("data", "runs")]
    write(pair[1], {}, [a_claim("ising-01", "undecided"), a_claim("ising-02")])
    [line] = compare(bundle, pair[1]).lines
    assert line.startswith("claims.json: ising-01 is reproduced in A, undecided in B")


def test_a_file_of_a_bundle_that_cannot_be_read_has_the_bundles_name(pair, bundle):
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr("datasets/other.nc", "no NetCDF")
    shutil.copy(pair[1] / "datasets/pair.nc", pair[1] / "datasets/other.nc")
    found = compare(bundle, pair[1])
    assert found.exit_code == 2
    [line] = found.lines
    assert line.startswith(f"{bundle}/datasets/other.nc cannot be read (")


@pytest.mark.parametrize("damage", ["cut", "flipped", "text"])
def test_a_damaged_bundle_is_said(pair, bundle, damage):
    content = bytearray(bundle.read_bytes())
    place = content.index(b'"claims"')
    flipped = content[:place] + b"X" + content[place + 1 :]
    bundle.write_bytes({"cut": content[: len(content) // 2], "flipped": flipped, "text": b"no archive"}[damage])
    with pytest.raises(StoreError, match=r"placecells-quick\.zip cannot be read"):
        compare(bundle, pair[1])


def test_a_bundle_without_results_is_said(pair, bundle):
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("claims.csv", "")
    with pytest.raises(
        StoreError, match=r"zip has neither datasets/\*\.nc nor claims\.json; allowed is a results folder"
    ):
        compare(bundle, pair[1])


def test_claims_in_one_table_only(pair):
    write(pair[1], {}, [a_claim("ising-02"), a_claim("ising-03")])
    found = compare(*pair)
    assert found.lines == ["claims.json: ising-01 is only in A", "claims.json: ising-03 is only in B"]
    assert found.summary()[1].startswith("claims: 1 the same,")
    assert found.summary()[1].endswith("1 only in A, 1 only in B")


WRONG = json.dumps({"claims": [a_claim("ising-01", low="1.4")]})


@pytest.mark.parametrize("text", [WRONG, "", "[]", "{}", '{"claims": [{"id": "a"}]}', '{"claims": 3}', "\xff"])
def test_a_table_of_claims_that_is_none_is_said(pair, text):
    (pair[1] / "claims.json").write_bytes(text.encode("latin-1"))
    found = compare(*pair)
    assert found.exit_code == 2
    [line] = found.lines
    assert line.startswith(f"{pair[1] / 'claims.json'} is no claims.json")
