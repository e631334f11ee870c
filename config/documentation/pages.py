"""The pages: the Markdown files of docs/, rendered once a process."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from config.documentation.reference import written_in

FOLDER = Path(settings.BASE_DIR) / "docs"
FIRST = "index"
PARTS = {
    "Begin": (FIRST, "record"),
    "Use the API": ("queries", "recipes", "clients", "snapshots"),
    "Run it": ("sources", "imports", "settings"),
    "How good it is": ("accuracy", "benchmarks", "faults"),
}
"""As a new user would read them; a page that is named nowhere comes last."""
ORDER = tuple(name for part in PARTS.values() for name in part)
IMAGES = {".png": "image/png", ".svg": "image/svg+xml"}
LANGUAGES = {"sh": "bash", "json": "json", "python": "python", "ts": "typescript"}
"""Of blocks of code, and who knows their words; others are shown plain."""


@dataclass(frozen=True)
class Heading:
    """A second-level heading and its anchor."""

    title: str
    anchor: str


@dataclass(frozen=True)
class Page:
    """A page as HTML."""

    name: str
    title: str
    html: str
    headings: tuple[Heading, ...]

    @property
    def address(self) -> str:
        return "/docs/" if self.name == FIRST else f"/docs/{self.name}/"


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """The pages there are, in reading order."""
    found = {path.stem for path in FOLDER.glob("*.md")}
    return tuple([name for name in ORDER if name in found] + sorted(found - set(ORDER)))


def contents() -> dict[str, list[Page]]:
    """All pages by part, in reading order."""
    placed = {part: [page(name) for name in named if name in names()] for part, named in PARTS.items()}
    others = [page(name) for name in names() if name not in ORDER]
    return {part: pages for part, pages in (placed | {"More": others}).items() if pages}


@lru_cache(maxsize=64)
def page(name: str) -> Page:
    """A page of `names()`."""
    markdown = MarkdownIt("commonmark", {"html": False, "highlight": _coloured}).enable("table")
    tokens = markdown.parse(written_in((FOLDER / f"{name}.md").read_text(encoding="utf-8")))
    headings = tuple(_anchored(tokens))
    for token in tokens:
        for inline in token.children or ():
            _relink(inline)
    title = next((h.title for h, level in headings if level == 1), name.capitalize())
    below = tuple(h for h, level in headings if level == 2)
    return Page(name, title, markdown.renderer.render(tokens, markdown.options, {}), below)


def _coloured(code: str, language: str, attributes: str) -> str:
    """A block of code with its kinds of words as classes; empty where it is to be shown plain."""
    if language not in LANGUAGES:
        return ""
    return str(highlight(code, get_lexer_by_name(LANGUAGES[language]), HtmlFormatter(nowrap=True)))


def _anchored(tokens: list[Token]) -> list[tuple[Heading, int]]:
    """Headings with their levels; each gets the id that GitHub would give it."""
    found = []
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open":
            anchor = re.sub(r"[^\w\- ]", "", content.content.lower()).replace(" ", "-")
            opening.attrSet("id", anchor)
            title = "".join(c.content for c in content.children or () if c.type in ("text", "code_inline"))
            found.append((Heading(title, anchor), int(opening.tag[1:])))
    return found


def _relink(token: Token) -> None:
    """Links between files become links between pages."""
    name = {"link_open": "href", "image": "src"}.get(token.type)
    target = str(token.attrGet(name) or "") if name else ""
    if not name or not target or "://" in target or target.startswith(("#", "/")):
        return
    path, _, anchor = target.partition("#")
    if path.endswith(".md") and "/" not in path:
        stem = path.removesuffix(".md")
        token.attrSet(name, ("/docs/" if stem == FIRST else f"/docs/{stem}/") + (f"#{anchor}" if anchor else ""))
    elif Path(path).suffix in IMAGES and "/" not in path:
        token.attrSet(name, f"/docs/{path}")
