"""Reads the sites of a lived year back, and says of each statement that is not true what is.

Each check looks at one kind of statement, in one edition after one month, in what a reader gets:
pages, feed, `headlines.json`, downloads and reports. It knows the truth from `truth` alone. It is
over 300 lines long because the checks are read best beside each other.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from bs4 import BeautifulSoup, NavigableString, Tag
from pypdf import PdfReader
from year.life import Life, Wrong
from year.truth import LEAVES, WHY, Given, Month, Told, paragraphs

from opsg.core.pandoc import binary

FEBRUARY = Month("2021-02", 44, "txt", ((),), (), (), {})
ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class Site:
    """An edition after a month, as its readers get it, with what is true then."""

    folder: Path
    edition: str
    name: str
    past: tuple[Month, ...]
    """The months of which a paper is published, oldest first."""
    draft: Month | None
    begun: Mapping[str, str]
    """The stage of each issue in February."""

    @property
    def reported(self) -> bool:
        return self.edition == "reported"

    @property
    def shown(self) -> Month:
        """The month that the edition is as of: a draft is shown by the working edition alone."""
        return self.draft if self.draft and not self.reported else self.newest

    @property
    def newest(self) -> Month:
        return self.past[-1] if self.past else FEBRUARY

    def wrong(self, kind: str, where: str, says: str, truth: str) -> Wrong:
        return Wrong(self.name, kind, f"{self.edition}: {where}", says[:160], truth[:160])

    @cached_property
    def headlines(self) -> dict[str, object]:
        loaded: dict[str, object] = json.loads((self.folder / "headlines.json").read_text())
        return loaded

    @cached_property
    def rows(self) -> dict[str, dict[str, object]]:
        """The issues of `headlines.json` by their slugs."""
        rows = self.headlines["issues"]
        assert isinstance(rows, list)
        return {row["slug"]: row for row in rows}

    def html(self, page: str) -> Tag:
        if page not in self._pages:
            text = (self.folder / f"{page}.html").read_text(encoding="utf-8")
            main = BeautifulSoup(text, "html.parser").main
            assert main
            for script in main.find_all("script"):
                script.decompose()
            self._pages[page] = main
        return self._pages[page]

    def text(self, page: str) -> str:
        return " ".join(self.html(page).get_text(" ").split())

    def section(self, page: str, name: str) -> str:
        """The text between a heading of the second level and the next."""
        heading = self.html(page).find("h2", id=name)
        if heading is None:
            return ""
        parts = []
        for element in heading.next_elements:
            if isinstance(element, Tag) and element.name == "h2":
                break
            if isinstance(element, NavigableString):
                parts.append(str(element))
        return " ".join(" ".join(parts).split())

    def has(self, page: str) -> bool:
        return (self.folder / f"{page}.html").exists()

    @cached_property
    def _pages(self) -> dict[str, Tag]:
        return {}


Check = Callable[[Site], Iterator[Wrong]]


def sites(life: Life, begun: Mapping[str, str]) -> Iterator[Site]:
    """Each edition after each month, a draft's too."""
    for (name, edition), folder in life.sites.items():
        when = name.split()[0]
        is_draft = name.endswith("draft")
        past = tuple(m for m in life.months if m.month < when or (m.month == when and not is_draft))
        draft = next((m for m in life.months if is_draft and m.month == when), None)
        yield Site(folder, edition, name, past, draft, begun)


def as_of(site: Site) -> Iterator[Wrong]:
    """Every part of an edition is as of the same month, and says its paper."""
    month, kind = site.shown, "as of"
    truth = f"{month.month}, OPSG {month.number}"
    says = f"{site.headlines['month']}, OPSG {site.headlines['meeting']}"
    if says != truth:
        yield site.wrong(kind, "headlines.json", says, truth)
    if not site.draft and site.past and site.headlines["paper"] != month.paper:
        yield site.wrong(kind, "headlines.json", str(site.headlines["paper"]), month.paper)
    title = _entries(site)[0]
    if f"OPSG {month.number}, {month.name}" not in title:
        yield site.wrong(kind, "feed.xml", title, truth)
    board = site.text("index")
    if f"OPSG {month.number}" not in board or f"Every issue in {month.name}" not in board:
        yield site.wrong(kind, "index.html", board[:120], truth)
    if f"{month.name}" not in site.text("what-changed")[:400]:
        yield site.wrong(kind, "what-changed.html", site.text("what-changed")[:120], truth)
    for slug in _told(site):
        if month.name not in site.text(f"issues/{slug}")[:200]:
            yield site.wrong(kind, f"issues/{slug}", site.text(f"issues/{slug}")[:80], truth)


def drafts(site: Site) -> Iterator[Wrong]:
    """A draft is in the working edition alone, and says so there on every page."""
    kind, wanted = "drafts", {month.month for month in site.past} | {"2021-02"}
    if site.draft and not site.reported:
        wanted.add(site.draft.month)
        for page in ("index", "what-changed", *(f"issues/{slug}" for slug in site.begun)):
            whole = (site.folder / f"{page}.html").read_text(encoding="utf-8")
            if not re.search(r"draft|not yet published", whole):
                yield site.wrong(kind, f"{page}.html", "nothing of a draft", "it is a draft")
    has = {path.stem for path in (site.folder / "reports").glob("2*.html")}
    reports = wanted | {f"{month}-briefing" for month in wanted}
    if has != reports:
        yield site.wrong(kind, "reports/", ", ".join(sorted(has)), ", ".join(sorted(reports)))
    if len(_entries(site)) != len(wanted):
        yield site.wrong(kind, "feed.xml", "; ".join(_entries(site)), f"{len(wanted)} entries")
    if not site.draft and re.search(r"\b[Dd]raft, not yet|not yet published", site.text("index")):
        yield site.wrong(kind, "index.html", "not yet published", "it is published")


def figures(site: Site) -> Iterator[Wrong]:
    """The issue's page gives each figure of the newest paper, and what an earlier one gave."""
    if site.draft or not site.past:
        return
    for given in known(site):
        if not reads(site, given):
            page = f"issues/{given.issue}"
            says = site.section(page, "reported-figures") or "no such section"
            yield site.wrong("figures", f"{page} #reported-figures", says, _told_figure(given))


def known(site: Site) -> list[Given]:
    """The figures of the newest paper."""
    return list(site.newest.figures)


def reads(site: Site, given: Given) -> bool:
    """Whether the issue's page tells a figure of the newest paper."""
    page = f"issues/{given.issue}"
    return site.has(page) and _says(site.section(page, "reported-figures"), given)


def once_reported(site: Site) -> Iterator[Wrong]:
    """A figure that an earlier paper gave and the newest does not is still told, with its month."""
    latest: dict[tuple[str, str], tuple[Given, Month]] = {}
    for month in site.past:
        latest |= {(each.issue, each.name): (each, month) for each in month.figures}
    for given, month in latest.values():
        page = f"issues/{given.issue}"
        if month is site.newest or site.draft or not site.has(page):
            continue
        says = site.section(page, "reported-figures")
        if not (_says(says, given) and re.search(month.name.replace(" ", r"\w* "), says)):
            yield site.wrong("once reported", page, says, f"{_told_figure(given)}, {month.name}")


def changes(site: Site) -> Iterator[Wrong]:
    """Where two papers running give a figure, its page tells both."""
    if site.draft or len(site.past) < 2:
        return
    before = {(each.issue, each.name): each for each in site.past[-2].figures}
    for given in known(site):
        old = before.get((given.issue, given.name))
        page = f"issues/{given.issue}"
        if old and site.has(page):
            says = site.section(page, "reported-figures")
            if not _says(says, old):
                truth = f"{given.name}: {old.written} before {given.written}"
                yield site.wrong("changes", page, says, truth)


def values(site: Site) -> Iterator[Wrong]:
    """`headlines.json` has the true value of the month, or none where there are no rows."""
    for slug, (dataset, measure, of, where) in _MEASURES.items():
        if slug not in site.rows or site.draft:
            continue
        row, truth = site.rows[slug], _measured(site, site.newest, dataset, measure, of, where)
        exact = _headline_figure(site.newest, slug)
        value = row["value"]
        accepted = {v for v in (truth, exact) if v is not None}
        if value is None and not accepted:
            continue
        if not accepted and value is not None:
            # A value of an earlier month is right if its month is told beside it.
            told = f"{row.get('value_month', '')} {row['sentence']}"
            if not re.search(r"\b20\d\d(-\d\d)?\b", told):
                yield site.wrong("values", f"headlines.json {slug}", str(value), "no figure")
        elif value is None or not any(abs(float(str(value)) - v) < 0.01 for v in accepted):
            yield site.wrong("values", f"headlines.json {slug}", str(value), str(accepted))
        if site.reported and value is not None and row["provenance"] != "reported":
            yield site.wrong("values", f"headlines.json {slug}", str(row["provenance"]), "reported")


def downloads(site: Site) -> Iterator[Wrong]:
    """The data that can be downloaded are the extracts' rows, in the edition's provenances."""
    months = {site.newest.month: site.newest} if site.past else {}
    for month in months.values():
        held = {extract.dataset: extract for extract in month.extracts}
        for name in {*held, *month.missing}:
            file = site.folder / f"downloads/data/{name}.csv"
            rows = _read(file) if file.exists() else []
            own = [row for row in rows if row["month"] == month.month]
            wanted = held.get(name)
            hidden = site.reported and wanted is not None and wanted.provenance != "reported"
            truth = [] if wanted is None or hidden else wanted.rows
            if site.draft:
                continue
            true, says = _sums(truth), _sums(own)
            # A file may have columns that are computed from those of the extract.
            if (says if not true else {column: says.get(column) for column in true}) != true:
                yield site.wrong("downloads", f"downloads/data/{name}.csv", str(says), str(true))


def stages(site: Site) -> Iterator[Wrong]:
    """Each issue has the stage that the papers have printed, inferred only where none was."""
    if site.draft:
        return
    held = site.newest.stages or site.begun
    for slug, row in site.rows.items():
        if row["stage"] != held[slug]:
            yield site.wrong("stages", f"headlines.json {slug}", str(row["stage"]), held[slug])
    for told in site.newest.told:
        page = f"issues/{told.slug}"
        if told.stage and site.has(page) and "Stage inferred" in site.text(page):
            yield site.wrong("stages", page, "Stage inferred", f"the paper prints {told.stage}")


def words(site: Site) -> Iterator[Wrong]:
    """Page and reports have the paper's words, all of them, and none of an earlier paper."""
    if site.draft or not site.past:
        return
    report = f"reports/{site.newest.month}"
    texts = {f"{report}.html": _squeezed(site.text(report))} if site.has(report) else {}
    if site.reported:
        texts |= {f"{report}.docx": _word(site), f"{report}.pdf": _pdf(site)}
    for told in site.newest.told:
        page = f"issues/{told.slug}"
        own = {page: _squeezed(site.text(page))} if site.has(page) else {page: ""}
        for where, text in (own | texts).items():
            for paragraph in _paragraphs(told):
                if _squeezed(paragraph) not in text:
                    yield site.wrong("words", where, "(not there)", f"{told.slug}: {paragraph}")
        for old in _outdated(site, told):
            if site.has(page) and _squeezed(old) in _squeezed(site.section(page, "status")):
                yield site.wrong("words", page, old, "an earlier paper said so")


def issues(site: Site) -> Iterator[Wrong]:
    """The board and the report have the issues that the paper names, and what opened or closed."""
    if site.draft or not site.past:
        return
    month = site.newest
    wanted = [told.slug for told in month.told]
    board = _board(site)
    if not set(wanted) <= set(board):
        yield site.wrong("issues", "index.html, the board", ", ".join(board), ", ".join(wanted))
    for slug in board.keys() - set(wanted):
        # Others may be listed beside them, as what they are.
        says = "Closed" if month.stages[slug] == "Closed" else "Not in "
        if not re.search(says, board[slug]):
            yield site.wrong("issues", f"index.html, the row of {slug}", board[slug], says)
    report = f"reports/{month.month}"
    titles = {told.title for told in month.told}
    headings = {" ".join(h.get_text().split()) for h in site.html(report).find_all(["h2", "h3"])}
    others = _titles(site) - titles
    if not titles <= headings or others & headings:
        truth = ", ".join(sorted(titles))
        yield site.wrong("issues", f"{report}.html", ", ".join(sorted(headings & others)), truth)
    moved = site.section("what-changed", "came")
    truth = [
        (month.opened, "opened"),
        (month.closed, "closed"),
    ]
    for slug, verb in truth:
        if slug and not re.search(rf"{re.escape(_title(site, slug))} was {verb}", moved):
            yield site.wrong("issues", "what-changed.html", moved, f"{slug} was {verb}")
    again = site.section("what-changed", "moves") + moved
    if month.reopened and not re.search("moved from Closed|again|reopened", again):
        yield site.wrong("issues", "what-changed.html", again, f"{month.reopened} was reopened")
    if len(re.findall(r"(?<!No issue) was (?!reopened|opened again)", moved)) > sum(
        1 for slug, _ in truth if slug
    ):
        yield site.wrong("issues", "what-changed.html", moved, str(truth))


def no_zero(site: Site) -> Iterator[Wrong]:
    """A month without rows is no zero: no fall to it, no ranking by it, nothing that it made."""
    if not site.past:
        return
    for slug, (dataset, *_) in _MEASURES.items():
        page = f"issues/{slug}"
        shown = site.shown
        if not site.has(page) or dataset not in {
            *shown.missing,
            *([dataset] if site.draft else []),
        }:
            continue
        text = site.text(page)
        for pattern in (
            r"−100%",
            r"Of the (?:fall|rise) of",
            r"\bAll [\d,]+ 0 −",
            r"fell (?:by|to) 0",
        ):
            for match in re.finditer(rf".{{0,40}}{pattern}.{{0,60}}", text):
                yield site.wrong("no zero", page, match[0], f"no rows for {shown.month}")
        if _headline_figure(shown, slug) is not None:
            continue  # the paper itself gives a figure
        sentence = str(site.rows.get(slug, {}).get("sentence"))
        if re.search(r"worsening|improving|fell|rose", sentence) and "since" not in sentence:
            yield site.wrong("no zero", f"headlines.json {slug}", sentence, "no rows, no movement")


def illustrative(site: Site) -> Iterator[Wrong]:
    """The published edition has no illustrative figure, and calls none of its own so."""
    if not site.reported or not site.past:
        return
    held: dict[str, set[float]] = {}
    public: set[float] = set()
    for month in site.past:
        for extract in month.extracts:
            numbers = {int(v) for row in extract.rows for v in row.values() if v.isdigit()}
            is_made_up = extract.provenance == "illustrative"
            (held.setdefault(extract.dataset, set()) if is_made_up else public).update(numbers)
        public |= {given.value for given in month.figures}
    for file in sorted(site.folder.rglob("*.html")):
        name = file.relative_to(site.folder).as_posix()
        text = site.text(name.removesuffix(".html"))
        numbers = {
            int(n.replace(",", "")) for n in re.findall(r"(?<![\d,])\d{1,3}(?:,\d{3})+\b", text)
        }
        # What is computed on an issue's page may by chance be a number of another's rows.
        slug = name.removeprefix("issues/").removesuffix(".html")
        own = {_MEASURES[slug][0]} if slug in _MEASURES else held.keys()
        secret = set().union(*(held.get(dataset, set()) for dataset in own)) - public
        for number in sorted(number for number in numbers & secret if number > 10_000):
            yield site.wrong("illustrative", name, f"{number:,}", "the figure is illustrative")
        if name.startswith(("issues/", "reports/2", "index", "what-changed")):
            for match in re.finditer(r".{0,60}\billustrative\b.{0,30}", text):
                yield site.wrong("illustrative", name, match[0], "all that it shows is reported")


def restated(site: Site) -> Iterator[Wrong]:
    """A corrected extract is told where it is shown, and a paper issued again with what it says."""
    if site.draft or not site.past:
        return
    month = site.newest
    if month.corrected and not site.reported:
        for page in ("issues/spurious-alerts", "what-changed", "data"):
            if WHY not in site.text(page):
                yield site.wrong("restated", page, "nothing of it", WHY)
    if any(each.corrected for each in site.past) and site.reported:
        for page in ("issues/spurious-alerts", "what-changed"):
            if WHY in site.text(page):
                yield site.wrong("restated", page, WHY, "no published figure changed")


def parties(site: Site) -> Iterator[Wrong]:
    """A Party that has left has no figure in a later month, and no fall to nothing."""
    if site.draft or not site.past:
        return
    month = site.newest
    gone = [e for e in month.extracts if e.dataset == "dno_certificates"]
    if not gone or any(row["party"] == LEAVES for row in gone[0].rows):
        return
    for table in site.html("issues/incorrect-dno-certificates").find_all("tr"):
        cells = [" ".join(cell.get_text().split()) for cell in table.find_all(["th", "td"])]
        if cells and cells[0] == LEAVES and ({"0", "−100%"} & set(cells)):
            yield site.wrong("parties", "issues/incorrect-dno-certificates", str(cells), "it left")


_FALLS = (r"−100%", r"Of the (?:fall|rise) of", r"\bAll [\d,]+ 0 −", r"fell (?:by|to) 0")
"""What is said of a month without rows when they are taken for zeros."""

CHECKS: Mapping[str, Check] = {
    "as of": as_of,
    "drafts": drafts,
    "figures": figures,
    "once reported": once_reported,
    "changes": changes,
    "values": values,
    "downloads": downloads,
    "stages": stages,
    "words": words,
    "issues": issues,
    "no zero": no_zero,
    "illustrative": illustrative,
    "restated": restated,
    "parties": parties,
}

_MEASURES: Mapping[str, tuple[str, str, str, Mapping[str, str]]] = {
    "spurious-alerts": ("alerts", "outstanding", "", {"alert_code": "8F3E"}),
    "capacity-management": ("capacity", "peak_demand", "capacity", {"region": "CSP North"}),
    "han-stability": ("han_stability", "esmes", "", {}),
    "no-meters-on-hubs": ("hubs_without_meters", "hubs", "", {}),
    "communications-hub-exceptions": ("hub_exceptions", "open", "", {}),
    "duplicate-headers": ("duplicate_headers", "esmes", "", {}),
    "incorrect-dno-certificates": (
        "dno_certificates", "esmes", "", {"failure": "missing_6_15_1"},
    ),
    "mpxn-churned-crossed-meters": ("mpxn_mismatches", "open", "", {}),
    "multiple-gsmes-per-site": ("duplicate_gsmes", "sites", "", {}),
    "other-user-data-retrieval": (
        "other_user_reads", "succeeded", "requests", {"months_requested": "13"},
    ),
    "power-outage-reporting": ("power_outages", "on_time", "alerts_expected", {}),
}  # fmt: skip
_HEADLINES = {
    "no-meters-on-hubs": "hubs_without_meters",
    "incorrect-dno-certificates": "esmes_missing_certificates",
    "han-stability": "esmes_dropping_off",
}


def _measured(
    site: Site, month: Month, dataset: str, measure: str, of: str, where: Mapping[str, str]
) -> float | None:
    extract = next((each for each in month.extracts if each.dataset == dataset), None)
    if extract is None or (site.reported and extract.provenance != "reported"):
        return None
    rows = [row for row in extract.rows if all(row[key] == value for key, value in where.items())]
    total = sum(int(row[measure]) for row in rows)
    return 100 * total / sum(int(row[of]) for row in rows) if of else total


def _headline_figure(month: Month, slug: str) -> float | None:
    return next(
        (each.value for each in month.figures if each.name and each.name == _HEADLINES.get(slug)),
        None,
    )


def _entries(site: Site) -> list[str]:
    feed = ElementTree.parse(site.folder / "feed.xml").getroot()
    return [str(entry.findtext(f"{ATOM}title")) for entry in feed.findall(f"{ATOM}entry")]


def _told(site: Site) -> list[str]:
    """The issues of the newest paper that have a page."""
    told = [told.slug for told in site.newest.told] or list(site.begun)
    return [slug for slug in told if site.has(f"issues/{slug}")]


def _board(site: Site) -> dict[str, str]:
    """The rows of the home page's tables of issues, by their slugs."""
    rows: dict[str, str] = {}
    for row in site.html("index").select("table.board tbody tr"):
        link = row.find("a", href=re.compile("issues/"))
        if link:
            slug = re.sub(r".*issues/|\.html.*", "", str(link["href"]))
            text = " ".join(row.get_text(" ").split())
            rows.setdefault(slug, f"{row.get('data-listed', '')}: {text}")
    return rows


def _titles(site: Site) -> set[str]:
    """Every title that a paper of the year has printed."""
    return {told.title for month in site.past for told in month.told}


def _title(site: Site, slug: str) -> str:
    told = [each for month in site.past for each in month.told if each.slug == slug]
    return told[-1].title


def _says(text: str, given: Given) -> bool:
    return any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d])", text) for form in given.forms)


def _told_figure(given: Given) -> str:
    return f"{given.name}: {given.written}, “{given.sentence}”"


def _read(file: Path) -> list[dict[str, str]]:
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _sums(rows: object) -> dict[str, int]:
    """The sum of each column of whole numbers."""
    sums: dict[str, int] = {}
    assert isinstance(rows, list | tuple)
    for row in rows:
        for name, value in row.items():
            if re.fullmatch(r"\d+", value or "") and name not in ("month", "months_requested"):
                sums[name] = sums.get(name, 0) + int(value)
    return {name: total for name, total in sums.items() if name not in ("service_request",)}


def _paragraphs(told: Told) -> list[str]:
    return [part for text in (told.impact, told.status, told.steps) for part in paragraphs(text)]


def _outdated(site: Site, told: Told) -> list[str]:
    """Sentences with figures that the paper before had and this one has not."""
    if len(site.past) < 2:
        return []
    now = " ".join(_paragraphs(told))
    before = [each.sentence for each in site.past[-2].figures if each.issue == told.slug]
    return [sentence for sentence in before if sentence not in now]


_QUOTES = str.maketrans("‘’“”", "''\"\"")


def _squeezed(text: str) -> str:
    """A text without spaces and marks of lists, which files set apart as they like."""
    return re.sub(r"[\s•–‣◦o]+|(?<![A-Za-z])[a-c]\)", "", text.translate(_QUOTES))


def _word(site: Site) -> str:
    file = site.folder / f"reports/{site.newest.month}.docx"
    command = [binary(), "--from=docx", "--to=plain", "--wrap=none", str(file)]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    return _squeezed(text)


def _pdf(site: Site) -> str:
    file = site.folder / f"reports/{site.newest.month}.pdf"
    pages = [page.extract_text() for page in PdfReader(file).pages]
    shared = set.intersection(*(set(text.splitlines()) for text in pages))
    lines = [line for text in pages for line in text.splitlines()]
    return _squeezed("\n".join(x for x in lines if x not in shared and "Page " not in x))
