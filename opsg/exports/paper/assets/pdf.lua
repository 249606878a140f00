-- What Pandoc's Typst writer does not do by itself: pictures with alternative text, and the styles
-- of divs as functions of the template (`style-trend` and so on).

local function literal(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

function Image(image)
  local alternative = literal(pandoc.utils.stringify(image.caption))
  return pandoc.RawInline('typst',
    '#image(' .. literal(image.src .. '.svg') .. ', width: 100%, alt: ' .. alternative .. ')')
end

function Div(div)
  local style = div.attributes['custom-style']
  if style then
    local blocks = div.content
    blocks:insert(1, pandoc.RawBlock('typst', '#style-' .. style:lower() .. '['))
    blocks:insert(pandoc.RawBlock('typst', ']'))
    return blocks
  end
end
