-- What Pandoc's Typst writer does not do by itself: pictures with alternative text, and the styles
-- of divs as functions of the template (`style-trend` and so on).

local pdf = {}

local function literal(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

function pdf.Image(image)
  local alternative = literal(pandoc.utils.stringify(image.caption))
  return pandoc.RawInline('typst',
    '#image(' .. literal(image.src:gsub('%.png$', '') .. '.svg') .. ', width: 100%, alt: ' .. alternative .. ')')
end

function pdf.Div(div)
  local style = div.attributes['custom-style']
  if style then
    local blocks = div.content
    blocks:insert(1, pandoc.RawBlock('typst', '#style-' .. style:lower() .. '['))
    blocks:insert(pandoc.RawBlock('typst', ']'))
    return blocks
  end
end

-- What a page of the site shows by its classes, of which Typst knows nothing.

local widths = {
  ['brief-steps'] = { 0.18, 0.44, 0.12, 0.15, 0.11 },
  ['brief-figures'] = { 0.22, 0.32, 0.20, 0.11, 0.15 },
}

function pdf.Span(span)
  for _, class in ipairs({ 'tag', 'under' }) do
    if span.classes:includes(class) then
      span.content:insert(1, pandoc.RawInline('typst', '#style-' .. class .. '['))
      span.content:insert(pandoc.RawInline('typst', ']'))
      return span.content
    end
  end
end

function pdf.Link(link)
  -- In a file of its own there is no page beside it to go to.
  if not link.target:match('^%a+:') then
    return link.content
  end
end

function pdf.Table(grid)
  for class, parts in pairs(widths) do
    if grid.classes:includes(class) then
      for column, part in ipairs(parts) do
        grid.colspecs[column] = { 'AlignLeft', part }
      end
      grid.caption.long = {}
      if class == 'brief-steps' then
        return grid
      end
      -- A short one stays on one page, with its heading.
      return {
        pandoc.RawBlock('typst', '#block(breakable: false)['), grid, pandoc.RawBlock('typst', ']'),
      }
    end
  end
end

if FORMAT == 'docx' then
  -- Most of the time Pandoc reads: what it makes a Word file of is a Typst document as well.
  return { {
    Pandoc = function(document)
      local template = pandoc.template.compile(io.open('template.typ'):read('a'))
      local options = { template = template, variables = PANDOC_WRITER_OPTIONS.variables }
      local file <close> = io.open('report.typ', 'w')
      file:write(pandoc.write(document:walk(pdf), 'typst-smart', pandoc.WriterOptions(options)))
    end
  } }
end
return { pdf }
