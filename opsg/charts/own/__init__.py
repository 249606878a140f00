"""An analyst's own Plotly figure as a chart of the house: read, drawn, and put into a table."""
