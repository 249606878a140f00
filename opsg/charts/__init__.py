"""Charts of the house: one description of a chart, drawn as a picture and as a Plotly figure."""

FOLDER = "downloads/charts"
"""Where the charts' files are, from the site's own folder."""

WHOLE_LIBRARY = "plotly-whole"
"""Which of the site's scripts draws the figures that are not of the basic types."""
