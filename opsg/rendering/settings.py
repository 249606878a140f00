"""The settings of a page that the site supports; other ones are refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from opsg.core.errors import Finding, Place, UserError
from opsg.core.vocabulary import vocabulary
from opsg.rendering.features import unsupported
from opsg.rendering.project import as_list

_REFUSED = vocabulary("""
    about abstract aliases anchor-sections appendix-style author axe body-classes book
    brand cache canonical-url citation citeproc code-annotations code-copy code-fold
    code-line-numbers code-link code-overflow code-summary code-tools comments crossref date
    date-format date-modified default-image-extension df-print doi draft email-obfuscation
    embed-resources engine fig-align fig-cap-location fig-responsive freeze from grid
    header-includes highlight-style html-math-method html-q-tags identifier-prefix include-after
    include-after-body include-before include-before-body include-in-header ipynb-filters jupyter
    keep-hidden knitr language lightbox link-external-icon link-external-newwindow
    listing margin-header margin-footer mermaid metadata metadata-file metadata-files notebook-links
    notebook-view number-depth number-offset number-sections output-file output-ext page-layout
    preserve-tabs profile project reader reference-location repo-actions resources search
    self-contained server shift-heading-level-by shortcodes sidebar strip-comments
    syntax-highlighting tab-stop tbl-cap-location tbl-colwidths template-partials title-block-banner
    title-block-style title-prefix to toc-expand toc-location toc-title top-level-division variables
    website wrap
""")
"""Settings that mean something to Quarto and that the site does not support."""

Model = TypeVar("Model", bound=BaseModel)


class _Settings(BaseModel):
    """Settings that are checked, do not change, and whose names are written with hyphens."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
    )


class _Project(_Settings):
    type: Literal["website"]
    render: list[str] | None = None
    resources: tuple[str, ...] = Field(default=(), strict=False)
    output_dir: str = ""


class _Website(_Settings):
    title: str
    site_url: str | None = None


class _Execute(_Settings):
    """Nothing is ever executed here, and no code is shown."""

    enabled: Literal[False] = False
    echo: Literal[False]


def _as_filter(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


class Filter(_Settings):
    """A Lua filter, and the point among Quarto's own at which it runs."""

    path: Annotated[str, Field(pattern=r"\.lua$")]
    at: Literal["pre-ast"] | None = None


class Options(_Settings):
    """How a page is turned into HTML. Paths are as the page's folder sees them."""

    template: str
    execute: _Execute
    css: tuple[str, ...] = Field(default=(), strict=False)
    filters: tuple[Annotated[Filter, BeforeValidator(_as_filter)], ...] = Field(
        default=(), strict=False
    )
    toc: bool = False
    toc_depth: int = Field(default=3, ge=1, le=6)
    section_divs: bool = False
    theme: Literal["none"] = "none"
    minimal: Literal[True] = True
    html_table_processing: Literal["none"] = "none"


NAMES = frozenset(name.replace("_", "-") for name in Options.model_fields)


def of_project(configuration: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The settings that a project's configuration gives every page.

    Raises UserError with what of the configuration is wrong or not supported.
    """
    values = dict(configuration)
    _check(_Project, values.pop("project", {}), Place(where, part="project"))
    _check(_Website, values.pop("website", {}), Place(where, part="website"))
    return flatten(values, where)


def flatten(values: Mapping[str, Any], where: str) -> dict[str, Any]:
    """One file's settings with those under `format: html:` taken out and laid on top.

    Raises UserError with every setting that is not supported.
    """
    plain = {name: value for name, value in values.items() if name != "format"}
    formats = values.get("format", {})
    if formats == "html":
        formats = {}
    if not isinstance(formats, Mapping):
        formats = {str(formats): {}}
    html = formats.get("html")
    html = html if isinstance(html, Mapping) else {}
    refused = [
        *(f"format: {name}" for name in formats if name != "html"),
        *(f"format: html: {name}" for name in html if name not in NAMES),
        *(name for name in plain if name in _REFUSED),
    ]
    if refused:
        raise UserError.of([_unsupported(name, where) for name in refused])
    together = {**plain, **html}
    if "css" in together:
        together["css"] = as_list(together["css"])
    return together


def validate(values: Mapping[str, Any], where: str) -> Options:
    """The options among a page's settings. Raises UserError with every wrong value."""
    return _check(Options, {name: values[name] for name in values if name in NAMES}, Place(where))


def _check(model: type[Model], values: Mapping[str, Any], where: Place) -> Model:
    """`values` as a `model`. Raises UserError with every name or value that it does not know."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise UserError.of(list(_findings(error, where))) from error


def _findings(error: ValidationError, where: Place) -> Iterator[Finding]:
    for detail in error.errors():
        name = ": ".join(str(part) for part in detail["loc"])
        if detail["type"] == "extra_forbidden":
            yield _unsupported(name, where)
        elif detail["type"] == "missing":
            yield Finding(where, f"the setting `{name}` is missing.")
        else:
            problem = f"`{name}: {detail['input']}` is not supported: {detail['msg']}."
            yield Finding(where, problem)


def _unsupported(name: str, where: Place | str) -> Finding:
    return Finding(where, unsupported(f"the setting `{name}`"), "Leave it out.")
