-- Converts texts one after another, as if Pandoc were run for each: each line that comes in asks for
-- one, and each that goes out has what was made of it, or what Pandoc says. What is asked for:
--   text, reader, writer   and with which options: `read`, `write`
--   template               the path of one; without, a text is no document of its own
--   filters, cites         which Lua filters, and whether it has sources to cite
--   shift                  by how much the levels of headings are other ones
--   folder, environment    where the text's files are, and the environment
--   file                   where to write what is made, which is then not in the answer

local templates, abbreviations = {}, {}
for word in pandoc.pipe(arg[1], { "--print-default-data-file=abbreviations" }, ""):gmatch("%S+") do
  abbreviations[word] = true
end

local function template(asked)
  if asked.template then
    local path = asked.template
    templates[path] = templates[path]
      or pandoc.template.compile(pandoc.system.read_file(path), path)
    return templates[path]
  end
  return asked.file and pandoc.template.compile(pandoc.template.default(asked.writer))
end

local function converted(asked)
  local read, write = asked.read or {}, asked.write or {}
  read.abbreviations, read.standalone = abbreviations, true
  local document = pandoc.read(asked.text, asked.reader, pandoc.ReaderOptions(read))
  if asked.shift then
    document = document:walk {
      Header = function(header) header.level = header.level + asked.shift return header end
    }
  end
  write.template = template(asked) or nil
  FORMAT, PANDOC_WRITER_OPTIONS = asked.writer:match("^%a+"), pandoc.WriterOptions(write)
  for _, filter in ipairs(asked.filters or {}) do
    -- What a filter leaves behind is no other's.
    document = pandoc.utils.run_lua_filter(document, filter, setmetatable({}, { __index = _G }))
  end
  if asked.cites then document = pandoc.utils.citeproc(document) end
  local made = pandoc.write(document, asked.writer, PANDOC_WRITER_OPTIONS)
  if not asked.file then return made end
  pandoc.system.write_file(asked.file, made)
  return ""
end

local function placed(asked)
  return pandoc.system.with_working_directory(asked.folder or ".", function()
    return pandoc.system.with_environment(asked.environment or {}, function()
      return converted(asked)
    end)
  end)
end

-- What a filter prints is no answer.
local out = io.stdout
io.output(io.stderr)
function print(...) io.write(table.concat({ ... }, "\t"), "\n") end

for line in io.lines() do
  local asked = pandoc.json.decode(line, false)
  local logged, done, made = pandoc.log.silence(pcall, placed, asked)
  local said = { done and "" or tostring(made) }
  for _, each in ipairs(logged) do
    local message = pandoc.json.decode(pandoc.json.encode(each), false)
    if message.verbosity == "WARNING" then table.insert(said, message.pretty) end
  end
  out:write(pandoc.json.encode { made = done and made or "", said = table.concat(said, "\n") }, "\n")
  out:flush()
end
