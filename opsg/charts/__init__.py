"""Charts of the house: one description of a chart, drawn as a picture and as a Plotly figure."""
