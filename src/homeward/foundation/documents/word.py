"""Documents of a word processor: a template that people change, filled with plain values.

A template is a DOCX with names in it, as `{{ reference }}` and `{%p for part in parts %}`. It comes
from people, so it is looked at before it is taken: no macro, nothing from elsewhere, no entity, and
of the template language only names, loops over known lists and plain conditions. It is filled in a
sandbox all the same. What is filled in is escaped and never read as markup.

`parts_of` reads the words of a document back, in their order, so that the same letter can be set as
a PDF that can be kept.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from django.utils import translation
from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from homeward.foundation.documents.blocks import Block, Facts, Heading, Paragraph, Table
from homeward.foundation.documents.errors import (
    DocumentFailed,
    TemplateForbidden,
    TemplateUnknown,
    TemplateUnreadable,
)
from homeward.foundation.documents.exercise import mark_of

LARGEST_TEMPLATE: Final = 2 * 1024 * 1024
_MOST_MEMBERS, _LARGEST_UNPACKED = 300, 20 * 1024 * 1024
_MAIN_TYPE: Final = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
# Where a template may have names; anywhere else they would be filled unseen, or not at all.
_FILLED: Final = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_ACTIVE: Final = re.compile(r"vbaproject|activex|/embeddings/|\.(bin|exe|dll|js|ole)$", re.I)
_OUTSIDE: Final = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
_LINK: Final = b"/relationships/hyperlink"
_TAG: Final = re.compile(r"\{\{|\{%|\{#")
_LOOP: Final = "loop"
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For,
    nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Const,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """The names that a template may have: single ones, and lists with those of their items."""

    single: frozenset[str]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)


def check_template(content: bytes, fields: Fields) -> None:
    """Refuse what is no template that could be filled with these fields.

    Raises TemplateUnreadable for what is no DOCX, TemplateForbidden for what a letter needs not
    have, TemplateUnknown, which names the fields that are not known.
    """
    _check_package(content)
    unknown: set[str] = set()
    for source in _sources(content):
        try:
            tree = _environment().parse(source)
        except TemplateError as error:
            raise TemplateUnreadable(reason=str(error)[:200]) from None
        unknown |= _Names(fields).unknown(tree)
    if unknown:
        raise TemplateUnknown(names=", ".join(sorted(unknown)))
    blank = dict.fromkeys(fields.single, "")
    one = {name: [dict.fromkeys(items, "")] for name, items in fields.lists.items()}
    fill(content, blank | one)


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The document that a template makes of texts and lists of them; an exercise node marks the
    top of every page. Raises DocumentFailed."""
    made = DocxTemplate(io.BytesIO(template))
    try:
        made.render(dict(values), jinja_env=_environment())
    except (TemplateError, ValueError, TypeError, KeyError) as error:
        raise DocumentFailed from error
    if line := mark_of(translation.get_language() or "en").line:
        _mark(made.docx, line)
    return _saved(made)


def _mark(document: WordDocument, line: str) -> None:
    """Write a line above what stands at the top of the pages, also where the first or the even
    ones have a top of their own."""
    for place, section in enumerate(document.sections):
        if place and section.header.is_linked_to_previous:
            continue  # what stands there is the page before's
        tops = [section.header]
        if section.different_first_page_header_footer:
            tops.append(section.first_page_header)
        if document.settings.odd_and_even_pages_header_footer:
            tops.append(section.even_page_header)
        for top in tops:
            run = top.paragraphs[0].insert_paragraph_before().add_run(line)
            run.bold = True


def edition_of(document: bytes) -> str:
    """A digest of what stands in a document, whenever it was packed."""
    digest = sha256()
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        for name in sorted(package.namelist()):
            digest.update(f"{name}\n{sha256(package.read(name)).hexdigest()}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document: those at the top and the foot of a page, and its blocks."""

    top: str
    foot: str
    blocks: list[Block]


def words_of(document: bytes) -> Words:
    """What a document says, without its pictures and its looks. Raises TemplateUnreadable."""
    found = _opened(document)
    section = found.sections[0]
    top, foot = section.header.paragraphs, section.footer.paragraphs
    return Words(_lines(top), _lines(foot), list(_blocks(found)))


def _lines(paragraphs: list[WordParagraph]) -> str:
    return "\n".join(one.text.strip() for one in paragraphs if one.text.strip())


def _blocks(document: WordDocument) -> Iterator[Block]:
    """Every block; an empty line sets what follows it apart."""
    is_apart = False
    for one in document.iter_inner_content():
        block = _table(one) if isinstance(one, WordTable) else _paragraph(one, is_apart=is_apart)
        is_apart = block is None
        if block is not None:
            yield block


def _paragraph(one: WordParagraph, *, is_apart: bool) -> Block | None:
    text = one.text.strip("\n ")
    if not text.strip():
        return None
    style = (one.style.name or "").lower() if one.style is not None else ""
    if style == "title" or style.startswith("heading"):
        return Heading(text, 1 if style in ("title", "heading 1") else 2)
    if (one._p.pPr is not None and one._p.pPr.numPr is not None) or style.startswith("list"):
        text = f"•\u00a0{text}"
    kept = bool(one.paragraph_format.keep_with_next)
    return Paragraph(text, strong=_is_bold(one), kept=kept, apart=is_apart)


def _is_bold(one: WordParagraph) -> bool:
    runs = [run for run in one.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _table(one: WordTable) -> Block | None:
    rows = [[cell.text.strip() for cell in row.cells] for row in one.rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        return None
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    if width == 2 and not _has_heading(one):
        return Facts([(row[0], row[1]) for row in rows])
    return Table(rows[0], rows[1:])


def _has_heading(one: WordTable) -> bool:
    cells = one.rows[0].cells
    return all(_is_bold(p) for cell in cells for p in cell.paragraphs if p.text.strip())


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _opened(content: bytes) -> WordDocument:
    try:
        return Document(io.BytesIO(content))
    except Exception as error:  # noqa: BLE001 - whatever the reader stumbles over, it is no DOCX
        raise TemplateUnreadable(reason=type(error).__name__) from None


def _saved(made: DocxTemplate) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _check_package(content: bytes) -> None:
    if len(content) > LARGEST_TEMPLATE:
        raise TemplateForbidden(what="2 MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            size = sum(one.file_size for one in members)
            if len(members) > _MOST_MEMBERS or size > _LARGEST_UNPACKED:
                raise TemplateForbidden(what="20 MB")
            for one in members:
                _check_member(one.filename, package.read(one))
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError) as error:
        raise TemplateUnreadable(reason=type(error).__name__) from None
    if _MAIN_TYPE not in types:
        raise TemplateUnreadable(reason="[Content_Types].xml")
    _opened(content)


def _check_member(name: str, content: bytes) -> None:
    if _ACTIVE.search(name):
        raise TemplateForbidden(what=name)
    if not name.lower().endswith((".xml", ".rels")):
        return
    if (
        b"<!DOCTYPE" in content
        or b"<!ENTITY" in content
        or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    ):
        raise TemplateForbidden(what=name)
    if name.endswith(".rels") and any(_LINK not in one for one in _OUTSIDE.findall(content)):
        raise TemplateForbidden(what=name)
    if not _FILLED.fullmatch(name) and _TAG.search(content.decode("utf-8", "replace")):
        raise TemplateForbidden(what=name)


def _sources(content: bytes) -> Iterator[str]:
    """The template language of the body, and of the tops and feet of pages."""
    made = DocxTemplate(io.BytesIO(content))
    made.init_docx()
    yield made.patch_xml(made.get_xml())
    for uri in (made.HEADER_URI, made.FOOTER_URI):
        for _key, part in made.get_headers_footers(uri):
            yield made.patch_xml(made.get_part_xml(part))


class _Names:
    """Walks a template and keeps the names that it has no right to."""

    def __init__(self, fields: Fields) -> None:
        self.fields, self.found = fields, set[str]()

    def unknown(self, tree: nodes.Template) -> set[str]:
        """The unknown names. Raises TemplateForbidden for what is more than names and loops."""
        self._walk(tree, {})
        return self.found

    def _walk(self, node: nodes.Node, items: Mapping[str, frozenset[str]]) -> None:
        if not isinstance(node, _ALLOWED):
            raise TemplateForbidden(what=type(node).__name__)
        match node:
            case nodes.For():
                self._loop(node, items)
            case nodes.Getattr():
                self._item(node, items)
            case nodes.Name():
                self._single(node.name, items)
            case _:
                for child in node.iter_child_nodes():
                    self._walk(child, items)

    def _single(self, name: str, items: Mapping[str, frozenset[str]]) -> None:
        if name not in self.fields.single and name not in self.fields.lists:
            self.found.add(name)

    def _item(self, node: nodes.Getattr, items: Mapping[str, frozenset[str]]) -> None:
        if not isinstance(node.node, nodes.Name):
            raise TemplateForbidden(what=node.attr)
        name = node.node.name
        if name not in items or node.attr not in items[name]:
            self.found.add(f"{name}.{node.attr}")

    def _loop(self, node: nodes.For, items: Mapping[str, frozenset[str]]) -> None:
        if not isinstance(node.iter, nodes.Name) or not isinstance(node.target, nodes.Name):
            raise TemplateForbidden(what=_LOOP)
        if items or node.recursive or node.test is not None or node.else_:
            raise TemplateForbidden(what=_LOOP)
        if node.iter.name not in self.fields.lists:
            self.found.add(node.iter.name)
            return
        inner = {node.target.name: self.fields.lists[node.iter.name]}
        for child in node.body:
            self._walk(child, inner)
