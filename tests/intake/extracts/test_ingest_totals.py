"""An extract's own totals are never a Party's figures, and must agree with the rows they are of."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from opsg.core.errors import UserError
from opsg.data.nobody import kind_of
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]
Extract = Callable[..., Path]
HUBS = "Party,Cause,Hubs\n"
FIRST, SECOND = "process_incomplete", "second_visit_pending"
ROWS = [
    ("Acme Energy Ltd", FIRST, 500),
    ("Acme Energy Ltd", SECOND, 200),
    ("Gamma Gas", FIRST, 300),
    ("Gamma Gas", SECOND, 100),
]  # fmt: skip
TOTALS = [
    "Total", "TOTALS", "Grand Total", "Sub-total", "All parties", "All Users", "GB", "GB Total",
    "Industry", "Overall", "Total Result", "Total (4)", "Total hubs", "Hubs total:", "Column total",
]  # fmt: skip
NOBODY = [
    "(blank)", "(empty)", "Unallocated", "Not assigned", "Unknown User", "Other", "All other Users",
    "[c]", "c", "*", "-", "..", "[REDACTED]", "suppressed", "n/a", "Unknown", "Rest of industry",
]  # fmt: skip


def text(*rows: tuple[str, str, object]) -> str:
    return HUBS + "".join(f"{party},{cause},{hubs}\n" for party, cause, hubs in rows)


@pytest.fixture
def hubs(take: Take, extract: Extract, tmp_path: Path) -> Callable[..., Summary]:
    """Ingests rows of hubs without meters; the private list has Acme and Gamma."""
    people = tmp_path / "people.csv"
    people.write_text("name,pseudonym\nAcme Energy,User 02\nGamma Gas,User 05\n")

    def run(*rows: tuple[str, str, object], new: bool = True) -> Summary:
        file = extract(text(*rows))
        return take(file, "hubs_without_meters", parties=people, new_parties=new)

    return run


def add(folder: Path, line: str) -> None:
    people = folder / "people.csv"
    people.write_text(f"{people.read_text()}{line}\n")


def figures(data: Path) -> list[tuple[str, str, int]]:
    file = data / "snapshots" / "hubs_without_meters" / "2021-02.csv"
    return pl.read_csv(file).select("party", "cause", "hubs").rows()


TRUE = [("User 02", FIRST, 500), ("User 02", SECOND, 200), ("User 05", FIRST, 300),
        ("User 05", SECOND, 100)]  # fmt: skip


@pytest.mark.parametrize("name", TOTALS)
def test_a_total_by_any_name_is_left_out(
    name: str, data: Path, hubs: Callable[..., Summary]
) -> None:
    summary = hubs(*ROWS, (name, "", 1100))
    assert figures(data) == TRUE
    lines = list(summary.lines())
    assert "Read 5 lines, used 4." in lines
    assert any(
        line.startswith(("Left out as total: line 6", "Left out as subtot")) for line in lines
    )


@pytest.mark.parametrize(
    "rows",
    [
        [*ROWS, ("Total", FIRST, 800), ("Total", SECOND, 300)],
        [("Total", "", 1100), *ROWS],
        [*ROWS[:2], ("Acme Energy Total", "", 700), *ROWS[2:], ("Gamma Gas Result", "", 400)],
        [*TRUE[:2], ("User 02 Total", "", 700), *TRUE[2:], ("Total User 05", "", 400)],
        [("Acme Energy Ltd", "Total", 700), *ROWS, ("Gamma Gas", "All causes", 400)],
        [*ROWS[:2], ("Sub-total", "", 700), *ROWS[2:], ("Sub-total", "", 400), ("Total", "", 1100)],
        [("Acme Energy Ltd", "", 700), *ROWS[:2], ("Gamma Gas", "", 400), *ROWS[2:]],
        [*ROWS, ("", "", 1100)],
        [*ROWS, ("Total", "", 1100), ("Grand total", "", 1100)],
        [*ROWS, ("Total", "", "")],
        [*ROWS, ("% of total", "", "100%")],
        [*ROWS, ("Average", "", 275)],
    ],
    ids=["by cause", "on top", "pivot", "pivot of pseudonyms", "by column", "in groups", "outline",
         "nameless", "two", "empty", "percent", "average"],
)  # fmt: skip
def test_totals_wherever_they_stand_are_left_out(
    rows: list[tuple[str, str, object]], data: Path, hubs: Callable[..., Summary]
) -> None:
    hubs(*rows)
    assert figures(data) == TRUE


def test_the_sums_stand_beside_the_files_own(hubs: Callable[..., Summary]) -> None:
    assert "The file's own totals agree: hubs 1,100." in list(
        hubs(*ROWS, ("Total", "", 1100)).lines()
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([*ROWS, ("Total", "", 1101)], "line 6, column hubs: It is named as a total and says "
         "1,101, but the rows that it is of (4) add up to 1,100."),
        ([*ROWS[:2], ("Acme Energy Total", "", 699), *ROWS[2:]], "line 4, column hubs: It is "
         "named as a total and says 699, but the rows that it is of (2) add up to 700."),
        ([*ROWS[1:], ("All Users", FIRST, 800)], "says 800, but the rows that it is of (1)"),
        ([*ROWS[:2], ("Sub-total", "", 700), *ROWS[2:], ("Grand total", "", 400)], "up to 1,100"),
        ([*ROWS, ("Total", "", "11OO")], "line 6, column hubs"),
        ([("Total", "", 1100)], "says 1,100, but the rows that it is of (0) add up to 0."),
    ],
)  # fmt: skip
def test_a_total_that_does_not_agree_is_refused_with_both_numbers(
    rows: list[tuple[str, str, object]], told: str, data: Path, hubs: Callable[..., Summary]
) -> None:
    with pytest.raises(UserError) as caught:
        hubs(*rows)
    assert told in str(caught.value)
    assert not (data / "snapshots" / "hubs_without_meters").exists()


@pytest.mark.parametrize("name", NOBODY)
def test_figures_of_nobody_are_refused_by_row_and_never_dropped(
    name: str, hubs: Callable[..., Summary]
) -> None:
    with pytest.raises(UserError, match=r"line 6, column party: It is named .* nobody's"):
        hubs(*ROWS, (name, FIRST, 7))


def test_a_new_name_whose_figures_are_the_sum_of_others_is_refused_until_it_is_listed(
    data: Path, hubs: Callable[..., Summary], tmp_path: Path
) -> None:
    everyone = [("Whole Estate", FIRST, 800), ("Whole Estate", SECOND, 300)]
    with pytest.raises(UserError, match="line 6, column party: Its figures are the sum"):
        hubs(*ROWS, *everyone)
    add(tmp_path, "Whole Estate,User 09")
    hubs(*ROWS, *everyone)
    assert ("User 09", FIRST, 800) in figures(data)


def test_a_new_pseudonym_whose_figures_are_the_sum_of_others_is_refused(
    hubs: Callable[..., Summary],
) -> None:
    with pytest.raises(UserError, match="line 6, column party: Its figures are the sum"):
        hubs(*ROWS, ("User 99", FIRST, 800), ("User 99", SECOND, 300))
    hubs(*ROWS, ("User 99", FIRST, 801), ("User 99", SECOND, 301))


@pytest.mark.parametrize(
    "name", ["TotalEnergies", "Total Energies Ltd", "Overall Power", "Sumo Gas"]
)
def test_a_party_that_is_called_like_a_total_is_a_party(
    name: str, data: Path, hubs: Callable[..., Summary]
) -> None:
    hubs(*ROWS, (name, FIRST, 12))
    assert ("User 06", FIRST, 12) in figures(data)


def test_a_party_called_total_is_added_to_the_list_by_hand(
    data: Path, hubs: Callable[..., Summary], tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="If it is a Party so called, add its name to the list"):
        hubs(*ROWS, ("Total Gas & Power", FIRST, 12))
    add(tmp_path, "Total Gas & Power,User 11")
    hubs(*ROWS, ("Total Gas & Power", FIRST, 12))
    assert ("User 11", FIRST, 12) in figures(data)


def test_one_party_may_be_all_there_is(data: Path, hubs: Callable[..., Summary]) -> None:
    hubs(ROWS[0], ("Total", "", 500))
    assert figures(data) == TRUE[:1]


def test_two_parties_may_have_the_same_figures(data: Path, hubs: Callable[..., Summary]) -> None:
    hubs(("Acme Energy", FIRST, 12), ("Zeta Power", FIRST, 12))
    assert figures(data) == [("User 02", FIRST, 12), ("User 06", FIRST, 12)]


@pytest.mark.parametrize(
    "name",
    ["GB", "All regions", "Total", "National", "CSP North Total", "All CSPs", "Total (all CSPs)",
     "DCC total"],
)  # fmt: skip
def test_totals_of_regions_and_codes_are_left_out(
    name: str, data: Path, take: Take, extract: Extract
) -> None:
    north = "8F3E,CSP North,10,20,30\n8F12,CSP North,1,2,3\n"
    header = "alert_code,region,raised,cleared,outstanding\n"
    take(extract(f"{header}{north}All codes,{name},11,22,33\n"))
    assert pl.read_csv(data / "snapshots/alerts/2021-02.csv")["raised"].to_list() == [10, 1]


def test_a_total_of_some_columns_is_held_to_those(take: Take, extract: Extract) -> None:
    rows = "alert_code,region,raised,cleared,outstanding\n8F3E,CSP North,10,20,30\n"
    rows += "8F12,CSP North,1,2,3\n"
    take(extract(f"{rows}Total,,11,,33\n"))
    with pytest.raises(UserError, match="column outstanding: It is named as a total and says 34"):
        take(extract(f"{rows}Total,,11,,34\n"), replace=True, why="Sent again.")


def test_a_defect_that_is_not_known_is_a_defect(data: Path, take: Take, extract: Extract) -> None:
    rows = "combination,defect,esmes\nMM1,Unknown,3\nMM1,Other,4\nTotal,,7\n"
    take(extract(rows), "han_stability", replace=True, why="Sent again.")
    assert pl.read_csv(data / "snapshots/han_stability/2021-02.csv")["esmes"].to_list() == [4, 3]


def test_words_of_the_dataset_are_what_a_total_may_be_of() -> None:
    assert kind_of("Total alerts raised", frozenset(["alerts", "raised"])) == "total"
    assert kind_of("Total alerts raised") is None
