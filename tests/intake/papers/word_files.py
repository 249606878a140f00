"""Writes Word papers with one trait, as Word's own XML, and says what is right to read in them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": _W,
        "r": _R,
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "o": "urn:schemas-microsoft-com:office:office",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    }.items()
)
_STYLES = f"""<w:styles {NAMESPACES}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/></w:style>
<w:style w:type="paragraph" w:styleId="Abstract"><w:name w:val="Abstract"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Code"><w:name w:val="Source Code"/></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/>
<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Unseen"><w:name w:val="Unseen"/>
<w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Secret"><w:name w:val="Secret"/>
<w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Secrecy"><w:name w:val="Secrecy"/>
<w:basedOn w:val="Secret"/></w:style>
<w:style w:type="paragraph" w:styleId="Band"><w:name w:val="Band"/>
<w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr>
<w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
</w:styles>"""
_LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
    f'<w:lvlText w:val="{text}"/></w:lvl>'
    for level, (kind, text) in enumerate([("lowerLetter", "%1)"), ("bullet", "•")])
)
_NUMBERING = (
    f"<w:numbering {NAMESPACES}>"
    f'<w:abstractNum w:abstractNumId="0">{_LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def run(text: str, properties: str = "") -> str:
    """A run of text, with the XML of its properties."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inner: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs, or of words."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = inner if inner.startswith("<") else run(inner)
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table whose cells are paragraphs."""
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    grid = "<w:gridCol/>" * max(len(row) for row in rows)
    lines = "".join(f"<w:tr>{row}</w:tr>" for row in cells)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"


def shape(inner: str) -> str:
    """A drawn shape that holds paragraphs."""
    return f"<wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp>"


def drawing(inner: str, alternative: str = "") -> str:
    """A drawing in a run."""
    return (
        f'<w:drawing><wp:inline><wp:docPr id="5" name="Thing 5" descr="{alternative}"/>'
        f'<a:graphic><a:graphicData uri="x">{inner}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def box(inner: str) -> str:
    """A text box as Word writes it, with its double for older versions."""
    inner = inner if inner.startswith("<") else paragraph(inner)
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing(shape(inner))}</mc:Choice>'
        "<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def control(inner: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def entry_field(instruction: str, result: str) -> str:
    """A complex field: its instruction and its result, which is XML."""
    marks = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in _MARKS}
    asked = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
    return f"{marks['begin']}{asked}{marks['separate']}{result}{marks['end']}"


_MARKS = ("begin", "separate", "end")


def write(
    file: Path,
    status: str,
    *,
    title: str = "",
    parts: Mapping[str, str] | None = None,
    section: str = "",
    header: str = "OPSG_45_0303 – OPSG Issues Log - Progress Report",
    footer: str = "This document has a Classification of White",
    before: str = "",
) -> Path:
    """A paper of two issues; `status` is the XML under the second's Status.

    `title` is the XML of the second's title, `before` what stands before the paper's, `section`
    more of the section's properties, and `parts` are further parts by their relationship's type.
    """
    further = parts or {}
    listed = {
        "styles": _STYLES,
        "numbering": _NUMBERING,
        "header": f"<w:hdr {NAMESPACES}>{paragraph(header)}</w:hdr>",
        "footer": f"<w:ftr {NAMESPACES}>{paragraph(footer)}</w:ftr>",
        **{kind: text.replace(">", f" {NAMESPACES}>", 1) for kind, text in further.items()},
    }
    name = title or paragraph("Spurious Alerts", "Heading2")
    body = "".join(
        [
            before,
            paragraph("OPSG Issues Log – Progress Report", "Title"),
            paragraph("Purpose", "Heading1"),
            paragraph("This paper provides an update."),
            paragraph("Actively Managed Issues", "Heading1"),
            paragraph("No meters on Hubs", "Heading2"),
            *_issue("Hubs have no meters.", paragraph("Counted are 98,500 hubs."), "Count again."),
            name,
            *_issue("Alerts tell nothing.", status, "Users to update 900 hubs."),
            paragraph("Recommendation", "Heading1"),
            paragraph("The OPSG is requested to:"),
            paragraph("NOTE the contents of this paper."),
            paragraph("SECAS Team"),
            paragraph("23 March 2021"),
            '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
            f'<w:footerReference w:type="default" r:id="footer"/>{section}</w:sectPr>',
        ]
    )
    document = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    related = "".join(
        f'<Relationship Id="{kind}" Type="{_R}/{kind.rstrip("0123456789")}"'
        f' Target="{_path(kind)}"/>'
        for kind in listed
    )
    types = "".join(
        f'<Override PartName="/word/{_path(kind)}"'
        f' ContentType="{_TYPE}.{kind.rstrip("0123456789")}+xml"/>'
        for kind in listed
    )
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml"'
            f' ContentType="{_TYPE}.document.main+xml"/>{types}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            _relationships(
                f'<Relationship Id="main" Type="{_R}/officeDocument" Target="word/document.xml"/>'
            ),
        )
        archive.writestr("word/_rels/document.xml.rels", _relationships(related))
        archive.writestr("word/document.xml", document)
        for kind, text in listed.items():
            archive.writestr(f"word/{_path(kind)}", text)
    return file


def _relationships(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _path(kind: str) -> str:
    return f"{kind}.xml"


def _issue(impact: str, status: str, steps: str) -> list[str]:
    return [
        paragraph("Current Stage", "Heading3"),
        paragraph("Issue and Impact", "Heading3"),
        paragraph(impact),
        paragraph("Status", "Heading3"),
        status,
        paragraph("Next Steps", "Heading3"),
        paragraph(steps),
    ]


@dataclass(frozen=True)
class Case:
    """The XML under a Status, and the Markdown that it is.

    `told` are words that fit nowhere and are said, `unsaid` words that stand nowhere. With
    `refused` the file is refused with these words instead.
    """

    xml: str
    status: str = ""
    told: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    refused: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


ALERTS = "About 2,350,000 Alerts are outstanding."
_HALF = (run("About "), run(" Alerts are outstanding."))
_FIGURE = run("2,350,000")
_SECRET = run(" SECRET", "<w:vanish/>")
_REST = run(" are left.")
_FOOTNOTES = (
    '<w:footnotes><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>'
    "<w:r><w:t>MM is a maker.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
_ENDNOTES = _FOOTNOTES.replace("footnote", "endnote")
_COMMENTS = (
    '<w:comments><w:comment w:id="1" w:author="A"><w:p><w:r><w:t>SECRET</w:t></w:r></w:p>'
    "</w:comment></w:comments>"
)
_CHANGED = 'w:id="1" w:author="A" w:date="2021-03-01T00:00:00Z"'
_DIAGRAM = (
    "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Raised</a:t></a:r></a:p></dgm:t>"
    "</dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Solved 41</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "</dgm:ptLst></dgm:dataModel>"
)
_CHART = (
    "<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Alerts by month</a:t></a:r>"
    "</a:p></c:rich></c:tx></c:title></c:chart></c:chartSpace>"
)
_ITEM = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'

_IN_WHITE = '<w:color w:val="FFFFFF"/>'

CASES: dict[str, Case] = {
    "words": Case(paragraph(ALERTS), ALERTS),
    "text box beside words": Case(
        paragraph(run(ALERTS) + box("Update: 2,100,000.")), ALERTS, ("Update: 2,100,000.",)
    ),
    "text box of older versions": Case(
        paragraph(
            f"{run(ALERTS)}<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            + paragraph("Update: 2,100,000.")
            + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        ),
        ALERTS,
        ("Update: 2,100,000.",),
    ),
    "empty text box": Case(paragraph(run(ALERTS) + box("<w:p/>")), ALERTS),
    "text box of two paragraphs": Case(
        paragraph(run(ALERTS) + box(paragraph("It is 12") + paragraph("345 more"))),
        ALERTS,
        ("It is 12 345 more",),
    ),
    "group of shapes": Case(
        paragraph(
            f"{run(ALERTS)}<w:r>"
            + drawing(
                "<wpg:wgp>"
                + shape(paragraph("First 12"))
                + shape(paragraph("345 second"))
                + "</wpg:wgp>"
            )
            + "</w:r>"
        ),
        ALERTS,
        ("First 12", "345 second"),
    ),
    "drawn letters": Case(
        paragraph(
            f"{run(ALERTS)}<w:r><w:pict><v:shape>"
            '<v:textpath string="DRAFT 7"/></v:shape></w:pict></w:r>'
        ),
        ALERTS,
        ("DRAFT 7",),
    ),
    "hidden words": Case(
        paragraph(run("About") + _SECRET + _REST), "About are left.", (), ("SECRET",)
    ),
    "hidden by its paragraph's style": Case(
        paragraph(ALERTS) + paragraph("SECRET", "Unseen"), ALERTS, (), ("SECRET",)
    ),
    "hidden by a style of letters": Case(
        paragraph(run("About") + run(" SECRET", '<w:rStyle w:val="Secrecy"/>') + _REST),
        "About are left.",
        (),
        ("SECRET",),
    ),
    "not hidden after all": Case(
        paragraph(
            run(ALERTS, '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>'),
        ),
        ALERTS,
    ),
    "hidden in a table": Case(
        paragraph(ALERTS)
        + table(("MM1", "12")).replace("MM1</w:t></w:r>", f"MM1</w:t></w:r>{_SECRET}"),
        ALERTS,
        ("MM1", "12"),
        ("SECRET",),
    ),
    "white letters": Case(
        paragraph(run("About") + run(" SECRET", '<w:color w:val="FFFFFF"/>') + _REST),
        refused="white",
    ),
    "white letters of a theme": Case(
        paragraph(run("About") + run(" SECRET", '<w:color w:themeColor="background1"/>')),
        refused="white",
    ),
    "black letters on black": Case(
        paragraph(run("12", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>')),
        refused="the colour behind them",
    ),
    "white letters in a frame": Case(table((run("SECRET", _IN_WHITE),)), refused="white"),
    "white letters in a table": Case(
        table((run("SECRET", _IN_WHITE), "12")), refused="the colour behind them"
    ),
    "white letters in a dark cell": Case(
        table((run("MM1", _IN_WHITE), "12")).replace(
            "<w:tc>", '<w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'
        )
        + paragraph(ALERTS),
        ALERTS,
        ("MM1", "12"),
    ),
    "white letters in a box": Case(
        paragraph(run(ALERTS) + box(paragraph(run("SECRET", _IN_WHITE)))), refused="white"
    ),
    "white letters in a dark box": Case(
        paragraph(
            run(ALERTS)
            + box(paragraph(run("MM1", _IN_WHITE))).replace(
                "<wps:txbx>",
                '<wps:spPr><a:solidFill><a:srgbClr val="1F3864"/></a:solidFill></wps:spPr>'
                "<wps:txbx>",
            )
        ),
        ALERTS,
        ("MM1",),
    ),
    "letters too small": Case(paragraph(run("12", '<w:sz w:val="2"/>')), refused="too small"),
    "letters that are signs": Case(
        paragraph(run("abc", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>')),
        refused="a font of signs",
    ),
    "signs in a font of signs": Case(
        paragraph(run("\uf0a3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>') + run(" 12")),
        "≤ 12",
    ),
    "struck out twice": Case(
        paragraph(run("About ") + run("99", "<w:dstrike/>") + run(" 12")), "About ~~99~~ 12"
    ),
    "white letters on a band": Case(paragraph(ALERTS, "Band"), ALERTS),
    "simple field": Case(
        paragraph(
            _HALF[0]
            + f'<w:fldSimple w:instr=" DOCPROPERTY Alerts ">{_FIGURE}</w:fldSimple>'
            + _HALF[1]
        ),
        ALERTS,
    ),
    "complex field": Case(
        paragraph(_HALF[0] + entry_field(" SEQ Alerts ", _FIGURE) + _HALF[1]), ALERTS
    ),
    "fields in fields": Case(
        paragraph(_HALF[0] + entry_field(" IF ", entry_field(" REF Alerts ", _FIGURE)) + _HALF[1]),
        ALERTS,
    ),
    "field in an instruction": Case(
        paragraph(
            f'{_HALF[0]}<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            "<w:r><w:instrText> IF </w:instrText></w:r>"
            + entry_field(" MERGEFIELD x ", run("99"))
            + '<w:r><w:instrText> = 99 "a" "b" </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_FIGURE}'
            f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{_HALF[1]}'
        ),
        ALERTS,
        (),
        ("99",),
    ),
    "link by a field": Case(
        paragraph(
            run("See ") + entry_field(' HYPERLINK "https://example.org/a" ', run("this")) + _REST
        ),
        "See [this](https://example.org/a) are left.",
    ),
    "link in a simple field": Case(
        paragraph(
            run("See ")
            + "<w:fldSimple w:instr=' HYPERLINK \"https://example.org/a\" '>"
            + run("this")
            + "</w:fldSimple>"
            + _REST
        ),
        "See this are left.",
    ),
    "form field": Case(paragraph(_HALF[0] + entry_field(" FORMTEXT ", _FIGURE) + _HALF[1]), ALERTS),
    "control in a line": Case(
        paragraph(_HALF[0] + control(_FIGURE, "<w:text/>") + _HALF[1]), ALERTS
    ),
    "control around paragraphs": Case(
        control(paragraph(ALERTS) + paragraph("More.")), f"{ALERTS}\n\nMore."
    ),
    "control never filled in": Case(
        paragraph(
            run(ALERTS) + control(run("Click or tap here to enter text."), "<w:showingPlcHdr/>")
        ),
        ALERTS,
        (),
        ("Click",),
    ),
    "controls in controls": Case(
        paragraph(
            _HALF[0]
            + control(control(_FIGURE, "<w:dropDownList/>"), "<w15:repeatingSection/>")
            + _HALF[1]
        ),
        ALERTS,
    ),
    "control around a table's row and cell": Case(
        paragraph(ALERTS)
        + "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
        + control(
            "<w:tr>"
            + control(f"<w:tc>{paragraph('MM1')}</w:tc>")
            + f"<w:tc>{paragraph(control(run('5,700')))}</w:tc></w:tr>"
        )
        + f"<w:tr><w:tc>{paragraph('MM2')}</w:tc><w:tc>{paragraph('42')}</w:tc></w:tr></w:tbl>",
        ALERTS,
        ("MM1", "5,700", "MM2", "42"),
    ),
    "smart tag and custom XML": Case(
        '<w:customXml w:element="x">'
        + paragraph(_HALF[0] + "<w:smartTag>" + _FIGURE + "</w:smartTag>" + _HALF[1])
        + "</w:customXml>",
        ALERTS,
    ),
    "tracked changes": Case(
        paragraph(
            f"{_HALF[0]}<w:del {_CHANGED}><w:r><w:delText>99</w:delText></w:r></w:del>"
            f"<w:ins {_CHANGED}>{_FIGURE}</w:ins>{_HALF[1]}"
        ),
        ALERTS,
        (),
        ("99",),
    ),
    "moved text": Case(
        paragraph(f"<w:moveFrom {_CHANGED}>{run('Moved. ')}</w:moveFrom>" + run(ALERTS))
        + paragraph(f"<w:moveTo {_CHANGED}>{run('Moved.')}</w:moveTo>"),
        f"{ALERTS}\n\nMoved.",
    ),
    "a deleted end of a paragraph": Case(
        paragraph(run("About 2,350,000 "), "", f"<w:rPr><w:del {_CHANGED}/></w:rPr>")
        + paragraph("Alerts are outstanding."),
        ALERTS,
    ),
    "a deleted row": Case(
        paragraph(ALERTS)
        + f"<w:tr><w:trPr><w:del {_CHANGED}/></w:trPr>".join(
            table(("MM1", "12"), ("MM2", "99")).rsplit("<w:tr>", 1)
        ),
        ALERTS,
        ("MM1", "12"),
        ("99",),
    ),
    "a comment": Case(
        paragraph(
            f'<w:commentRangeStart w:id="1"/>{run(ALERTS)}<w:commentRangeEnd w:id="1"/>'
            '<w:r><w:commentReference w:id="1"/></w:r>'
        ),
        ALERTS,
        (),
        ("SECRET",),
        parts={"comments": _COMMENTS},
    ),
    "table": Case(
        paragraph(ALERTS) + table(("MM1", "5"), ("MM2", "700")),
        ALERTS,
        ("MM1", "5", "MM2", "700"),
        ("5MM2", "MM15"),
    ),
    "table of one cell": Case(table((ALERTS,)), ALERTS),
    "table in a table": Case(
        paragraph(ALERTS)
        + table(("MM1", "12")).replace(
            "12</w:t></w:r></w:p>", f"12</w:t></w:r></w:p>{table(('345', '6'))}"
        ),
        ALERTS,
        ("MM1", "12", "345", "6"),
        ("12345", "3456"),
    ),
    "merged cells": Case(
        paragraph(ALERTS)
        + table(("All 12",), ("345", "6")).replace(
            "<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', 1
        ),
        ALERTS,
        ("All 12", "345", "6"),
    ),
    "footnote": Case(
        paragraph(run(ALERTS[:-1]) + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(".")),
        "About 2,350,000 Alerts are outstanding[^1].\n\n[^1]: MM is a maker.",
        parts={"footnotes": _FOOTNOTES},
    ),
    "endnote": Case(
        paragraph(run(ALERTS[:-1]) + '<w:r><w:endnoteReference w:id="2"/></w:r>' + run(".")),
        "About 2,350,000 Alerts are outstanding[^1].\n\n[^1]: MM is a maker.",
        parts={"endnotes": _ENDNOTES},
    ),
    "SmartArt": Case(
        paragraph(run(ALERTS) + "<w:r>" + drawing('<dgm:relIds r:dm="diagramData"/>') + "</w:r>"),
        ALERTS,
        ("Raised", "Solved 41"),
        parts={"diagramData": _DIAGRAM},
    ),
    "chart": Case(
        paragraph(run(ALERTS) + "<w:r>" + drawing('<c:chart r:id="chart"/>') + "</w:r>"),
        ALERTS,
        ("Alerts by month",),
        parts={"chart": _CHART},
    ),
    "equation on a line": Case(
        paragraph(f"{run('So ')}<m:oMath><m:r><m:t>a=12</m:t></m:r></m:oMath>{_REST}"),
        "So a=12 are left.",
    ),
    "fraction": Case(
        paragraph(
            f"{run('So ')}<m:oMath><m:f><m:num><m:r><m:t>12</m:t></m:r></m:num>"
            f"<m:den><m:r><m:t>345</m:t></m:r></m:den></m:f></m:oMath>{_REST}"
        ),
        refused="equation",
    ),
    "embedded workbook": Case(
        paragraph(
            f'{run(ALERTS)}<w:r><w:object><v:shape alt="Alerts by Party"/>'
            '<o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
        ),
        ALERTS,
        ("Alerts by Party",),
    ),
    "document within": Case(
        f'{paragraph(ALERTS)}<w:altChunk r:id="aFChunk"/>', refused="another document"
    ),
    "picture with words": Case(
        paragraph(run(ALERTS) + "<w:r>" + drawing("<pic:pic/>", "Alerts fall to 41") + "</w:r>"),
        ALERTS,
        ("Alerts fall to 41",),
    ),
    "bullet of Wingdings": Case(
        paragraph(f'<w:r><w:sym w:font="Wingdings" w:char="F0A7"/></w:r>{run(" " + ALERTS)}'),
        f"▪ {ALERTS}",
    ),
    "ruby": Case(
        paragraph(
            f"{_HALF[0]}<w:r><w:ruby><w:rubyPr/><w:rt>{run('so')}</w:rt><w:rubyBase>{_FIGURE}"
            f"</w:rubyBase></w:ruby></w:r>{_HALF[1]}"
        ),
        refused="above other words",
    ),
    "hyphens": Case(
        paragraph(
            "<w:r><w:t>non</w:t><w:noBreakHyphen/><w:t>stop com</w:t><w:softHyphen/>"
            "<w:t>mand</w:t></w:r>"
        ),
        "non‑stop command",
    ),
    "tabs and breaks": Case(
        paragraph(
            "<w:r><w:t>12</w:t><w:tab/><w:t>345</w:t><w:br/><w:t>6</w:t><w:cr/><w:t>7</w:t>"
            '<w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/><w:t>8</w:t>'
            '<w:br w:type="page"/><w:t>9</w:t></w:r>'
        ),
        "12 345 6 7 8 9",
    ),
    "a list that goes on after a table": Case(
        paragraph(run("one") + box("Boxed 7."), "", _ITEM.format(0))
        + table(("MM1", "12"), ("a", "b"))
        + paragraph("two", "", _ITEM.format(0)),
        "a) one\n\nb) two",
        ("Boxed 7.", "MM1 | 12; a | b"),
    ),
    "text box in a table": Case(
        paragraph(ALERTS) + table((run("MM1") + box("Boxed 7."), "12")),
        ALERTS,
        ("MM1 Boxed 7. | 12",),
    ),
    "equation in a paragraph of its own": Case(
        paragraph(
            "<m:oMathPara><m:oMathParaPr/><m:oMath><m:r><m:t>a=12</m:t></m:r></m:oMath>"
            "</m:oMathPara>"
        ),
        "a=12",
    ),
    "note that is referred to twice": Case(
        paragraph(2 * (run("MM") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" "))),
        "MM[^1] MM[^2]\n\n[^1]: MM is a maker.\n\n[^2]: MM is a maker.",
        parts={"footnotes": _FOOTNOTES},
    ),
    "note in a table": Case(
        paragraph(ALERTS)
        + table(("MM1", "12")).replace(
            "12</w:t></w:r>", '12</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        ),
        ALERTS,
        ("MM1 | 12 [MM is a maker.]",),
        parts={"footnotes": _FOOTNOTES},
    ),
    "automatic numbers": Case(
        paragraph("Two causes:")
        + paragraph("one 12", "", _ITEM.format(0))
        + paragraph("two:", "", _ITEM.format(0))
        + paragraph("deep", "", _ITEM.format(1)),
        "Two causes:\n\na) one 12\n\nb) two:\n\n    - deep",
    ),
    "drop cap": Case(
        paragraph("A", "", '<w:framePr w:dropCap="drop" w:lines="3"/>')
        + paragraph("bout 2,350,000 Alerts are outstanding."),
        ALERTS,
    ),
    "style that Pandoc takes out": Case(
        paragraph(ALERTS) + paragraph("More in short.", "Abstract") + paragraph("x = 1", "Code"),
        f"{ALERTS}\n\nMore in short.\n\nx = 1",
    ),
    "caption of a table": Case(
        paragraph(ALERTS)
        + paragraph("Table 1: makers", "Caption")
        + table(("MM1", "12"), ("a", "b")),
        f"{ALERTS}\n\nTable 1: makers",
        ("MM1", "12"),
    ),
}
