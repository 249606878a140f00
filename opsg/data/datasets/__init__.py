"""What every snapshot dataset is: its columns, units, keys, allowed values and sums.

    from opsg.data.datasets import dataset
    dataset("alerts").units["raised"]   # "Alerts"

The contracts themselves are in `opsg.data.datasets.contracts`, one class a dataset.
"""

from opsg.data.datasets.contracts import DATASETS
from opsg.data.datasets.schema import Dataset
from opsg.data.models import named

__all__ = ["DATASETS", "Dataset", "dataset"]


def dataset(name: str) -> Dataset:
    """The dataset called `name`. Raises UserError with the nearest name if there is none."""
    return named(DATASETS, name, "dataset")
