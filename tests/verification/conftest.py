"""A small site that is in order, made anew for each test so that it may be spoilt."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head><title>{title} – Log</title><link rel="stylesheet" href="{root}style.css">
<script src="{root}site.js"></script>
<link rel="alternate" type="application/atom+xml" href="{root}feed.xml"></head>
<body><main><h1 id="top">{title}</h1>
{body}
</main></body>
</html>
"""
FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="https://log.example/opsg/feed.xml"/>
<entry><id>urn:1</id><title>OPSG 44</title><updated>2021-02-23T00:00:00Z</updated>
<link rel="alternate" href="https://log.example/opsg/index.html"/></entry></feed>
"""
MAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://log.example/opsg/index.html</loc></url>
<url><loc>https://log.example/opsg/issues/han.html</loc></url></urlset>
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two pages, a feed, a map, a stylesheet, a drawing and a data file with its description."""
    site = tmp_path / "site"
    data = site / "downloads" / "data"
    (site / "issues").mkdir(parents=True)
    data.mkdir(parents=True)
    (site / "index.html").write_text(
        PAGE.format(title="Home", root="", body='<p><a href="issues/han.html#top">HAN</a></p>')
    )
    (site / "issues" / "han.html").write_text(
        PAGE.format(
            title="HAN",
            root="../",
            body='<p><a href="../index.html">Home</a>\n<code>[^1] ::: $title$</code></p>\n'
            '<script type="application/json">{"x": 1}</script>',
        )
    )
    (site / "style.css").write_text("main { color: black; background: url(icon.svg) }\n")
    (site / "site.js").write_text("document.title;\n")
    (site / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (site / "feed.xml").write_text(FEED)
    (site / "sitemap.xml").write_text(MAP)
    (site / "headlines.json").write_text(
        json.dumps({"issues": [{"url": "https://log.example/opsg/issues/han.html"}]})
    )
    rows = b"month,esmes\n2021-02,1\n"
    (data / "han.csv").write_bytes(rows)
    described = {
        "name": "han",
        "path": "han.csv",
        "bytes": len(rows),
        "hash": f"sha256:{sha256(rows).hexdigest()}",
    }
    (data / "datapackage.json").write_text(json.dumps({"resources": [described]}))
    return site
