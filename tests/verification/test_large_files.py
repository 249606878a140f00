"""Files that are too large to be looked through, and Parquet, which never is."""

from pathlib import Path

import polars as pl
import pytest

from opsg.verification.secrets import extraction


def test_parquet_of_any_size_is_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extraction, "LARGEST", 10)
    rows = pl.DataFrame({"user": ["User 01", "a word"]})
    rows.write_parquet(tmp_path / "rows.parquet")
    rows.write_csv(tmp_path / "rows.csv")
    said = [text.content for text in extraction.texts(tmp_path / "rows.parquet", "rows.parquet")]
    assert any("a word" in content for content in said)
    with pytest.raises(extraction.Unreadable, match="larger than"):
        list(extraction.texts(tmp_path / "rows.csv", "rows.csv"))
