"""Statistics that tell a signal from noise: pure functions over series and tidy frames.

`result.examine` runs them all over one measure; pages call those of many groups one by one:
`ranking.rank`, `decomposition.decompose`, `forecast_error.measure_forecast_errors`. They know no
file, no log and no words, and may be used without the site.
"""
