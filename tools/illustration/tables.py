"""Spreads the story's totals over the rows of each dataset; every breakdown adds up exactly.

One function a dataset, named for it, gives the rows of each month from the story's first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, product

from illustration import story
from illustration.chance import SEASON, Chance, split
from opsg.data.datasets.schema import REGIONS

# The values of a dataset's keys but the month, in the order of its columns.
Cell = tuple[str | int, ...]
# The rows of a month: its columns between `month` and `provenance`.
Rows = list[tuple[str | int, ...]]


def hubs_without_meters(chance: Chance) -> list[Rows]:
    """Hubs by User and cause: all fall but one User's."""
    causes = {"process_incomplete": 0.44, "second_visit_pending": 0.20, "warehouse_triage": 0.36}
    users = _users(range(1, 41))

    def weight(month: int, user: str, cause: str) -> float:
        # Hubs left in warehouses are the first to be decommissioned; one User lags behind.
        left = 1 - 0.025 * month if cause == "warehouse_triage" else 1
        drift = 1 + 0.05 * month if user == "User 22" else 1
        return users[user] * causes[cause] * left * drift * chance.around(0.03)

    return [
        _rows(_spread(total, {cell: weight(month, *cell) for cell in product(users, causes)}))
        for month, total in enumerate(story.HUBS)
    ]


def duplicate_gsmes(chance: Chance) -> list[Rows]:
    """Sites and their gas meters by User and region."""
    users = _users(range(1, 31))
    regions = dict(zip(REGIONS, (0.3, 0.37, 0.33), strict=True))

    def weight(month: int, user: str, region: str) -> float:
        # One User worsens month by month, hidden in a total that only wavers.
        drift = 1 + 0.012 * month if user == "User 17" else 1
        return users[user] * regions[region] * drift * chance.around(0.06)

    months = []
    for month, total in enumerate(story.DUPLICATE_SITES):
        sites = _spread(total, {cell: weight(month, *cell) for cell in product(users, regions)})
        # A few sites show a third gas meter.
        gsmes = {cell: 2 * count + chance.whole(0.08 * count, 0.2) for cell, count in sites.items()}
        months.append(_rows(sites, gsmes))
    return months


def alerts(chance: Chance) -> list[Rows]:
    """Alerts by code and region; cleared follows from raised and outstanding."""
    regions = dict(zip(REGIONS, (0.42, 0.31, 0.27), strict=True))

    def by_region(total: int) -> dict[Cell, int]:
        return _spread(total, {(r,): share * chance.around(0.01) for r, share in regions.items()})

    before = story.OUTSTANDING_8F3E[story.NEW_HUB_FIRMWARE]
    fall = before - story.OUTSTANDING_8F3E[-1]
    since = sum(story.RAISED_8F3E[story.NEW_HUB_FIRMWARE :])
    last = story.CLEARED_8F3E_SINCE_FIRMWARE - fall - since
    codes = {
        "8F3E": ((*story.RAISED_8F3E, last), story.OUTSTANDING_8F3E),
        "8F12": (story.RAISED_8F12, story.OUTSTANDING_8F12),
    }
    months: list[Rows] = [[] for _ in story.MONTHS]
    for code, (raised_totals, outstanding_totals) in codes.items():
        outstanding = [by_region(total) for total in outstanding_totals]
        for month, (start, end) in enumerate(pairwise(outstanding)):
            raised = by_region(raised_totals[month])
            cleared = {cell: raised[cell] + start[cell] - end[cell] for cell in raised}
            months[month] += [(code, *row) for row in _rows(raised, cleared, end)]
    return months


def hub_exceptions(chance: Chance) -> list[Rows]:
    """Exceptions by User, region and type; one User's mount up."""
    types = {
        "install_aborted": 0.38,
        "chism_not_followed": 0.33,
        "address_incomplete": 0.22,
        "no_traffic_10_days": 0.21,
    }
    regions = dict(zip(REGIONS, (0.3, 0.37, 0.33), strict=True))
    # In thousands; User 09 is the one whose Exceptions mount up.
    users = {
        "User 02": 1.6, "User 05": 0.9, "User 09": 1.1, "User 11": 0.7, "User 15": 3.2,
        "User 18": 1.3, "User 23": 0.5, "User 27": 0.4, "User 31": 2.3, "User 36": 1.1,
        "User 44": 0.3, "User 52": 0.8,
    }  # fmt: skip
    mounting = (*(1 + 0.04 * month for month in range(13)), 2.9, 3.9, 3.9, 4.1, 4.2, 5.3)
    cells = [
        (user, region, kind)
        for user, region, kind in product(users, regions, types)
        # The paper tells of Hubs without traffic in the North alone.
        if kind != "no_traffic_10_days" or region == "CSP North"
    ]

    def weight(month: int, user: str, region: str, kind: str) -> float:
        size = mounting[month] if user == "User 09" else users[user]
        return size * regions[region] * types[kind] * chance.around(0.03)

    levels = [
        _spread(total, {cell: weight(month, *cell) for cell in cells})
        for month, total in enumerate(story.EXCEPTIONS)
    ]
    return [_rows(end, *_flows(start, end, 0.3, chance)) for start, end in pairwise(levels)]


def dno_certificates(chance: Chance) -> list[Rows]:
    """ESMEs by User and failure, as the paper has them in all."""
    users = _users(range(1, 64))

    def by_user(total: int, failure: str) -> dict[Cell, int]:
        # Chance alone moves the Users, so that a ranking should name none of them.
        weights = {(user, failure): size * chance.around(0.04) for user, size in users.items()}
        return _spread(total, weights)

    return [
        _rows(by_user(missing, "missing_6_15_1") | by_user(bad, "incorrect_6_15_1_or_6_21"))
        for missing, bad in zip(
            story.MISSING_CERTIFICATES, story.INCORRECT_CERTIFICATES, strict=True
        )
    ]


def capacity(chance: Chance) -> list[Rows]:
    """Capacity and peak demand by region, in messages an hour."""
    carried = dict(zip(REGIONS, (420_000, 780_000, 730_000), strict=True))
    return [
        [
            (region, carried[region], round(carried[region] * percent[month] / 100))
            for region, percent in story.UTILISATION_PCT.items()
        ]
        for month in range(len(story.MONTHS))
    ]


def power_outages(chance: Chance) -> list[Rows]:
    """Alerts by DNO group; one is later than the others."""
    sizes = {"DNO A": 9_200, "DNO B": 7_800, "DNO C": 6_100, "DNO D": 5_400, "DNO E": 4_700,
             "DNO F": 3_300}  # fmt: skip
    # How much likelier than elsewhere an Alert is late or missing.
    trouble = {"DNO A": 0.8, "DNO B": 0.95, "DNO C": 0.9, "DNO D": 1.6, "DNO E": 1.1, "DNO F": 1.0}
    months = []
    for day, percent in zip(story.MONTHS, story.ON_TIME_PCT, strict=True):
        # Outages follow the weather more than demand does.
        season = 2 * SEASON[day.month - 1] - 1
        expected = {(dno,): chance.whole(size * season, 0.06) for dno, size in sizes.items()}
        failed = _spread(
            round(sum(expected.values()) * (100 - percent) / 100),
            {(dno,): expected[dno,] * trouble[dno] * chance.around(0.04) for dno in sizes},
        )
        late = {cell: chance.whole(0.63 * count, 0.03) for cell, count in failed.items()}
        missing = {cell: failed[cell] - late[cell] for cell in failed}
        on_time = {cell: expected[cell] - failed[cell] for cell in failed}
        months.append(_rows(expected, on_time, late, missing))
    return months


def forecasts(chance: Chance) -> list[Rows]:
    """Forecast and actual Service Requests by User and Service Request."""
    # Requests a month, in thousands, and how hard they are to foresee.
    requests = {
        "4.8.1": (5_200, 0.8), "6.15.1": (310, 1.6), "6.20.1": (190, 1.4), "6.21": (140, 1.7),
        "8.2": (420, 1.1), "8.3": (60, 1.5), "8.4": (230, 1.2), "8.11": (380, 1.0),
        "8.14.1": (350, 1.1),
    }  # fmt: skip
    users = _users(range(1, 13))
    # Most forecast too much, and who does so keeps doing it.
    sign = {cell: 1 if chance.around(0.3) > 0.85 else -1 for cell in product(users, requests)}
    months = []
    for month, percent in enumerate(story.FORECAST_ERROR_PCT):
        level = (
            (1 + 0.015 * month)
            * SEASON[story.MONTHS[month].month - 1]
            * 1_000
            / sum(users.values())
        )
        actual: dict[Cell, int] = {
            (user, request): chance.whole(
                size * requests[request][0] * level, 0.09 * requests[request][1]
            )
            for (user, size), request in product(users.items(), requests)
        }
        errors = _spread(
            round(sum(actual.values()) * percent / 100),
            {
                (user, request): actual[user, request] * hard * chance.around(0.15)
                for user, (request, (_, hard)) in product(users, requests.items())
            },
        )
        forecast = {cell: actual[cell] + sign[cell] * error for cell, error in errors.items()}
        months.append(_rows(forecast, actual))
    return months


def han_stability(chance: Chance) -> list[Rows]:
    """ESMEs by combination and defect, up to January 2021."""
    # The combinations and defects of the paper; all but MM2 stay as they are.
    steady = {
        ("MM1", "Stack related Issues & Meter Defects"): 5_500,
        ("MM3/CH1", "Meter Tunnel Defect"): 1_350,
        ("MM3/CH2", "Unknown Reason for Drops"): 5_300,
        ("MM4", "Meter Defects"): 3_800,
    }
    months = []
    for total in story.HAN_DROP_OFFS:
        others: dict[Cell, int] = {
            cell: chance.whole(esmes, 0.02) for cell, esmes in steady.items()
        }
        growing: dict[Cell, int] = {
            ("MM2", "Meter APS ACK & Meter Defects"): total - sum(others.values())
        }
        months.append(sorted(_rows(others | growing)))
    return months


def duplicate_headers(chance: Chance) -> list[Rows]:
    """Alerts and ESMEs by manufacturer and firmware."""
    # One manufacturer's one version sends nearly all of them.
    shares: dict[Cell, float] = {
        (f"MM{maker}", f"Firmware {letter}"): 0.004 for maker, letter in product(range(1, 6), "ABC")
    } | {("MM5", "Firmware B"): 1.0}
    months = []
    for total in story.DUPLICATE_HEADERS:
        esmes = _spread(total, {cell: share * chance.around(0.1) for cell, share in shares.items()})
        sent = {cell: chance.whole(9 * count, 0.06) for cell, count in esmes.items()}
        months.append(_rows(sent, esmes))
    return months


def other_user_reads(chance: Chance) -> list[Rows]:
    """Requests and successes by Other User, manufacturer and months asked for."""
    users = {"User 58": 2.1, "User 59": 1.4, "User 60": 1.0, "User 61": 0.8, "User 62": 0.5,
             "User 63": 0.3}  # fmt: skip
    makers = {"MM1": 0.22, "MM2": 0.26, "MM3": 0.25, "MM4": 0.15, "MM5": 0.12}
    requests = {1: 9_000, 3: 3_200, 6: 1_500, 13: 2_300}
    # The share of requests that fail. One manufacturer's meters cannot give 13 months.
    failing = {1: 0.02, 3: 0.04, 6: 0.07, 13: 0.18}
    defective = {1: 0.02, 3: 0.05, 6: 0.16, 13: 0.88}
    months = []
    for month, percent in enumerate(story.READS_PCT):
        sent: dict[Cell, int] = {
            (user, maker, asked): chance.whole(
                size * share * requests[asked] * (1 + 0.02 * month), 0.04
            )
            for (user, size), (maker, share), asked in product(
                users.items(), makers.items(), requests
            )
        }
        expected = {
            (user, maker, asked): count * (defective if maker == "MM3" else failing)[asked]
            for (user, maker, asked), count in sent.items()
        }
        failed = {cell: chance.whole(count, 0.05) for cell, count in expected.items()}
        # The headline is told exactly: of 13 months, so many succeed.
        longest = [cell for cell in sent if cell[-1] == 13]
        total = round(sum(sent[cell] for cell in longest) * (100 - percent) / 100)
        failed |= _spread(total, {cell: expected[cell] * chance.around(0.03) for cell in longest})
        months.append(_rows(sent, {cell: sent[cell] - failed[cell] for cell in sent}))
    return months


def mpxn_mismatches(chance: Chance) -> list[Rows]:
    """Mismatches opened, corrected and open by region."""
    regions = {(region,): share for region, share in zip(REGIONS, (0.28, 0.38, 0.34), strict=True)}
    levels = [
        _spread(total, {cell: share * chance.around(0.01) for cell, share in regions.items()})
        for total in story.MISMATCHES
    ]
    return [_rows(*_flows(start, end, 0.14, chance), end) for start, end in pairwise(levels)]


TABLES: dict[str, Callable[[Chance], list[Rows]]] = {
    make.__name__: make
    for make in (
        hubs_without_meters, duplicate_gsmes, alerts, hub_exceptions, dno_certificates, capacity,
        power_outages, forecasts, han_stability, duplicate_headers, other_user_reads,
        mpxn_mismatches,
    )
}  # fmt: skip


def _users(numbers: Sequence[int]) -> dict[str, float]:
    """So many Users and their sizes: few large, many small, in no order."""
    # 17 shares no factor with the numbers of Users here, so that each rank comes up once.
    ranks = (17 * place % len(numbers) for place in range(len(numbers)))
    return {
        f"User {number:02}": 10 / (rank + 4) for number, rank in zip(numbers, ranks, strict=True)
    }


def _spread(total: int, weights: dict[Cell, float]) -> dict[Cell, int]:
    return dict(zip(weights, split(total, list(weights.values())), strict=True))


def _flows(
    start: dict[Cell, int], end: dict[Cell, int], turnover: float, chance: Chance
) -> tuple[dict[Cell, int], dict[Cell, int]]:
    """What came and went in a month so that `start` became `end`."""
    came = {
        cell: max(chance.whole(turnover * start[cell], 0.08), end[cell] - start[cell])
        for cell in end
    }
    return came, {cell: start[cell] + came[cell] - end[cell] for cell in end}


def _rows(*measures: dict[Cell, int]) -> Rows:
    return [(*cell, *(measure[cell] for measure in measures)) for cell in measures[0]]
