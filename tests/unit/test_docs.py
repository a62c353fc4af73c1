"""The pages of docs/ agree with the code: equation numbers, names of functions, links."""

import io
import re
import subprocess
import sys
import tokenize
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs").glob("*.md"))
PHYSICS = (ROOT / "docs" / "physics.md").read_text()

# (26), (4-6), (P.17), but neither f(2) nor x[1](2): the parenthesis follows no word and no bracket
REFERENCE = re.compile(r"(?<![\w)\]])\((?:(\d{1,2})(?:-(\d{1,2}))?|([ABCP]\.\d+))\)")
TAG = re.compile(r"\\tag\{([^}]*)\}")
FUNCTION = re.compile(r"`(placecells(?:\.\w+)+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEXT = {tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


def numbers(first, last, own):
    """The equations that one reference or tag stands for: (4-6) are 4, 5 and 6."""
    return {own} if own else {str(n) for n in range(int(first), int(last or first) + 1)}


def referred(text):
    """Numbers of all equations that a text refers to."""
    return set().union(*(numbers(*found.groups()) for found in REFERENCE.finditer(text)))


def tags():
    """Numbers of all equations of docs/physics.md, in the order of the page."""
    found = [REFERENCE.fullmatch(f"({tag})") for tag in TAG.findall(PHYSICS)]
    assert all(found), "a tag is a number, a range of numbers, or A, B, C or P with a number"
    return [number for match in found for number in numbers(*match.groups())]


def prose(path):
    """Comments and strings of a Python file, docstrings among them; the whole of another file."""
    if path.suffix != ".py":
        return path.read_text()
    with tokenize.open(path) as file:
        tokens = list(tokenize.generate_tokens(io.StringIO(file.read()).readline))
    return "\n".join(token.string for token in tokens if token.type in TEXT)


def sources():
    """Files whose words may name an equation: code, captions, schemas."""
    found = [path for folder in ("src", "workflow") for path in sorted((ROOT / folder).rglob("*"))]
    return [path for path in found if path.suffix in (".py", ".rst", ".yaml", ".smk")]


def test_references_are_recognised():
    assert referred("(26), (4-6) and (P.17); equation (7).") == {"26", "4", "5", "6", "P.17", "7"}
    assert referred("f(2), x[1](3), (16,), (2, 2), q^(2r), J(0) ... J(5)") == set()


def test_every_equation_has_one_number_of_its_own():
    found = tags()
    assert len(found) == len(set(found))


def test_the_code_refers_to_equations_that_exist():
    known = set(tags())
    unknown = {str(path.relative_to(ROOT)): sorted(referred(prose(path)) - known) for path in sources()}
    assert {path: missing for path, missing in unknown.items() if missing} == {}
    assert set().union(*(referred(prose(path)) for path in sources())) >= {"8", "26", "36", "47"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_refers_to_equations_that_exist(page):
    assert referred(page.read_text()) - set(tags()) == set()


def find(name):
    """The module, function or class with a dotted name; raises where there is none."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_functions_that_a_page_names_exist(page):
    missing = []
    for name in sorted(set(FUNCTION.findall(page.read_text()))):
        try:
            find(name)
        except (ModuleNotFoundError, AttributeError):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page):
    targets = {link.partition("#")[0] for link in LINK.findall(page.read_text()) if "://" not in link}
    assert [target for target in sorted(targets) if target and not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_formulas_survive_markdown(page):
    """GitHub takes a backslash before punctuation away from a formula, and ends an inline formula at the line's end."""
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(), flags=re.DOTALL)
    blocks = re.findall(r"\$\$.*?\$\$", text, flags=re.DOTALL)
    lines = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL).splitlines()
    assert [line for line in lines if line.count("$") % 2] == []
    formulas = blocks + [formula for line in lines for formula in re.findall(r"\$[^$]*\$", line)]
    assert [formula for formula in formulas if re.search(r"\\[,;:!{}|\\*_]|<\w|\*|\\tag.*\\tag", formula)] == []
    assert [formula for formula in formulas if formula.count("{") != formula.count("}")] == []


def test_blocks_of_numbers_are_in_step_with_the_record():
    run = subprocess.run([sys.executable, "docs/fill.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_formula_can_be_shown_on_the_site(page, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "docs" / "site"))
    equations = import_module("equations")
    found = []
    marked = equations.held_back(page.read_text(), found)
    assert equations.put_in(marked, found).count("<math") == len(found)
