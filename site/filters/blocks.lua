-- Callouts, pictures, and references to numbered pictures, as the site's own markup. Pandoc and
-- Quarto both run it, Quarto before its own filters (`at: pre-ast`), so that pages look the same.

local NAMES = {
  note = "Note", tip = "Tip", warning = "Warning", important = "Important", caution = "Caution",
}

local numbers = {} -- of figures, by their names
local count = 0

local function escaped(text)
  return (text:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function html(text) return pandoc.RawBlock("html", text) end

local function callout_of(div)
  for _, class in ipairs(div.classes) do
    local kind = class:match("^callout%-(%a+)$")
    if NAMES[kind] then return kind end
  end
end

-- What a callout is headed by: its title, its first heading, or what its kind is called.
local function title_of(div, kind)
  local title = div.attributes.title
  if title then return pandoc.utils.blocks_to_inlines(pandoc.read(title, "markdown").blocks) end
  local first = div.content[1]
  if first and first.t == "Header" then
    div.content:remove(1)
    return first.content
  end
  return pandoc.Inlines { pandoc.Str(NAMES[kind]) }
end

local function callout(div)
  local kind = callout_of(div)
  if not kind then return nil end
  local title, collapse = title_of(div, kind), div.attributes.collapse
  local box = pandoc.Div({}, pandoc.Attr(div.identifier, { "box", "box-" .. kind }, { role = "note" }))
  if collapse then
    box.content:insert(html(collapse == "false" and "<details open>" or "<details>"))
    box.content:insert(html("<summary>"))
    box.content:insert(pandoc.Plain(title))
    box.content:insert(html("</summary>"))
    box.content:extend(div.content)
    box.content:insert(html("</details>"))
  else
    box.content:insert(pandoc.Div({ pandoc.Para(title) }, pandoc.Attr("", { "box-title" })))
    box.content:extend(div.content)
  end
  return box
end

local function picture(image, name)
  local text = image.attributes["fig-alt"] or image.attributes.alt
    or pandoc.utils.stringify(image.caption)
  local more = {}
  if name then table.insert(more, (' id="%s"'):format(escaped(name))) end
  if #image.classes > 0 then
    table.insert(more, (' class="%s"'):format(escaped(table.concat(image.classes, " "))))
  end
  for _, side in ipairs { "width", "height" } do
    local size = (image.attributes[side] or ""):match("^%d+")
    if size then table.insert(more, (' %s="%s"'):format(side, size)) end
  end
  if image.title ~= "" then table.insert(more, (' title="%s"'):format(escaped(image.title))) end
  return ('<img src="%s" alt="%s"%s>'):format(escaped(image.src), escaped(text), table.concat(more))
end

local function first_image(figure)
  local found
  figure.content:walk { Image = function(image) found = found or image end }
  return found
end

local function figure_of(figure)
  local image, caption = first_image(figure), figure.caption.long
  if not image then return nil end
  local inlines = pandoc.utils.blocks_to_inlines(caption)
  if numbers[figure.identifier] then
    inlines = pandoc.Inlines { pandoc.Str("Figure"), pandoc.Space(),
      pandoc.Str(numbers[figure.identifier] .. ":"), pandoc.Space() } .. inlines
  end
  local name = figure.identifier ~= "" and (' id="%s"'):format(escaped(figure.identifier)) or ""
  local blocks = pandoc.Blocks { html(("<figure%s>%s"):format(name, picture(image))) }
  if #inlines > 0 then
    blocks:extend { html("<figcaption>"), pandoc.Plain(inlines), html("</figcaption>") }
  end
  blocks:insert(html("</figure>"))
  return blocks
end

local function figure_name(key) return (key:gsub("^F", "f")) end

-- References such as `@fig-hubs`, `[-@fig-hubs]`, `[@fig-hubs; @fig-alerts]`.
local function reference(cite)
  local found = pandoc.Inlines {}
  for _, each in ipairs(cite.citations) do
    local name = figure_name(each.id)
    local number = numbers[name]
    if not number then return nil end
    if #found > 0 then found:extend { pandoc.Str(","), pandoc.Space() } end
    if #each.prefix > 0 then found:extend(each.prefix .. { pandoc.Space() }) end
    local words = each.mode == "SuppressAuthor" and { pandoc.Str(tostring(number)) }
      or { pandoc.Str("Figure"), pandoc.Space(), pandoc.Str(tostring(number)) }
    found:insert(pandoc.Link(words, "#" .. name))
    found:extend(each.suffix)
  end
  return found
end

local function number(figure)
  if figure.identifier:match("^fig%-") and not numbers[figure.identifier] then
    count = count + 1
    numbers[figure.identifier] = count
  end
end

function Pandoc(doc)
  doc.blocks:walk { Figure = number }
  doc.blocks = doc.blocks:walk { Div = callout, Figure = figure_of, Cite = reference }
  doc.blocks = doc.blocks:walk {
    Image = function(image)
      return pandoc.RawInline("html", picture(image, image.identifier ~= "" and image.identifier))
    end,
  }
  return doc
end
