"""The files of `data/papers/`: a paper's words as Markdown, below front matter about the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from opsg.core.errors import Finding, Place, UserError, nearest
from opsg.data import content_policy, frontmatter
from opsg.data.frontmatter import Page
from opsg.data.papers import HEADINGS, IssueText, PaperFront, PaperText
from opsg.data.validation import validate

FOLDER = "papers"
SET_ASIDE = ".set-aside.md"
"""How the names of files end that hold what an import took out of the log, for people to read."""

_ISSUE = re.compile(r"## +(?P<title>.*\S) +\{#(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\}\s*")
_SECTION = re.compile(r"### +(.*?)\s*")


def names(data: Path) -> list[Path]:
    """The files of papers in a data folder, which need not have any."""
    folder = data / FOLDER
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix == ".md"
        and not path.name.startswith(".")
        and not path.name.endswith(SET_ASIDE)
    )


def read(path: Path, name: str) -> PaperText:
    """A paper's file, which messages call `name`. Raises UserError with all that is wrong."""
    page = frontmatter.split(frontmatter.read_text(path, name), name)
    source = page.source()
    findings = [*content_policy.in_values(source)]
    # The names behind titles are no attributes of a page: nothing shows this file as one.
    body = "\n".join(_untagged(line) for line in page.body.splitlines())
    findings += content_policy.in_markdown(body, name, page.body_line)
    issues: dict[str, IssueText] = {}
    front = None
    try:
        front = validate(PaperFront, source)
    except UserError as error:
        findings += error.findings
    for part in _issues(page):
        if isinstance(part, Finding):
            findings.append(part)
        else:
            issues[part[0]] = part[1]
    if findings or front is None:
        raise UserError.of(findings)
    return PaperText(**dict(front), name=name, issues=issues)


def _untagged(line: str) -> str:
    issue = _ISSUE.fullmatch(line)
    return f"## {issue['title']}" if issue else line


def _issues(page: Page) -> Iterator[tuple[str, IssueText] | Finding]:
    """Each issue's name and texts, or what is wrong with it."""
    parts = list(_parts(page))
    if not parts:
        remedy = "Import the paper again; this file is written by import-paper."
        yield Finding(page.name, "There is no issue in it.", remedy)
    first: dict[str, int] = {}
    for line, heading, texts in parts:
        issue = _ISSUE.fullmatch(heading)
        where = Place(page.name, line=line)
        if issue is None:
            remedy = "Write '## Title {#slug}', the slug being that of its folder."
            yield Finding(where, f"'{heading}' does not begin an issue.", remedy)
            continue
        slug = issue["slug"]
        if slug in first:
            problem = f"The issue '{slug}' comes twice."
            yield Finding(where, problem, f"The first is on line {first[slug]}.")
            continue
        first[slug] = line
        wrong = [*_wrong(texts, where)]
        yield from wrong
        if not wrong:
            status = {key: texts[key] for key in HEADINGS}
            yield slug, IssueText(title=issue["title"], **_named(status))


def _wrong(texts: Mapping[str, str], where: Place) -> Iterator[Finding]:
    for heading in HEADINGS:
        if not texts.get(heading):
            yield Finding(where, f"Its '{heading}' is missing.", f"Add it under '### {heading}'.")
    for heading in texts:
        if heading not in HEADINGS:
            problem = f"'{heading}' is not a section of a paper's issue."
            yield Finding(where, problem, nearest(heading, HEADINGS))


def _named(texts: Mapping[str, str]) -> dict[str, str]:
    return {heading.lower().replace(" ", "_"): text for heading, text in texts.items()}


def _parts(page: Page) -> Iterator[tuple[int, str, dict[str, str]]]:
    """The line of each issue's heading, the heading, and the texts by the headings below it."""
    line, heading, texts = 0, "", dict[str, list[str]]()
    current: list[str] = []
    for number, text in enumerate(page.body.splitlines(), start=page.body_line):
        if text.startswith("## "):
            if heading:
                yield line, heading, _joined(texts)
            line, heading, texts, current = number, text, {}, []
        elif section := _SECTION.fullmatch(text):
            current = texts.setdefault(section[1], [])
        else:
            current.append(text)
    if heading:
        yield line, heading, _joined(texts)


def _joined(texts: Mapping[str, list[str]]) -> dict[str, str]:
    return {heading: "\n".join(lines).strip() for heading, lines in texts.items()}


def written(paper: PaperText) -> str:
    """The text of a paper's file, from which `read` makes the paper again."""
    values = paper.model_dump(exclude={"name", "issues"}, exclude_defaults=True)
    front = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=98)
    body = "\n\n".join(
        f"## {issue.title} {{#{slug}}}\n\n"
        + "\n\n".join(f"### {heading}\n\n{text}" for heading, text in issue.sections.items())
        for slug, issue in paper.issues.items()
    )
    return f"---\n{front}---\n\n{body}\n"


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are, below `|`, and lists as other files have them."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _mapping(dumper: yaml.SafeDumper, value: Mapping[str, object]) -> yaml.MappingNode:
    counts = all(isinstance(each, int) for each in value.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=counts)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(tuple, lambda dumper, value: dumper.represent_list(value))
