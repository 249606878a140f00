"""What every snapshot dataset is: its columns, units, keys, allowed values and sums.

    from opsg.datasets import dataset
    dataset("alerts").units["raised"]   # "Alerts"

The contracts themselves are in `opsg.datasets.contracts`, one class a dataset.
"""

from opsg.datasets.contract import PROVENANCES, Dataset
from opsg.datasets.contracts import DATASETS
from opsg.errors import UserError, nearest

__all__ = ["DATASETS", "PROVENANCES", "Dataset", "dataset"]


def dataset(name: str) -> Dataset:
    """The dataset called `name`. Raises UserError with the nearest name if there is none."""
    if name not in DATASETS:
        raise UserError(f"There is no dataset '{name}'.", remedy=nearest(name, list(DATASETS)))
    return DATASETS[name]
