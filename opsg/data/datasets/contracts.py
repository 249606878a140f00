"""The contract of every snapshot dataset, in the order of the issues that read them."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from opsg.data.datasets.schema import (
    Broken,
    Dataset,
    Derived,
    Snapshot,
    count,
    manufacturer,
    one_of,
    party,
    pattern,
    region,
)

PAPER = "OPSG_44_0203, 23 February 2021"


class HubsWithoutMeters(Snapshot):
    party = party("User that installed the Communications Hubs")
    cause = one_of(
        "process_incomplete",
        "second_visit_pending",
        "warehouse_triage",
        labels=(
            "Install and commission process not completed",
            "Second visit pending",
            "In a warehouse for triage",
        ),
        key=True,
        description="Why no meter is attached, as the DCC has found",
    )
    hubs = count("hubs", "Communications Hubs with no meter attached in the inventory")


class DuplicateGsmes(Snapshot):
    party = party("User whose estate holds the sites")
    region = region()
    sites = count("sites", "Sites with more than one gas meter in the inventory")
    gsmes = count("gas meters", "Gas meters at these sites")

    @dy.rule()
    def two_gas_meters_a_site(cls) -> pl.Expr:
        return cls.gsmes.col >= 2 * cls.sites.col


class Alerts(Snapshot):
    alert_code = one_of(
        "8F3E",
        "8F12",
        key=True,
        description="8F3E Unauthorised Communication Access attempted; 8F12 CHF Device Log Changed",
    )
    region = region()
    raised = count("Alerts", "Alerts raised in the month")
    cleared = count("Alerts", "Alerts cleared in the month")
    outstanding = count("Alerts", "Alerts not cleared at the end of the month")


class HubExceptions(Snapshot):
    party = party("User whose installation the Exception is about")
    region = region()
    exception_type = one_of(
        "install_aborted",
        "chism_not_followed",
        "address_incomplete",
        "no_traffic_10_days",
        labels=(
            "Installation aborted",
            "CHISM recommendations not followed",
            "Address details insufficient",
            "No traffic for more than 10 days",
        ),
        key=True,
        description="Which of the four main types the Exception is of",
    )
    open = count("Exceptions", "Exceptions open at the end of the month")
    raised = count("Exceptions", "Exceptions raised in the month")
    closed = count("Exceptions", "Exceptions closed in the month")


class DnoCertificates(Snapshot):
    party = party("User that has to put the certificate right")
    failure = one_of(
        "missing_6_15_1",
        "incorrect_6_15_1_or_6_21",
        labels=(
            "Missing: SRV 6.15.1 required",
            "Incorrect: SRV 6.15.1 or SR 6.21 failed",
        ),
        key=True,
        description="Missing: SRV 6.15.1 has still to be progressed; "
        "incorrect: SRV 6.15.1 or SR 6.21 has failed",
    )
    esmes = count("ESMEs", "Electricity meters affected")


class Capacity(Snapshot):
    region = region()
    capacity = count("messages an hour", "What the network can carry", least=1)
    # Demand above capacity is a finding for the page, not a fault of the file.
    peak_demand = count("messages an hour", "Demand in the month's busiest hour", least=1)


class PowerOutages(Snapshot):
    dno = pattern(
        "DNO [A-Z]",
        write="Write a pseudonym such as DNO B, never a network operator's name.",
        description="Distribution Network Operator group that should get the Alerts",
        secret=True,
    )
    alerts_expected = count("Alerts", "Power outage Alerts that should have been delivered")
    on_time = count("Alerts", "Alerts delivered on time")
    late = count("Alerts", "Alerts delivered late")
    missing = count("Alerts", "Alerts not delivered")

    @dy.rule()
    def alerts_add_up(cls) -> pl.Expr:
        return cls.on_time.col + cls.late.col + cls.missing.col == cls.alerts_expected.col


class Forecasts(Snapshot):
    party = party("User that gave the forecast")
    service_request = pattern(
        r"\d{1,2}(\.\d{1,2}){1,2}",
        write="Write the Service Request's number, like 8.14.1.",
        description="Service Request or variant",
    )
    forecast = count("Service Requests", "Service Requests forecast for the month")
    actual = count("Service Requests", "Service Requests seen in the month")


class HanStability(Snapshot):
    combination = pattern(
        r"MM\d+(/CH\d+)?",
        write="Write it like MM2 or MM3/CH1.",
        description="Anonymised meter manufacturer, or manufacturer and Communications Hub",
    )
    defect = pattern(
        r"[A-Za-z][A-Za-z0-9 &/,()-]{0,79}",
        write="Write the defect in plain words, at most 80 letters.",
        description="Defect that the HAN Stability Tracker names",
    )
    esmes = count("ESMEs", "Electricity meters that drop off the HAN")


class DuplicateHeaders(Snapshot):
    manufacturer = manufacturer("Anonymised meter manufacturer")
    firmware = pattern(
        r"Firmware [A-Z]\d*",
        write="Write an anonymised version such as Firmware B.",
        description="Anonymised firmware version",
    )
    alerts = count("Alerts", "Alerts received with a duplicate header")
    esmes = count("ESMEs", "Electricity meters that sent them")


class OtherUserReads(Snapshot):
    party = party("Other User that asked for the data")
    manufacturer = manufacturer("Anonymised manufacturer of the meters read")
    months_requested = dy.Int64(
        primary_key=True,
        min=1,
        max=13,
        description="Months of half-hourly data asked for with SR 4.8.1",
    )
    requests = count("requests", "SR 4.8.1 sent")
    succeeded = count("requests", "SR 4.8.1 that gave all the data asked for")

    @dy.rule()
    def no_more_succeed_than_are_sent(cls) -> pl.Expr:
        return cls.succeeded.col <= cls.requests.col


class MpxnMismatches(Snapshot):
    region = region()
    opened = count("meters", "Meters found with the wrong MPxN in the month")
    corrected = count("meters", "Meters corrected in the month")
    open = count("meters", "Meters on the wrong MPxN at the end of the month")


DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            name="hubs_without_meters",
            title="Communications Hubs with no meter attached",
            description="Commissioned Communications Hubs to which the Smart Metering Inventory "
            "shows no meter attached, by User and cause.",
            source=f"{PAPER}: around 109,000 in all.",
            classification="White",
            schema=HubsWithoutMeters,
        ),
        Dataset(
            name="duplicate_gsmes",
            title="Sites with more than one gas meter",
            description="Sites at which the Smart Metering Inventory shows several gas meters, "
            "by User and region.",
            source=f"{PAPER}: no figure reported.",
            classification="White",
            schema=DuplicateGsmes,
            rules={
                "two_gas_meters_a_site": Broken(
                    "gsmes",
                    "{gsmes} is too few for {sites} sites with at least two gas meters each.",
                    "Count all gas meters of these sites.",
                )
            },
        ),
        Dataset(
            name="alerts",
            title="Spurious Alerts",
            description="8F3E and 8F12 Alerts raised, cleared and outstanding, by region.",
            source=f"{PAPER}: approximately 41 million 8F3E cleared since the new Communications "
            "Hub firmware; no level reported.",
            classification="White",
            schema=Alerts,
        ),
        Dataset(
            name="hub_exceptions",
            title="Communications Hub Exceptions",
            description="Exceptions about Communications Hubs that are open, raised and closed, "
            "by User, region and type.",
            source=f"{PAPER}: no figure reported.",
            classification="White",
            schema=HubExceptions,
        ),
        Dataset(
            name="dno_certificates",
            title="Electricity meters without the right DNO certificate",
            description="ESMEs whose DNO certificate is missing, and failures to place one, "
            "by User.",
            source=f"{PAPER}, as of 8 February 2021: 62,000 ESMEs missing a certificate across "
            "63 Service Users; about 17,683 failures.",
            classification="White",
            schema=DnoCertificates,
        ),
        Dataset(
            name="capacity",
            title="Capacity and peak demand",
            description="Capacity of the networks and demand in the busiest hour, by region.",
            source=f"{PAPER}: no figure reported.",
            classification="White",
            schema=Capacity,
        ),
        Dataset(
            name="power_outages",
            title="Power outage Alerts",
            description="Power outage Alerts delivered on time, late or not at all, by DNO group.",
            source=f"{PAPER}: no figure reported.",
            classification="White",
            schema=PowerOutages,
            rules={
                "alerts_add_up": Broken(
                    "alerts_expected",
                    "{on_time} on time, {late} late and {missing} missing do not add up to "
                    "{alerts_expected}.",
                    "Every expected Alert is on time, late or missing, and none is two of these.",
                )
            },
        ),
        Dataset(
            name="forecasts",
            title="Service Request forecasts",
            description="Service Requests that Users forecast and that were seen, by User and "
            "Service Request.",
            source=f"{PAPER}: no figure reported.",
            classification="White",
            schema=Forecasts,
            derivations={
                "error": Derived(
                    pl.col("forecast") - pl.col("actual"),
                    "Service Requests",
                    "Forecast less actual; above zero where too much was forecast",
                ),
                "absolute_error": Derived(
                    (pl.col("forecast") - pl.col("actual")).abs(),
                    "Service Requests",
                    "How far the forecast was off, either way",
                ),
            },
        ),
        Dataset(
            name="han_stability",
            title="Electricity meters dropping off the HAN",
            description="ESMEs that drop off the Home Area Network, by Device combination and "
            "defect.",
            source=f"{PAPER}, HAN Stability Tracker: five combinations of meter and hub.",
            classification="White",
            schema=HanStability,
        ),
        Dataset(
            name="duplicate_headers",
            title="Alerts with duplicate headers",
            description="Alerts with duplicate Originator Counters and the ESMEs that sent them, "
            "by manufacturer and firmware.",
            source=f"{PAPER}: a single meter manufacturer and firmware version; no figure "
            "reported.",
            classification="White",
            schema=DuplicateHeaders,
        ),
        Dataset(
            name="other_user_reads",
            title="Half-hourly reads by Other Users",
            description="SR 4.8.1 sent by Other Users and those that gave all the data, by User, "
            "manufacturer and months asked for.",
            source=f"{PAPER}: a single meter manufacturer at fault; no figure reported.",
            classification="White",
            schema=OtherUserReads,
            rules={
                "no_more_succeed_than_are_sent": Broken(
                    "succeeded",
                    "{succeeded} is more than the {requests} requests.",
                    "Count only requests of the same month, and each once.",
                )
            },
            derivations={
                "failed": Derived(
                    pl.col("requests") - pl.col("succeeded"),
                    "requests",
                    "SR 4.8.1 that did not give all the data asked for",
                )
            },
        ),
        Dataset(
            name="mpxn_mismatches",
            title="Meters on the wrong MPxN",
            description="Meters that the Smart Metering Inventory associates with the wrong "
            "MPxN: opened, corrected and open, by region.",
            source=f"{PAPER}: no figure reported.",
            classification="White",
            schema=MpxnMismatches,
        ),
    )
}
