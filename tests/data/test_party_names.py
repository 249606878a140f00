"""Which spellings are one Party's beyond doubt, which may be, and which are two Parties'."""

import pytest

from opsg.data.parties import Parties
from opsg.data.pseudonyms import KINDS

USER, DNO = KINDS
LISTED = {
    "Aurora Energy": "User 01",
    "Beacon Gas Limited": "User 02",
    "Power & Light plc": "User 03",
    "SSE": "User 04",
    "Énergie du Nord": "User 05",
    "O'Neill Supply": "User 06",
    "E.ON": "User 07",
}


def people(listed: dict[str, str] = LISTED) -> Parties:
    lower = {(USER, name.casefold()): pseudonym for name, pseudonym in listed.items()}
    return Parties(pseudonyms=lower)


@pytest.mark.parametrize(
    ("name", "pseudonym"),
    [
        ("AURORA  ENERGY", "User 01"),
        ("Aurora Energy Ltd", "User 01"),
        ("Aurora Energy Ltd.", "User 01"),
        ("Aurora Energy LIMITED", "User 01"),
        ("Aurora Energy, PLC", "User 01"),
        ("Aurora Energy p.l.c.", "User 01"),
        ("'Aurora Energy", "User 01"),
        ('="Aurora Energy"', "User 01"),
        ("“Aurora Energy”", "User 01"),
        ("Aurora Energy¹", "User 01"),
        ("Aurora Energy*", "User 01"),
        ("Aurora-Energy", "User 01"),
        ("Aurora\N{NO-BREAK SPACE}Energy", "User 01"),
        ("Beacon Gas Ltd", "User 02"),
        ("Beacon Gas", "User 02"),
        ("Power and Light", "User 03"),
        ("Energie du Nord", "User 05"),
        ("O’NEILL SUPPLY", "User 06"),
        ("EON", "User 07"),
    ],
)
def test_another_spelling_is_the_same_party(name: str, pseudonym: str) -> None:
    hidden = people().hide([name], USER, set(), add=True)
    assert hidden.pseudonyms == {name: pseudonym}
    assert not hidden.new


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("Aurora Enery", "User 01"),
        ("Aurora Energi", "User 01"),
        ("Aroura Energy", "User 01"),
        ("Aurora Energy1", "User 01"),
        ("Aurora Energy (UK) Ltd", "User 01"),
        ("Aurora Energy UK", "User 01"),
        ("The Aurora Energy Company", "User 01"),
        ("Aurora", "User 01"),
        ("Bright Homes t/a Aurora Energy", "User 01"),
        ("Aurora Energy (formerly Dawn)", "User 01"),
        ("Dawn Power (formerly Aurora Energy)", "User 01"),
        ("Beacon Gas plc", "User 02"),
        ("SSEN", "User 04"),
    ],
)
def test_a_name_that_may_be_the_same_partys_is_refused_even_where_names_are_added(
    name: str, like: str
) -> None:
    hidden = people().hide([name], USER, set(), add=True)
    assert [one.like for one in hidden.doubtful.values()] == [like]
    assert not hidden.new


@pytest.mark.parametrize("name", ["Aurora Gas", "Beacon Power", "EDF", "Zinc", "Nord Energie 2"])
def test_another_name_is_another_party(name: str) -> None:
    assert people().hide([name], USER, {"User 63"}, add=True).new == {name: "User 64"}


@pytest.mark.parametrize("names", [("Zinc Ltd", "Zinc plc"), ("Zinc Power", "Zinc Powr")])
def test_new_names_that_may_be_one_partys_are_refused(names: tuple[str, str]) -> None:
    hidden = people().hide(names, USER, set(), add=True)
    assert hidden.doubtful[names[1]].twin == names[0]
    assert not hidden.new


def test_numbers_tell_parties_apart() -> None:
    names = ["Supplier 01 Energy", "Supplier 02 Energy", "Supplier 12 Energy"]
    assert len(people().hide(names, USER, set(), add=True).new) == 3


def test_two_legal_forms_may_be_two_parties_on_the_list() -> None:
    two = people({"acme ltd": "User 01", "acme plc": "User 02"})
    hidden = two.hide(["ACME LTD", "Acme PLC", "Acme"], USER, set(), add=True)
    assert hidden.pseudonyms == {"ACME LTD": "User 01", "Acme PLC": "User 02"}
    assert hidden.doubtful["Acme"].why == "near"


@pytest.mark.parametrize("text", ["user 07", "User 7", "USER07", "User-07", "User 007", "'User 07"])
def test_a_pseudonym_in_another_spelling_is_the_one_that_it_is(text: str) -> None:
    assert people({}).hide([text], USER, {"User 07"}, add=True).pseudonyms == {text: "User 07"}


@pytest.mark.parametrize("text", ["user 64", "User 9", "USER 640", "User A", "User 07 (new)"])
def test_what_is_like_a_pseudonym_and_is_none_is_refused(text: str) -> None:
    hidden = people({}).hide([text], USER, {"User 07"}, add=True)
    assert hidden.doubtful[text].why == "pseudonym"


@pytest.mark.parametrize("text", ["DNO-A", "dno a", "DNOA"])
def test_a_network_operators_pseudonym_is_read_too(text: str) -> None:
    assert people({}).hide([text], DNO, {"DNO A"}, add=True).pseudonyms == {text: "DNO A"}
