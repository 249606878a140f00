"""Names of Parties and network operators never reach the repository, nor a message."""

import csv
import stat
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from ingest_tables import exceptions, outages, tree

from opsg.core import files
from opsg.core.errors import UserError
from opsg.data import parties
from opsg.data.pseudonyms import KINDS, Kind
from opsg.intake.extracts import importer
from opsg.intake.extracts.summary import Summary

Take = Callable[..., Summary]
NAMES = ["Zeta Power Ltd", "ACME  Energy Ltd", "Gamma Gas"]


def held(data: Path, dataset: str = "hub_exceptions", column: str = "party") -> list[str]:
    rows = pl.read_csv(data / "snapshots" / dataset / "2021-02.csv")
    return rows[column].to_list()


def listed(private: Path) -> dict[str, str]:
    with private.open(newline="") as file:
        return {row["name"]: row["pseudonym"] for row in csv.DictReader(file)}


@pytest.fixture
def named(tmp_path: Path) -> Path:
    exceptions("2021-02", *NAMES).drop("month").write_csv(tmp_path / "named.csv")
    return tmp_path / "named.csv"


def test_known_names_get_their_pseudonym_and_new_ones_the_next(
    data: Path, take: Take, named: Path, private: Path
) -> None:
    summary = take(named, "hub_exceptions", parties=private, new_parties=True)
    # The snapshots hold User 05 already, though no name in the list has it.
    assert held(data) == ["User 02", "User 06", "User 07"]
    added = listed(private)
    assert {added["Zeta Power Ltd"], added["Gamma Gas"]} == {"User 06", "User 07"}
    lines = list(summary.lines())
    assert "New in party: User 06, User 07" in lines
    assert "Gone in party: User 05" in lines
    assert not any(name in line for name in NAMES for line in lines)


def test_the_same_name_keeps_its_pseudonym_from_month_to_month(
    data: Path, take: Take, named: Path, private: Path
) -> None:
    take(named, "hub_exceptions", parties=private, new_parties=True)
    first = listed(private)
    options = {
        "parties": private,
        "new_parties": True,
        "replace": True,
        "why": "The DCC sent it again.",
    }
    take(named, "hub_exceptions", "2021-01", **options)
    assert listed(private) == first


def test_a_pseudonym_taken_out_of_the_list_is_not_given_again(
    data: Path, take: Take, named: Path, private: Path
) -> None:
    take(named, "hub_exceptions", parties=private, new_parties=True)
    private.write_text("name,pseudonym\n")
    take(
        named,
        "hub_exceptions",
        parties=private,
        new_parties=True,
        replace=True,
        why="The list was lost.",
    )
    assert set(listed(private).values()) == {"User 08", "User 09", "User 10"}


def test_pseudonyms_in_an_extract_stay_and_are_not_given_to_others(
    data: Path, take: Take, tmp_path: Path, private: Path
) -> None:
    exceptions("2021-02", "User 21", "Gamma Gas").write_csv(tmp_path / "mixed.csv")
    take(tmp_path / "mixed.csv", "hub_exceptions", parties=private, new_parties=True)
    assert held(data) == ["User 21", "User 22"]


def test_network_operators_have_pseudonyms_of_their_own(
    data: Path, take: Take, tmp_path: Path, private: Path
) -> None:
    outages("2021-02", "Beta Networks", "Acme Energy Ltd").write_csv(tmp_path / "dno.csv")
    take(tmp_path / "dno.csv", "power_outages", parties=private, new_parties=True)
    assert held(data, "power_outages", "dno") == ["DNO C", "DNO D"]
    assert "Acme Energy Ltd,DNO D" in private.read_text()


def test_new_pseudonyms_do_not_follow_the_order_of_names() -> None:
    names = [f"Company {number:03d}" for number in range(200)]
    hidden = parties.Parties().hide(names, KINDS[0], set(), add=True)
    given = [hidden.pseudonyms[name] for name in names]
    assert sorted(given) != given
    assert len(set(given)) == len(names) == len(hidden.new)


def test_the_list_only_grows_at_its_end_and_stays_private(
    data: Path, take: Take, named: Path, private: Path
) -> None:
    before = b'\xef\xbb\xbfname,pseudonym\r\n"Acme Energy Ltd",User 02'
    private.write_bytes(before)
    take(named, "hub_exceptions", parties=private, new_parties=True)
    after = private.read_bytes()
    assert after.startswith(before + b"\r\n") and after.endswith(b"\r\n")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_two_spellings_may_share_a_pseudonym(
    data: Path, take: Take, tmp_path: Path, private: Path
) -> None:
    private.write_text("name,pseudonym\nGamma Gas,User 02\nGamma Gas plc,User 02\n")
    exceptions("2021-02", "Gamma Gas PLC").write_csv(tmp_path / "one.csv")
    take(tmp_path / "one.csv", "hub_exceptions", parties=private, new_parties=True)
    assert held(data) == ["User 02"]


def test_the_list_is_that_of_the_environment_by_default(
    data: Path, take: Take, named: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPSG_PARTIES", str(private))
    take(named, "hub_exceptions", new_parties=True)
    assert "Gamma Gas" in listed(private)


def test_names_without_a_list_are_refused_and_not_repeated(
    data: Path, take: Take, named: Path
) -> None:
    with pytest.raises(UserError) as caught:
        take(named, "hub_exceptions")
    told = str(caught.value)
    assert "column party: It holds 3 names where pseudonyms belong, and there is no list" in told
    assert not any(name in told for name in [*NAMES, "ACME"])


def test_the_list_is_not_touched_if_the_extract_is_refused(
    data: Path, take: Take, tmp_path: Path, private: Path
) -> None:
    rows = exceptions("2021-02", *NAMES).with_columns(open=pl.lit(-1))
    rows.write_csv(tmp_path / "bad.csv")
    before = private.read_bytes()
    with pytest.raises(UserError):
        take(tmp_path / "bad.csv", "hub_exceptions", parties=private, new_parties=True)
    assert private.read_bytes() == before


def test_the_month_is_not_written_if_the_list_cannot_be(
    data: Path, take: Take, named: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tree(private.parent)
    rename = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target == private:
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(files.Path, "replace", full)
    with pytest.raises(UserError, match="No space left on device"):
        take(named, "hub_exceptions", parties=private, new_parties=True)
    assert tree(private.parent) == before


def test_a_list_that_changed_meanwhile_is_not_written_over(
    data: Path, take: Take, named: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = importer.in_snapshots

    def meanwhile(kind: Kind, folder: Path) -> set[str]:
        private.write_text("name,pseudonym\nAnother,User 90\n")
        return count(kind, folder)

    monkeypatch.setattr(importer, "in_snapshots", meanwhile)
    with pytest.raises(UserError, match="was changed meanwhile"):
        take(named, "hub_exceptions", parties=private, new_parties=True)
    assert private.read_text() == "name,pseudonym\nAnother,User 90\n"
    assert not (data / "snapshots" / "hub_exceptions" / "2021-02.csv").exists()


@pytest.mark.parametrize("word", ["#REF!", "#NAME?", "12345", "x" * 300])
def test_what_is_no_name_gets_no_pseudonym(
    word: str, data: Path, take: Take, tmp_path: Path, private: Path
) -> None:
    exceptions("2021-02", "Acme Energy", word).write_csv(tmp_path / "total.csv")
    with pytest.raises(UserError, match="line 3, column party: It does not hold the name of a P"):
        take(tmp_path / "total.csv", "hub_exceptions", parties=private, new_parties=True)


def test_when_letters_run_out_the_extract_is_refused(
    data: Path, take: Take, tmp_path: Path, private: Path
) -> None:
    private.write_text("name,pseudonym\nBeta Networks,DNO Z\n")
    outages("2021-02", "Delta Networks").write_csv(tmp_path / "dno.csv")
    with pytest.raises(UserError, match="column dno: It holds a new name, and no pseudonym"):
        take(tmp_path / "dno.csv", "power_outages", parties=private, new_parties=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "OPSG_PARTIES, line 1: The first line is not 'name,pseudonym'."),
        ("Acme Energy Ltd,User 02\n", "OPSG_PARTIES, line 1: The first line is not"),
        ("name,pseudonym\nAcme,User 2\n", "OPSG_PARTIES, line 2: It holds no pseudonym such as"),
        ("name,pseudonym\nAcme\n", "OPSG_PARTIES, line 2: It does not hold a name and a"),
        ("name,pseudonym\n ,User 02\n", "OPSG_PARTIES, line 2: It does not hold a name and a"),
        ("name,pseudonym\nAcme,User 02\n acme ,User 03\n", "OPSG_PARTIES, line 3: Its name has"),
        ('name,pseudonym\n"Acme,User 02\n', "It is not a line of CSV."),
    ],
)  # fmt: skip
def test_a_list_with_a_fault_is_refused_by_line_without_its_names(
    text: str, told: str, data: Path, take: Take, named: Path, private: Path
) -> None:
    private.write_text(text)
    with pytest.raises(UserError) as caught:
        take(named, "hub_exceptions", parties=private, new_parties=True)
    assert told in str(caught.value)
    assert "acme" not in str(caught.value).casefold()


def test_a_list_that_is_not_there_or_not_text_is_refused(
    data: Path, take: Take, named: Path, private: Path
) -> None:
    with pytest.raises(UserError, match="The list of Parties is not there"):
        take(named, "hub_exceptions", parties=private.with_name("missing.csv"))
    private.write_bytes(b"name,pseudonym\nCaf\xe9,User 02\n")
    with pytest.raises(UserError, match="The list of Parties is not in UTF-8"):
        take(named, "hub_exceptions", parties=private, new_parties=True)


@pytest.mark.parametrize("place", ["data/parties.csv", "parties.csv", "docs/../notes/parties.csv"])
def test_a_list_inside_the_repository_is_refused(
    place: str, data: Path, take: Take, named: Path, private: Path
) -> None:
    inside = data.parent / place
    inside.parent.mkdir(parents=True, exist_ok=True)
    (data.parent / "docs").mkdir(exist_ok=True)
    inside.resolve().parent.mkdir(parents=True, exist_ok=True)
    inside.resolve().write_bytes(private.read_bytes())
    with pytest.raises(UserError, match="lies in the repository, where it may be published"):
        take(named, "hub_exceptions", parties=inside)


def test_a_link_that_leads_into_the_repository_is_refused(
    data: Path, take: Take, named: Path, private: Path, tmp_path: Path
) -> None:
    (data.parent / "parties.csv").write_bytes(private.read_bytes())
    (tmp_path / "link.csv").symlink_to(data.parent / "parties.csv")
    with pytest.raises(UserError, match="lies in the repository"):
        take(named, "hub_exceptions", parties=tmp_path / "link.csv")


def test_the_repository_is_that_of_git_however_deep_the_data_lies(
    data: Path, take: Take, named: Path, private: Path, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(UserError, match="lies in the repository"):
        take(named, "hub_exceptions", parties=private, new_parties=True)
