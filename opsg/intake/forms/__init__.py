"""Forms for a month's figures (`form`), and the list of what can be handed in (`listing`).

A form holds what `ingest` asks for: the contract's columns, the keys of the last month, and no
count. Filled in, it is an extract like any other; while a count is missing it is refused.
"""
