"""What the made-up history tells: the totals of each dataset, month by month.

Eighteen months, September 2019 to February 2021. The figures of February 2021 that the paper
OPSG_44_0203 reports are marked; everything else is invented so that the site has something to
show: some issues get better, some worse, most do neither.
"""

from __future__ import annotations

from datetime import date

from opsg.core.months import span

MONTHS = span(date(2019, 9, 1), date(2021, 2, 1))

# The paper tells of the new firmware without a date; data/events.yml gives it the same month.
NEW_HUB_FIRMWARE = MONTHS.index(date(2020, 8, 1))

# Falls, faster since decommissioning began. Reported: 109,000.
HUBS = (
    151_896, 152_803, 150_601, 149_695, 150_404, 147_196, 145_898, 146_605, 143_105,
    140_804, 138_395, 136_704, 133_004, 129_601, 125_095, 118_898, 113_655, 109_000,
)  # fmt: skip

# Wavers.
DUPLICATE_SITES = (
    31_417, 30_959, 31_771, 31_207, 31_583, 31_046, 31_354, 31_879, 31_143,
    31_635, 31_017, 31_396, 31_714, 31_094, 31_525, 31_178, 31_450, 31_196,
)  # fmt: skip

# Outstanding Alerts start with August 2019. 8F3E mount up to the new firmware, then fall.
OUTSTANDING_8F3E = (
    26_983_974,
    27_416_028, 28_064_246, 28_905_976, 29_328_374, 30_153_133, 30_723_711,
    31_202_005, 32_040_146, 32_612_628, 33_254_593, 33_914_424, 30_310_924,
    26_419_911, 22_539_070, 18_127_945, 14_018_999, 10_006_341, 6_908_411,
)  # fmt: skip
# Without February 2021, which follows from what is reported: 41 million cleared.
RAISED_8F3E = (
    4_119_919, 4_213_604, 4_183_111, 4_260_627, 4_242_353, 4_309_717, 4_194_977, 4_326_199,
    4_276_934, 4_353_387, 4_411_850, 3_177_702, 2_660_604, 2_207_490, 1_873_011, 1_611_909,
    1_315_642,
)  # fmt: skip
CLEARED_8F3E_SINCE_FIRMWARE = 41_000_000
# 8F12 decline with the R2 firmware, in data/events.yml from March 2020.
OUTSTANDING_8F12 = (
    3_036_271,
    3_084_143, 3_054_388, 3_110_140, 3_160_572, 3_120_737, 3_154_738,
    2_743_137, 2_314_501, 1_932_474, 1_616_126, 1_366_533, 1_169_422,
    1_012_767, 876_064, 765_994, 680_072, 604_469, 532_301,
)  # fmt: skip
RAISED_8F12 = (
    2_409_662, 2_381_320, 2_460_685, 2_515_369, 2_442_564, 2_490_823, 1_617_753, 1_176_918,
    933_088, 805_965, 738_575, 689_709, 657_119, 619_056, 601_519, 571_405, 553_134, 526_320,
)  # fmt: skip

# Open Exceptions start with August 2019. They waver, then mount up from September 2020.
EXCEPTIONS = (
    14_410,
    14_617, 14_051, 14_485, 13_985, 14_826, 14_163, 14_706, 14_120, 14_054,
    14_655, 14_023, 14_768, 16_205, 17_206, 17_084, 17_293, 17_326, 18_398,
)  # fmt: skip

# Both waver. Reported: 62,000 and about 17,683.
MISSING_CERTIFICATES = (
    61_397, 62_902, 61_801, 63_303, 62_099, 61_197, 62_601, 63_103, 61_599,
    62_401, 60_900, 62_805, 61_501, 62_998, 62_197, 61_696, 63_262, 62_000,
)  # fmt: skip
INCORRECT_CERTIFICATES = (
    17_898, 18_305, 17_598, 18_095, 17_402, 18_004, 17_497, 18_199, 17_799,
    17_295, 18_097, 17_701, 18_203, 17_500, 17_904, 17_604, 18_000, 17_683,
)  # fmt: skip

# Percent of capacity in the busiest hour. The North creeps up within its noise.
UTILISATION_PCT = {
    "CSP North": (
        76.1, 77.4, 76.5, 77.9, 76.8, 76.2, 77.1, 77.8, 76.4,
        77.3, 78.1, 76.9, 77.7, 78.4, 77.0, 78.2, 77.0, 78.0,
    ),
    "CSP Central": (
        61.2, 62.0, 60.4, 61.7, 62.5, 61.1, 60.2, 61.9, 60.8,
        61.4, 62.2, 60.9, 61.6, 60.7, 62.1, 61.3, 62.4, 61.5,
    ),
    "CSP South": (
        64.8, 63.9, 65.2, 64.1, 65.6, 64.4, 63.7, 64.9, 65.3,
        64.2, 63.8, 65.0, 64.6, 65.5, 64.0, 65.1, 64.3, 64.7,
    ),
}  # fmt: skip

# Percent of power outage Alerts delivered on time: wavers.
ON_TIME_PCT = (
    71.9, 70.6, 72.4, 71.2, 70.1, 69.8, 71.6, 72.3, 70.9,
    71.5, 72.6, 71.1, 72.2, 70.8, 71.9, 70.7, 71.7, 71.3,
)  # fmt: skip

# Forecast error, percent of actual demand: improves.
FORECAST_ERROR_PCT = (
    36.2, 35.1, 35.9, 34.4, 33.8, 36.4, 37.9, 35.6, 33.1,
    32.4, 31.6, 31.9, 30.2, 29.1, 28.3, 27.0, 25.7, 23.8,
)  # fmt: skip

# Creeps up to January 2021; the rows of February 2021 are reported and not made here.
HAN_DROP_OFFS = (
    39_803, 40_904, 40_305, 41_605, 42_195, 43_502, 43_105, 44_403, 45_601,
    46_301, 47_901, 48_401, 50_096, 51_602, 53_005, 55_201, 56_895,
)  # fmt: skip

# Electricity meters that send duplicate headers: wavers.
DUPLICATE_HEADERS = (
    405, 418, 409, 421, 402, 414, 426, 411, 399, 417, 408, 423, 413, 404, 419, 410, 414, 412,
)  # fmt: skip

# Percent of requests for 13 months of data that succeed: wavers.
READS_PCT = (
    63.1, 64.8, 62.7, 64.2, 65.3, 63.5, 62.4, 64.6, 63.9,
    65.1, 63.2, 64.4, 62.9, 64.9, 63.7, 64.6, 63.4, 64.0,
)  # fmt: skip

# Open mismatches start with August 2019: they waver.
MISMATCHES = (
    2_281,
    2_268, 2_311, 2_254, 2_297, 2_331, 2_283, 2_262, 2_318, 2_274,
    2_340, 2_295, 2_259, 2_322, 2_287, 2_308, 2_271, 2_289, 2_310,
)  # fmt: skip
