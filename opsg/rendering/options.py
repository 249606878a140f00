"""The settings of a page that are supported without Quarto; other ones are refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from opsg.core.errors import Finding, UserError
from opsg.rendering import settings

Model = TypeVar("Model", bound=BaseModel)

_QUARTO_SETTINGS = """
    about abstract aliases anchor-sections appendix-style author axe bibliography body-classes book
    brand cache canonical-url citation citeproc code-annotations code-copy code-fold
    code-line-numbers code-link code-overflow code-summary code-tools comments crossref csl date
    date-format date-modified default-image-extension df-print doi draft email-obfuscation
    embed-resources engine fig-align fig-cap-location fig-responsive freeze from grid
    header-includes highlight-style html-math-method html-q-tags identifier-prefix include-after
    include-after-body include-before include-before-body include-in-header ipynb-filters jupyter
    keep-hidden knitr language lightbox link-citations link-external-icon link-external-newwindow
    listing margin-header margin-footer mermaid metadata metadata-file metadata-files notebook-links
    notebook-view number-depth number-offset number-sections output-file output-ext page-layout
    preserve-tabs profile project reader reference-location repo-actions resources search
    self-contained server shift-heading-level-by shortcodes sidebar strip-comments
    syntax-highlighting tab-stop tbl-cap-location tbl-colwidths template-partials title-block-banner
    title-block-style title-prefix to toc-expand toc-location toc-title top-level-division variables
    website wrap
"""
QUARTO_SETTINGS = frozenset(_QUARTO_SETTINGS.split())
"""Settings that mean something to Quarto and that are not supported without it."""


class Settings(BaseModel):
    """Settings that are checked, do not change, and whose names are written with hyphens."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class Execute(Settings):
    """What of an executed notebook is shown; nothing is ever executed here."""

    enabled: Literal[False] = False
    echo: bool = True
    output: bool = True
    warning: bool = True
    include: bool = True


LuaFilter = Annotated[str, Field(pattern=r"\.lua$")]


class Options(Settings):
    """How a page is turned into HTML. Paths are as the page's folder sees them."""

    template: str
    css: tuple[str, ...] = Field(default=(), strict=False)
    filters: tuple[LuaFilter, ...] = Field(default=(), strict=False)
    toc: bool = False
    toc_depth: int = Field(default=3, ge=1, le=6)
    section_divs: bool = False
    theme: Literal["none"] = "none"
    minimal: Literal[True] = True
    html_table_processing: Literal["none"] = "none"
    execute: Execute = Execute()


NAMES = frozenset(name.replace("_", "-") for name in Options.model_fields)


def flattened(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    """One file's settings with those under `format: html:` taken out and laid on top.

    Raises UserError with every setting that is not supported.
    """
    plain = {name: value for name, value in values.items() if name != "format"}
    formats = values.get("format", {})
    if formats == "html":
        formats = {}
    if not isinstance(formats, Mapping):
        formats = {str(formats): {}}
    findings = [_refused("format", name, where) for name in formats if name != "html"]
    html = formats.get("html")
    html = html if isinstance(html, Mapping) else {}
    findings += [_refused("format: html", name, where) for name in html if name not in NAMES]
    findings += [_refused("", name, where) for name in plain if name in QUARTO_SETTINGS]
    if findings:
        raise UserError.of(findings)
    together = {**plain, **html}
    if "css" in together:
        together["css"] = settings.as_list(together["css"])
    return together


def options(values: Mapping[str, Any], where: str) -> Options:
    """The options among a page's settings. Raises UserError with every wrong value."""
    return checked(Options, {name: values[name] for name in values if name in NAMES}, where)


def checked(model: type[Model], values: Mapping[str, Any], where: str) -> Model:
    """`values` as a `model`. Raises UserError with every name or value that it does not know."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise UserError.of(list(_findings(error, where))) from error


def _findings(error: ValidationError, where: str) -> Iterator[Finding]:
    for detail in error.errors():
        name = ": ".join(str(part) for part in detail["loc"])
        if detail["type"] == "extra_forbidden":
            yield _refused("", name, where)
        elif detail["type"] == "missing":
            yield Finding(where, f"the setting `{name}` is missing.")
        else:
            problem = f"`{name}: {detail['input']}` is not supported: {detail['msg']}."
            yield Finding(where, problem)


def _refused(above: str, name: str, where: str) -> Finding:
    setting = f"{above}: {name}" if above else name
    return Finding(
        where, f"the setting `{setting}` is not supported without Quarto.", "Leave it out."
    )
