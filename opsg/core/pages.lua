-- Makes pages of Markdown, one after another: each line that comes in asks for one, and each line
-- that goes out has one, or what Pandoc says of it. It is as if Pandoc were run with `--standalone`.

local templates, abbreviations = {}, {}
for word in pandoc.pipe(arg[1], { "--print-default-data-file=abbreviations" }, ""):gmatch("%S+") do
  abbreviations[word] = true
end

local function template(path)
  templates[path] = templates[path]
    or pandoc.template.compile(pandoc.system.read_file(path), path)
  return templates[path]
end

local function made(asked)
  local read = pandoc.ReaderOptions { abbreviations = abbreviations, standalone = true }
  local document = pandoc.read(asked.markdown, "markdown", read)
  for _, filter in ipairs(asked.filters) do
    -- What a filter leaves behind is no other's.
    document = pandoc.utils.run_lua_filter(document, filter, setmetatable({}, { __index = _G }))
  end
  if asked.cites then document = pandoc.utils.citeproc(document) end
  asked.options.template = template(asked.template)
  return pandoc.write(document, "html", pandoc.WriterOptions(asked.options))
end

FORMAT = "html"
-- What a filter prints is no answer.
local out = io.stdout
io.output(io.stderr)
function print(...) io.write(table.concat({ ... }, "\t"), "\n") end

for line in io.lines() do
  local asked = pandoc.json.decode(line, false)
  local logged, done, page = pandoc.log.silence(pcall, pandoc.system.with_working_directory,
    asked.folder, function() return made(asked) end)
  local said = { done and "" or tostring(page) }
  for _, each in ipairs(logged) do
    local message = pandoc.json.decode(pandoc.json.encode(each), false)
    if message.verbosity == "WARNING" then table.insert(said, message.pretty) end
  end
  out:write(pandoc.json.encode { page = done and page or "", said = table.concat(said, "\n") }, "\n")
  out:flush()
end
