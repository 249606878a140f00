"""What is put back is looked over as a new site is, and says what it is."""

import json
import shutil
from pathlib import Path

import pytest
from projects import GOLDEN

from opsg import publish
from opsg.cli import main
from opsg.core.edition import inner_note
from opsg.verification.marking import HEADLINES


@pytest.fixture
def output(golden: Path, tmp_path: Path) -> Path:
    """A site twice published, the one before with a word of its own."""
    output = tmp_path / "_site"
    for text in ("<!-- before -->", ""):
        with publish.replacement(output) as new:
            shutil.copytree(golden / "_site", new, dirs_exist_ok=True)
            with (new / "index.html").open("a") as page:
                page.write(text)
    return output


def _rewritten(site: Path | None, **values: str) -> None:
    assert site
    told = json.loads((site / HEADLINES).read_text())
    (site / HEADLINES).write_text(json.dumps(told | values))


def _rolled_back(golden: Path, output: Path, *options: str) -> int:
    return main([*options, "--output", str(output), "rollback"], root=golden)


def _is_as_it_was(output: Path) -> bool:
    return "<!-- before -->" not in (output / "index.html").read_text()


def test_what_is_put_back_says_its_month_and_edition(
    golden: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _rolled_back(golden, output) == 0
    assert "before: illustrative edition, February 2021." in capsys.readouterr().out
    assert not _is_as_it_was(output)


def test_a_name_that_was_listed_since_and_a_higher_level_are_refused(
    golden: Path,
    output: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    previous = publish.previous_site(output)
    assert previous
    page = previous / "issues" / "han-stability.html"
    page.write_text(page.read_text().replace("</main>", "Quillstone said so</main>"))
    _rewritten(previous, note=inner_note("Amber"))
    parties = tmp_path / "parties.csv"
    parties.write_text("name,pseudonym\nQuillstone Ltd,User 07\n")
    monkeypatch.setenv("OPSG_PARTIES", str(parties))

    assert _rolled_back(golden, output) == 1

    said = capsys.readouterr().err
    assert "error: issues/han-stability.html" in said
    assert "error: headlines.json: the site is of an inner edition up to Amber, above" in said
    assert "2 errors." in said
    assert _is_as_it_was(output)


def test_made_up_figures_do_not_take_the_place_of_published_ones(
    golden: Path, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _rolled_back(golden, output, "--reported-only") == 1
    _rewritten(output, edition="reported")
    assert _rolled_back(golden, output) == 1
    assert capsys.readouterr().err.count("the site before is of the illustrative edition") == 2
    assert _is_as_it_was(output)


def test_nothing_is_put_back_while_the_log_holds_what_is_above_the_ceiling(
    golden: Path, output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = Path(shutil.copytree(GOLDEN / "data", tmp_path / "data"))
    issue = data / "issues/han-stability/issue.md"
    issue.write_text(issue.read_text().replace("classification: White", "classification: Amber"))
    assert _rolled_back(golden, output, "--data", str(data)) == 1
    assert "han-stability/issue.md:" in capsys.readouterr().err
    assert _is_as_it_was(output)
