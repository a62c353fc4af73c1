"""Fill the marked blocks of README.md and docs/ with numbers that the pipeline printed.

Also write config/editor.schema.json, the schema of the config files for editors.

A block stands between `<!-- filled: VERB ARGUMENTS -->` and `<!-- end -->`. Its numbers come from docs/record/, which
holds claims.json and the times of one run of each scale, or, for the keys of a config, from the schemas:

    python docs/fill.py --record config/quick.yaml    # keep claims and times of this scale's results, then fill
    python docs/fill.py                               # fill all blocks
    python docs/fill.py --check                       # change nothing; exit code 1 where a block is not in step

VERB is a function below, or in docs/reference.py. Its arguments are the scale (paper, quick) and, but for `times`, the
name of a study; `claims` may have a section of it, too, and `changed` has two scales.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from reference import config_keys, kinds

from placecells.claims.claim import FAILINGS, REPRODUCED, VERDICTS
from placecells.claims.markdown import as_markdown, numbers, table
from placecells.claims.rows import row_verdicts
from placecells.claims.table import as_json, by_source
from placecells.commands.times import tables
from placecells.config import editor
from placecells.config.load import load
from placecells.study import names, study

ROOT = Path(__file__).resolve().parents[1]
RECORD = ROOT / "docs" / "record"
PAGES = [ROOT / "README.md", ROOT / "config" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EDITOR = ROOT / "config" / "editor.schema.json"
BLOCK = re.compile(r"(<!-- filled: (\w+)((?: \w+)*) -->\n).*?(<!-- end -->)", re.DOTALL)


def claims(scale: str, name: str, *section: str) -> str:
    """All claims of a study, or those of a section, whose name may have several words."""
    rows = _rows(scale, name)
    return as_markdown([row for row in rows if not section or row["section"] == " ".join(section)])


def headline(scale: str, name: str) -> str:
    """The first table of a study's report: a line a finding, with its verdict and its headline number."""
    found = row_verdicts(study(name).rows, _rows(scale, name))
    return table(
        ("finding", "verdict", "statements of the text", "number", "figure"),
        [
            (
                one.row.title,
                one.verdict,
                ", ".join(f"{count} {verdict}" for verdict, count in one.counts.items()),
                f"{one.headline['quantity']}: {numbers(one.headline)}" if one.headline else "–",
                one.row.figure,
            )
            for one in found
        ],
    )


def sources(scale: str, name: str) -> str:
    """Numbers of claims by source and verdict."""
    counted = by_source(_rows(scale, name))
    verdicts = [verdict for verdict in VERDICTS if any(verdict in counts for counts in counted.values())]
    lines = [(source, *(str(counts.get(verdict, 0)) for verdict in verdicts)) for source, counts in counted.items()]
    return table(("source", *verdicts), lines)


def others(scale: str, name: str) -> str:
    """Claims that are not reproduced, partly so or undecided: where the cause lies, and what would decide."""
    shown = [row for row in _rows(scale, name) if row["verdict"] != REPRODUCED and row["source"] != "identity"]
    lines = [
        (row["id"], row["statement"], row["verdict"], FAILINGS.get(row["failing"], ""), row["reason"], row["decides"])
        for row in shown
    ]
    return table(("claim", "statement", "verdict", "cause", "reason", "what would decide"), lines)


def changed(scale: str, other: str, name: str) -> str:
    """Claims of a study whose verdict at one scale is not that at another, or that only the first one measures."""
    before = {row["id"]: (row["verdict"], row["measured"] is None) for row in _rows(other, name)}
    rows = _rows(scale, name)
    return as_markdown([row for row in rows if (row["verdict"], row["measured"] is None) != before.get(row["id"])])


def times(scale: str) -> str:
    """What `python -m placecells times` printed."""
    return (RECORD / scale / "times.md").read_text(encoding="utf-8")


VERBS = {verb.__name__: verb for verb in (claims, headline, sources, others, changed, times, config_keys, kinds)}


def filled(text: str) -> str:
    """The text with every block filled."""

    def fill(found: re.Match) -> str:
        begin, verb, arguments, end = found.groups()
        return f"{begin}{VERBS[verb](*arguments.split())}{end}"

    return BLOCK.sub(fill, text)


def keep(scales: Sequence[Path]) -> None:
    """Put claims and times of the results of config.yaml, with scales laid over it, into the record.

    Where not all claims were checked, the claims are those of the sections that were. Claims of studies that these
    results do not have stay in the record; then the times stay as well.
    """
    config = load([ROOT / "config.yaml", *scales], sorted((ROOT / "config" / "studies").glob("*.yaml")))
    folder = RECORD / config["scale"]
    folder.mkdir(parents=True, exist_ok=True)
    results = Path(config["results"])
    sections = (json.loads(file.read_text(encoding="utf-8")) for file in sorted((results / "claims").glob("*/*.json")))
    made = _claims(results / "claims.json") or [row for section in sections for row in section]
    studies = {row["study"] for row in made}
    before = [row for row in _claims(folder / "claims.json") if row["study"] not in studies]
    rows = sorted([*made, *before], key=lambda row: names().index(row["study"]))
    (folder / "claims.json").write_text(as_json(rows, config["scale"]), encoding="utf-8")
    if not before:
        (folder / "times.md").write_text(tables(config), encoding="utf-8")


def _rows(scale: str, name: str) -> list[dict]:
    return [row for row in _claims(RECORD / scale / "claims.json") if row["study"] == name]


def _claims(file: Path) -> list[dict]:
    """The rows of a claims.json, none where there is no such file."""
    return json.loads(file.read_text(encoding="utf-8"))["claims"] if file.is_file() else []


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("--record", type=Path, nargs="*", help="the files after --configfile; none: config.yaml alone")
    options = parser.parse_args()
    if options.record is not None:
        keep(options.record)
    contents = {page: filled(page.read_text(encoding="utf-8")) for page in PAGES}
    contents[EDITOR] = json.dumps(editor.schema(), ensure_ascii=False) + "\n"
    differing = [file for file, text in contents.items() if _text(file) != text]
    for file in differing:
        print(f"{file.relative_to(ROOT)} is not in step with docs/record and the schemas")
        if not options.check:
            file.write_text(contents[file], encoding="utf-8")
    sys.exit(1 if options.check and differing else 0)


if __name__ == "__main__":
    main()
