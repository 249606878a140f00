"""Makes the reference document of `opsg.exports.paper`, whose look Pandoc gives the Word reports.

Run `python tools/reference_document.py` after a change here, and commit the document.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from opsg.exports.paper.report import CLASSIFICATION, HEADER, NOTICE

TARGET = Path(__file__).parents[1] / "opsg/exports/paper/assets/reference.docx"

FONT = "Arial"
INK, MUTED, BRAND, LINE = "14181D", "55606C", "0A4D68", "D9DFE5"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

# A4 with the paper's margins; lengths are in twentieths of a point.
PAGE = (
    '<w:headerReference w:type="default" r:id="rId2"/>'
    '<w:footerReference w:type="default" r:id="rId3"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1134" w:bottom="1304" w:left="1134" w:header="567"'
    ' w:footer="567" w:gutter="0"/>'
)
RIGHT_EDGE = 11906 - 2 * 1134


def style(
    name: str,
    *,
    kind: str = "paragraph",
    based: str = "Normal",
    following: str = "",
    paragraph: str = "",
    run: str = "",
    default: bool = False,
) -> str:
    """A style; its identifier is its name without spaces, as Pandoc looks for it."""
    identifier = "".join(part[0].upper() + part[1:] for part in name.split())
    return (
        f'<w:style w:type="{kind}"{" w:default=" + chr(34) + "1" + chr(34) if default else ""}'
        f' w:styleId="{identifier}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based}"/>' if based else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def letters(points: float, colour: str, *, bold: bool = False) -> str:
    """The properties of a run: its size, its colour, and whether it is bold."""
    size = round(points * 2)
    weight = "<w:b/>" if bold else ""
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


def space(before: int, after: int) -> str:
    """The space above and below a paragraph, in points."""
    return f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"/>'


def heading(level: int, points: float, before: int, colour: str, rule: str = "") -> str:
    """A heading, which stays with what comes after it."""
    keep = f"<w:keepNext/><w:keepLines/>{rule}{space(before, 4)}"
    return style(
        f"heading {level}",
        following="BodyText",
        paragraph=f'{keep}<w:outlineLvl w:val="{level - 1}"/>',
        run=letters(points, colour, bold=True),
    )


def styles() -> str:
    """The styles that the reports use."""
    rule = f'<w:pBdr><w:top w:val="single" w:sz="6" w:space="6" w:color="{LINE}"/></w:pBdr>'
    right = f'<w:tabs><w:tab w:val="right" w:pos="{RIGHT_EDGE}"/></w:tabs>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}"'
        f' w:eastAsia="{FONT}" w:cs="{FONT}"/>{letters(10.5, INK)}'
        '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="271" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    return defaults + "".join(
        [
            style("Normal", based="", default=True),
            style("Default Paragraph Font", kind="character", based="", default=True),
            style("Body Text", paragraph=space(0, 6)),
            style("First Paragraph", based="BodyText", following="BodyText"),
            style("Compact", based="BodyText", paragraph=space(0, 3)),
            style(
                "Title",
                following="BodyText",
                paragraph=f"<w:keepNext/>{space(0, 10)}",
                run=letters(22, INK, bold=True),
            ),
            heading(1, 16, 18, BRAND),
            heading(2, 13, 20, INK, rule),
            heading(3, 10.5, 10, BRAND),
            style("Picture", based="BodyText", paragraph=f"<w:keepNext/>{space(2, 2)}"),
            style(
                "Stage",
                based="BodyText",
                paragraph=f"<w:keepNext/>{space(0, 6)}",
                run=letters(9.5, MUTED),
            ),
            style("Trend", based="BodyText", paragraph=space(0, 8), run=letters(9.5, MUTED)),
            style("Signed", based="BodyText", paragraph=f"<w:keepLines/>{space(12, 0)}"),
            style("footnote text", paragraph=space(0, 2), run=letters(9, INK)),
            style(
                "footnote reference",
                kind="character",
                based="DefaultParagraphFont",
                run='<w:vertAlign w:val="superscript"/>',
            ),
            style(
                "Hyperlink",
                kind="character",
                based="DefaultParagraphFont",
                run=f'<w:color w:val="{BRAND}"/><w:u w:val="single"/>',
            ),
            style("header", paragraph=f"{right}{space(0, 0)}", run=letters(9, MUTED)),
            style("footer", paragraph=f"{right}{space(0, 0)}", run=letters(9, MUTED)),
        ]
    )


def text(words: str) -> str:
    """A run of plain words."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def field(name: str) -> str:
    """A number that Word works out, such as that of the page."""
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def edge(kind: str, *lines: str) -> str:
    """What stands at the top or at the bottom of every page, line by line."""
    tag = {"Header": "hdr", "Footer": "ftr"}[kind]
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{kind}"/></w:pPr>{line}</w:p>' for line in lines
    )
    return f"<w:{tag} {NAMESPACES}>{paragraphs}</w:{tag}>"


def relations(*pairs: tuple[str, str]) -> str:
    """The relations of a part to others, as pairs of kind and file."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def parts() -> dict[str, str]:
    """The parts of the document by their names."""
    tab = "<w:r><w:tab/></w:r>"
    number = f"{text('Page ')}{field('PAGE')}{text(' of ')}{field('NUMPAGES')}"
    kinds = {"document": "document.main", "styles": "styles", "header1": "header",
             "footer1": "footer"}  # fmt: skip
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD_TYPE}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>"
        f"<w:p>{text('The look of the reports.')}</w:p><w:sectPr>{PAGE}</w:sectPr>"
        "</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            ("styles", "styles.xml"), ("header", "header1.xml"), ("footer", "footer1.xml")
        ),
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles()}</w:styles>",
        "word/header1.xml": edge("Header", text(HEADER), text(NOTICE)),
        "word/footer1.xml": edge("Footer", text(f"{CLASSIFICATION} ") + tab + number),
    }


def document() -> bytes:
    """The reference document; the same bytes every time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts().items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, DECLARATION + content)
    return file.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(document())
    print(f"Wrote {TARGET}.", file=sys.stderr)
