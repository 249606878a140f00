"""Secrets in every form are found, and texts that only look like them are let be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from forms import Sample, leaks
from harmless import harmless

from opsg.verification import secrets
from opsg.verification.secrets.names import ORDINARY, names_to_find

ROOT = Path(__file__).parents[3]
COUNT = 500


def found(folder: Path, samples: Sequence[Sample], names: Sequence[str]) -> set[str]:
    """The folders of the samples in which something was found."""
    for sample in samples:
        (folder / sample.name).parent.mkdir()
        (folder / sample.name).write_text(sample.content, encoding="utf-8")
    findings = secrets.scan(folder, names_to_find(names))
    return {where[0] for finding in findings if (where := re.search(r"\d{3}", str(finding.where)))}


def test_every_form_of_an_invented_secret_is_found(tmp_path: Path) -> None:
    samples, names = leaks(COUNT)
    seen = found(tmp_path, samples, names)
    missed = {(each.kind, each.form) for each in samples if each.name[:3] not in seen}
    assert not missed


def test_harmless_texts_give_no_alarm_but_where_check_digits_agree_by_chance(
    tmp_path: Path,
) -> None:
    samples, names = harmless(COUNT), leaks(COUNT)[1]
    alarms = found(tmp_path, samples, names)
    assert len(alarms) <= 2, {each.form for each in samples if each.name[:3] in alarms}


def test_the_ordinary_words_of_names_that_are_excused_are_told() -> None:
    says = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    excused = says.partition("not looked for alone:")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"\w+", excused)) == sorted(ORDINARY)


HOSTILE = {
    "cut tag": b"<p>Seen</p><a href='x> Quillstone",
    "cut comment": b"<p>Seen</p><!-- Quillstone",
    "cut script": b"<script>Quillstone",
    "deep": b"<div>" * 100_000 + b"Quillstone",
    "nothing but a comment": b"<!-- Quillstone -->",
    "nothing but an instruction": b"<?x Quillstone ?>",
    "an end tag": b"</quillstone>",
    "NUL": b"<p>a\0 Quillstone</p>",
    "many comments": b"<!--" * 60_000 + b"Quillstone",
    "many tags": b"<a " * 60_000 + b"Quillstone",
    "many attributes": b"<a x='" * 100_000 + b"Quillstone",
    "many references": b"&" * 100_000 + b"Quillstone",
    "a word of two megabytes": b"x" * 2_000_000 + b" Quillstone",
    "digits": b"1 " * 100_000 + b"Quillstone",
    "hexadecimal digits": b"ab " * 60_000 + b"Quillstone",
    "hyphens": b"-" * 300_000 + b"Quillstone",
    "MPANs that are said": b"MPAN " * 60_000 + b"Quillstone",
    "addresses": b"a." * 60_000 + b"@Quillstone",
    "quoted pages": b"&lt;p&gt;" * 100_000 + b"Quillstone",
    "entities": b"<!DOCTYPE x [<!ENTITY a 'Quillstone'>]><x>&a;</x>",
}


@pytest.mark.parametrize("kind", ["html", "svg"])
@pytest.mark.parametrize("form", HOSTILE)
def test_a_page_that_is_not_sound_is_searched_all_the_same(
    tmp_path: Path, kind: str, form: str
) -> None:
    (tmp_path / f"page.{kind}").write_bytes(HOSTILE[form])
    assert secrets.scan(tmp_path, names_to_find(["Quillstone Ltd"]))
