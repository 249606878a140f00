"""An import reads the figures: those known with their new values, all else as proposals."""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opsg.cli import main
from opsg.core.errors import UserError
from opsg.data import figure_changes, log, proposals
from opsg.data.issues import Figure
from opsg.intake.papers import settle
from opsg.intake.papers.importer import import_paper

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))
import figures as bench

Make = Callable[[dict[str, str]], Path]
DNO = "incorrect-dno-certificates"
ESCALATED = "not seen for certain Users"
HUBS = "The DCC has identified around 109k instances which fall"


def march_figures(data: Path, slug: str) -> dict[str, Figure]:
    return {each.name: each for each in log.load(data).issue(slug).entry("2021-03").figures}


def waiting(data: Path) -> dict[str, proposals.Proposal]:
    return {each.id: each for each in proposals.read(data)[0] if not each.dismissed}


def test_all_13_figures_come_back_and_none_is_false(tmp_path: Path) -> None:
    assert bench.measure(tmp_path, january=True) == bench.Score(13, 13, 0, 0, 1)


def test_with_nothing_before_all_13_are_proposed_among_few(tmp_path: Path) -> None:
    assert bench.measure(tmp_path, january=False) == bench.Score(13, 0, 0, 13, 15)


def test_a_sentence_with_other_numbers_gives_the_same_figures_new_values(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    words = {
        "62,000 ESMEs across 63": "around 57.7k ESMEs across 58",
        "as of Monday 8 February, evidenced": "as at 9 March, evidenced",
    }
    result = import_paper(paper({**march, **words}), data)
    now = march_figures(data, DNO)
    missing, users = now["esmes_missing_certificates"], now["users_missing_certificates"]
    assert (missing.value, missing.approximate, missing.as_at) == (57700, True, date(2021, 3, 9))
    assert (users.value, users.approximate, users.unit) == (58, False, "Service Users")
    assert missing.headline and missing.snapshot
    assert missing.quote.startswith("TOC Data, as at 9 March, evidenced a figure of around 57.7k")
    assert now["certificate_failures"].as_at == date(2021, 2, 8)
    table = "\n".join(result.lines())
    assert "  Incorrect DNO certificates on meter\n" in table
    line = next(line for line in table.splitlines() if "esmes_missing" in line)
    assert " ".join(line.split()) == (
        "esmes_missing_certificates 62,000 (2021-02) → 57,700 ESMEs (−6.9%)"
    )


def test_a_dry_run_prints_the_table_and_writes_nothing(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    result = import_paper(paper({**march, "109k": "97k"}), data, dry_run=True)
    assert any("109,000 (2021-02) →       97,000 hubs" in line for line in result.lines())
    assert not list(data.glob("issues/*/2021-03.md"))


def test_a_list_s_items_are_read_one_that_is_new_and_one_that_is_gone(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    items = {"MM4 (Meter Defects): 3900": "MM5 (Meter Defects): 412", "): 42300": "): 40.1k"}
    result = import_paper(paper({**march, **items}), data)
    now = march_figures(data, "han-stability")
    assert (now["mm2"].value, now["mm2"].approximate) == (40100, True)
    assert (now["mm5"].value, now["mm5"].label) == (412, "ESMEs dropping off the HAN: MM5")
    assert now["mm5"].snapshot is None
    assert "mm4" not in now
    told = " ".join("\n".join(result.lines()).split())
    assert "mm4 3,900 (2021-02) → – ESMEs not in this paper" in told
    assert "mm5 – → 412 ESMEs new in its list" in told


def test_an_item_is_known_by_its_name_whatever_stands_in_brackets(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper({**march, "(Meter APS ACK & Meter Defects): 42300": "(Fixed): 12"}), data)
    assert march_figures(data, "han-stability")["mm2"].value == 12


def test_a_figure_may_be_none_at_all(data: Path, paper: Make, march: dict[str, str]) -> None:
    words = {**march, "62,000 ESMEs": "0 ESMEs", "109k instances": "109k instances of 0 Alerts"}
    import_paper(paper(words), data)
    assert march_figures(data, DNO)["esmes_missing_certificates"].value == 0


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("62,000 ESMEs across 63 separate",
         "63 separate Users with 62,000 ESMEs in", "the numbers of its sentence are others"),
        ("62,000 ESMEs", "62 000 ESMEs", "'62 000' may be one number or two"),
        ("62,000 ESMEs", "62% of ESMEs", "its unit is another now"),
        ("109k instances", "97k Users", "the numbers of its sentence are others"),
        ("The DCC has identified", "Hub Teams in the North have now identified", "something else"),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_proposed_and_never_guessed(
    data: Path, paper: Make, march: dict[str, str], old: str, new: str, why: str
) -> None:
    result = import_paper(paper({**march, old: new}), data)
    slug = DNO if "62" in old else "no-meters-on-hubs"
    first = "esmes_missing_certificates" if slug == DNO else "hubs_without_meters"
    assert first not in march_figures(data, slug)
    assert any(f"not sure: {why}" in line or why in line for line in result.lines())
    assert any(each.issue == slug and each.figure for each in waiting(data).values())


def test_two_sentences_that_are_as_near_are_both_proposed(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    one = HUBS.replace("109k", "97k").replace("fall", "fall now")
    two = HUBS.replace("109k", "12k").replace("fall", "fell then")
    rest = " into the three categories set out above and is working with Users to lower them."
    import_paper(paper({**march, HUBS: f"{one}{rest} {two}"}), data)
    assert march_figures(data, "no-meters-on-hubs") == {}
    assert {each.number for each in waiting(data).values()} == {"97k", "12k"}


def test_a_second_item_of_the_same_name_is_proposed(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    item = "• MM4 (Meter Defects): 3900"
    import_paper(paper({**march, item: f"{item}\n\n• MM4 (Hub Defects): 120"}), data)
    assert march_figures(data, "han-stability")["mm4"].value == 3900
    assert [(each.number, each.figure) for each in waiting(data).values()] == [("120", "mm4")]


@pytest.mark.parametrize(
    "new",
    [
        "97k instances, down from 109k,",
        "97k instances (February: 109k)",
        "ninety-seven thousand instances",
    ],
)
def test_what_a_figure_was_is_no_figure(
    data: Path, paper: Make, march: dict[str, str], new: str
) -> None:
    import_paper(paper({**march, "109k instances": new}), data)
    assert march_figures(data, "no-meters-on-hubs")["hubs_without_meters"].value == 97000
    assert waiting(data) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"approximately 41 million": "approximately 38 million"}, "is cumulative, and falls"),
        ({"approximately 59k": "approximately 59"}, "is 59, and was 59,000 in 2021-02"),
    ],
)
def test_a_figure_that_hardly_goes_on_is_a_warning(
    data: Path, paper: Make, march: dict[str, str], words: dict[str, str], said: str
) -> None:
    result = import_paper(paper({**march, **words}), data)
    assert sum("Warning: it" in line for line in result.lines()) == 1
    (warning,) = figure_changes.check(log.load(data))
    assert said in warning.problem
    assert warning.where.line and warning.severity == "warning"


def test_a_number_that_no_figure_covers_waits_until_it_is_accepted(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    words = {ESCALATED: ESCALATED.replace("certain", "4,120")}
    file = paper({**march, **words})
    import_paper(file, data)
    name = "multiple-gsmes-per-site-2021-03-4-120"
    (warning,) = proposals.check(log.load(data))
    assert warning.severity == "warning" and warning.where.file == "data/proposals.yml"
    assert f"python build.py accept-figure {name};" in warning.remedy
    before = (data / "proposals.yml").read_text(encoding="utf-8")
    import_paper(file, data)
    assert (data / "proposals.yml").read_text(encoding="utf-8") == before

    assert main(["--data", str(data), "accept-figure", name, "--label", "Users left"]) == 0
    (figure,) = march_figures(data, "multiple-gsmes-per-site").values()
    assert (figure.name, figure.label, figure.value, figure.unit) == (
        "users", "Users left", 4120, "Users",
    )  # fmt: skip
    assert list(proposals.check(log.load(data))) == []
    import_paper(file, data)
    assert waiting(data) == {}


def test_a_number_dismissed_is_not_proposed_again_nor_a_month_later(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    words = {ESCALATED: ESCALATED.replace("certain", "4,120")}
    import_paper(paper({**march, **words}), data)
    (name,) = waiting(data)
    assert main(["--data", str(data), "dismiss-figure", name]) == 0
    import_paper(paper({**march, **words}), data)
    april = {"23 February 2021": "27 April 2021", "OPSG_44_0203": "OPSG_46_0404"}
    import_paper(paper({**april, **words}), data)
    assert waiting(data) == {}
    assert list(proposals.check(log.load(data))) == []
    import_paper(
        paper({**april, ESCALATED: ESCALATED.replace("certain", "3,990")}), data, replace=True
    )
    assert [each.number for each in waiting(data).values()] == ["3,990"]


def test_an_edit_settles_a_proposal_too(data: Path, paper: Make, march: dict[str, str]) -> None:
    import_paper(paper({**march, ESCALATED: ESCALATED.replace("certain", "12")}), data)
    path = data / "issues/multiple-gsmes-per-site/2021-03.md"
    (proposal,) = waiting(data).values()
    text = path.read_text(encoding="utf-8")
    keys = f'name: u, label: U, value: 12, unit: Users, kind: level, quote: "{proposal.quote}"'
    figure = f"figures:\n  - {{{keys}}}\n"
    path.write_text(text.replace("\n---\n", f"\n{figure}---\n", 1), encoding="utf-8")
    assert list(proposals.check(log.load(data))) == []


def test_accepting_goes_on_with_the_figure_that_it_may_be(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper({**march, "109k instances": "97k Users"}), data)
    (name,) = waiting(data)
    settle.accept(data, name)
    figure = march_figures(data, "no-meters-on-hubs")["hubs_without_meters"]
    assert (figure.value, figure.unit, figure.headline) == (97000, "hubs", True)


def test_settling_refuses_what_is_not_there(data: Path, paper: Make, march: dict[str, str]) -> None:
    import_paper(paper({**march, "109k instances": "97k Users"}), data)
    before = {path: path.read_bytes() for path in data.rglob("*.*") if path.is_file()}
    (name,) = waiting(data)
    with pytest.raises(UserError, match="Did you mean"):
        settle.accept(data, name[:-1])
    with pytest.raises(UserError, match="'name'"):
        settle.accept(data, name, name="No Name")
    assert {path: path.read_bytes() for path in before} == before


def test_a_figure_entered_by_hand_stays_as_it_is(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    file = paper({**march, "109k": "97k"})
    import_paper(file, data)
    path = data / "issues/no-meters-on-hubs/2021-03.md"
    text = path.read_text(encoding="utf-8").replace("unit: hubs", "unit: instances # by hand")
    path.write_text(text, encoding="utf-8")
    import_paper(file, data)
    assert path.read_text(encoding="utf-8") == text


def test_a_paper_issued_again_gives_its_figures_their_new_values(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper({**march, "109k": "97k"}), data)
    import_paper(paper({**march, "109k": "96k"}), data, replace=True)
    (figure,) = march_figures(data, "no-meters-on-hubs").values()
    assert figure.value == 96000


def test_a_figure_that_one_paper_leaves_out_comes_back_with_its_name(
    data: Path, paper: Make, march: dict[str, str]
) -> None:
    import_paper(paper({**march, HUBS: "It has identified instances which fall"}), data)
    assert march_figures(data, "no-meters-on-hubs") == {}
    april = {"23 February 2021": "27 April 2021", "OPSG_44_0203": "OPSG_46_0404"}
    import_paper(paper({**april, "109k": "95k"}), data)
    (figure,) = log.load(data).issue("no-meters-on-hubs").entry("2021-04").figures
    assert (figure.name, figure.value) == ("hubs_without_meters", 95000)
