-- Reads the Markdown texts of a JSON list as the format that is the first argument; prints their
-- documents, each with what Pandoc says while it reads it.

local documents = {}
for _, text in ipairs(pandoc.json.decode(io.read('a'), false)) do
  local logged, document = pandoc.log.silence(pandoc.read, text, arg[1])
  local said = {}
  for _, each in ipairs(logged) do table.insert(said, pandoc.json.encode(each)) end
  table.insert(documents, ('{"document":%s,"said":[%s]}'):format(
    pandoc.write(document, 'json'), table.concat(said, ',')))
end
io.write('[' .. table.concat(documents, ',') .. ']')
