"""What others published beside the papers: the ways of SEC modifications, and the network around.

Every fact has a source in `data/sources.yml`, or a paper of the log where that is what says it.
"""
