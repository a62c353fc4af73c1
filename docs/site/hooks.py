"""Hooks of MkDocs: pages that are made from other files, links between them, and equations as MathML."""

import re
import sys
from pathlib import Path

from mkdocs.structure.files import File

sys.path[:0] = [str(Path(__file__).parent)]  # MkDocs runs this file alone

import equations
import pages

ROOT = Path(__file__).resolve().parents[2]
FROM_FILES = {  # page of the site: file of the project
    "index.md": "README.md",
    "config.md": "config/README.md",
    "clusters.md": "profiles/README.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
}
LINK = re.compile(r"\]\((?!https?:|#)([^)\s#]+)(#[^)\s]*)?\)")


def on_files(files, config):
    """Add the pages that have no file in docs/, and the figures of the latest results."""
    made = {page: (ROOT / file).read_text(encoding="utf-8") for page, file in FROM_FILES.items()}
    drawn = pages.drawn_figures(ROOT)
    made |= {"figures.md": pages.gallery(ROOT, drawn), "modules.md": pages.modules()}
    for page, text in made.items():
        files.append(File.generated(config, page, content=text))
    for figure in drawn:
        files.append(File.generated(config, f"figures/{figure.name}", abs_src_path=str(figure)))
    return files


def on_page_markdown(markdown, page, **_):
    """Links to files of the project become links to their pages, and equations become MathML."""
    home = (ROOT / FROM_FILES.get(page.file.src_uri, f"docs/{page.file.src_uri}")).parent
    linked = LINK.sub(lambda found: f"]({_page(home, found[1])}{found[2] or ''})", markdown)
    return equations.held_back(linked, page.meta.setdefault("equations", []))


def on_page_content(html, page, **_):
    """Put the equations in, after Markdown has done its work on the rest."""
    return equations.put_in(html, page.meta.get("equations", []))


def _page(home: Path, target: str) -> str:
    """The page of the site for a link to a file of the project."""
    file = (home / target).resolve()
    named = {(ROOT / source).resolve(): page for page, source in FROM_FILES.items()}
    if file in named:
        return named[file]
    docs = ROOT / "docs"
    return file.relative_to(docs).as_posix() if file.is_relative_to(docs) else target
