"""A year is lived: papers and extracts with known truth come in, and every page says it.

The small year has three issues and four months; the whole one twelve of each. What is still wrong
is an expected failure with its reason, so that mending it is noticed.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from projects import FEBRUARY, GOLDEN, assembled
from year.checks import CHECKS, known, reads, sites
from year.life import Life, Wrong, live
from year.truth import SMALL, WHOLE
from year.words import february

YEARS = {"small": (GOLDEN, SMALL), "whole": (FEBRUARY, WHOLE)}
WRONG: dict[str, str] = {}
"""What is still wrong, by the kind of statement, and why."""


def _marks(kind: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=WRONG[kind])] if kind in WRONG else []


KINDS = [pytest.param(kind, marks=_marks(kind)) for kind in ("commands", *CHECKS)]
SCALES = ["small", "whole"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Life]:
    """Lives a year of a scale once."""
    lives: dict[str, Life] = {}

    def lived(scale: str) -> Life:
        if scale not in lives:
            source, events = YEARS[scale]
            root = assembled(source, tmp_path_factory.mktemp(scale) / "opsg")
            lives[scale] = live(root, source, events, every=scale == "whole")
        return lives[scale]

    return lived


def wrong(life: Life, scale: str, kind: str) -> list[Wrong]:
    if kind == "commands":
        return life.failures
    begun = february(YEARS[scale][0] / "data")
    return [each for site in sites(life, begun) for each in CHECKS[kind](site)]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_year_s_pages_feeds_and_reports_say_the_truth(
    lived: Callable[[str], Life], scale: str, kind: str
) -> None:
    said = wrong(lived(scale), scale, kind)
    assert not said, "\n".join(map(str, said))


@pytest.mark.parametrize("scale", SCALES)
def test_every_month_of_a_year_is_built_and_its_figures_are_counted(
    lived: Callable[[str], Life], scale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    life = lived(scale)
    built = {name for name, edition in life.sites if edition == "reported"}
    assert built == {each.month for each in life.months} | {
        f"{each.month} draft" for each in life.months if each.draft
    }
    begun = february(YEARS[scale][0] / "data")
    told = [
        reads(site, given) for site in sites(life, begun) if not site.draft for given in known(site)
    ]
    with capsys.disabled():
        print(f"\nThe {scale} year: {sum(told)} of {len(told)} figures read rightly.")
