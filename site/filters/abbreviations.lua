-- Marks the first use in a page of each abbreviation of the glossary: <abbr title="…">.
-- Pandoc and Quarto both run it. The metadata `abbreviated` holds the terms with their titles, as
-- JSON.

-- Elements of which nothing inside is marked: what is a heading, a name or a control, what is
-- drawn, and what is not read in passing.
local KEPT = {}
for name in ([[a abbr button caption code details dt figcaption h1 h2 h3 h4 h5 h6 label pre script
  select style summary svg textarea thead title]]):gmatch("%S+") do KEPT[name] = true end

local NESTING = pandoc.List { "Emph", "Quoted", "Span", "Strong", "Subscript", "Superscript" }

local terms = {} -- by their first word, the longest first
local used = {}

-- A text as a page shows it, with its quotation marks; most have nothing but words.
local function read(text)
  if text:match("^%w[%w ,()]*$") then return text end
  return pandoc.utils.stringify(pandoc.read(text, "markdown"))
end

local function learn(abbreviated)
  for _, each in ipairs(pandoc.json.decode(abbreviated, false)) do
    local term = { name = read(each.term), title = each.title }
    local first = term.name:match("^[%w_-]*")
    terms[first] = terms[first] or {}
    table.insert(terms[first], term)
  end
  for _, alike in pairs(terms) do
    table.sort(alike, function(one, other) return #one.name > #other.name end)
  end
end

local function escaped(text)
  return (text:gsub('[&<>"]', { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

-- The term that stands at a place of the text as a whole word, perhaps in the plural, and where
-- the text goes on. What has a hyphen is one word: YYYY-MM.
local function term_at(text, place, word)
  for _, term in ipairs(terms[word] or terms[word:match("^(.+)s$")] or {}) do
    local last = place + #term.name
    local after = text:match("^s?%f[^%w_-]()", last)
    if after and text:sub(place, last - 1) == term.name then return term, after end
  end
end

-- The text in pieces: plain ones as they are, and markup for terms not used before.
local function pieces(text)
  local found, done, go_on = {}, 1, 1
  for place, word in text:gmatch("()([%w_-]+)") do
    local term, after
    if place >= go_on then term, after = term_at(text, place, word) end
    if term then
      go_on = after
      if not used[term.name] then
        used[term.name] = true
        local said, title = text:sub(place, after - 1), escaped(read(term.title))
        table.insert(found, { plain = text:sub(done, place - 1) })
        table.insert(found, { html = ('<abbr title="%s">%s</abbr>'):format(title, said) })
        done = after
      end
    end
  end
  table.insert(found, { plain = text:sub(done) })
  return found
end

local function marked(text)
  local parts = {}
  for _, piece in ipairs(pieces(text)) do table.insert(parts, piece.plain or piece.html) end
  return table.concat(parts)
end

local function in_html(html)
  local parts, place, depth = {}, 1, 0
  for text, tag, after in html:gmatch("([^<]*)(<[^>]*>)()") do
    table.insert(parts, depth == 0 and marked(text) or text)
    table.insert(parts, tag)
    local closing, name = tag:match("^<(/?)(%a%w*)")
    if KEPT[name] and not tag:find("/>$") then depth = depth + (closing == "/" and -1 or 1) end
    place = after
  end
  table.insert(parts, depth == 0 and marked(html:sub(place)) or html:sub(place))
  return table.concat(parts)
end

-- Words and the spaces between them as inlines again.
local function inlines(text)
  local found = pandoc.Inlines {}
  for word, space in text:gmatch("([^ ]*)( ?)") do
    if word ~= "" then found:insert(pandoc.Str(word)) end
    if space ~= "" then found:insert(pandoc.Space()) end
  end
  return found
end

local function in_inlines(list)
  local found, text = pandoc.Inlines {}, ""
  local function flush()
    for _, piece in ipairs(pieces(text)) do
      if piece.html then found:insert(pandoc.RawInline("html", piece.html))
      else found:extend(inlines(piece.plain)) end
    end
    text = ""
  end
  for _, each in ipairs(list) do
    if each.t == "Str" then text = text .. each.text
    elseif each.t == "Space" or each.t == "SoftBreak" then text = text .. " "
    else
      flush()
      if NESTING:includes(each.t) then each.content = in_inlines(each.content) end
      found:insert(each)
    end
  end
  flush()
  return found
end

function Pandoc(doc)
  local abbreviated = doc.meta.abbreviated
  if not abbreviated or doc.meta["here-glossary"] then return nil end
  learn(pandoc.utils.stringify(abbreviated))
  doc.blocks = doc.blocks:walk {
    traverse = "topdown",
    Header = function() return nil, false end,
    Inlines = function(list) return in_inlines(list), false end,
    RawBlock = function(block)
      if block.format == "html" then block.text = in_html(block.text) end
      return block, false
    end,
  }
  return doc
end
