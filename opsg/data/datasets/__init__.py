"""What every snapshot dataset is: its columns, units, keys, allowed values and sums.

    from opsg.data.datasets import dataset
    dataset("alerts").units["raised"]   # "Alerts"

The contracts themselves are in `opsg.data.datasets.contracts`, one class a dataset.
"""

from opsg.core.errors import UserError, nearest
from opsg.data.datasets.contracts import DATASETS
from opsg.data.datasets.schema import Dataset

__all__ = ["DATASETS", "Dataset", "dataset"]


def dataset(name: str) -> Dataset:
    """The dataset called `name`. Raises UserError with the nearest name if there is none."""
    if name not in DATASETS:
        raise UserError(f"There is no dataset '{name}'.", remedy=nearest(name, list(DATASETS)))
    return DATASETS[name]
