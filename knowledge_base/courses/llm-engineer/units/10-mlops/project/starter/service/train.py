"""One training run, recorded so that it can be repeated."""

from pathlib import Path


def train(data: Path, store: Path, *, seed: int = 0, rate: float = 2.0, steps: int = 300) -> str:
    """Train on the rows with split `train`, measure on those with `test`, record both; the id of the run.

    The run has the parameters seed, rate and steps; the metric train_loss with its steps and the metric
    test_accuracy; the tag data.sha256, of the bytes of the file; and the artifact model.json, which is
    Classifier.to_dict(). It ends as FINISHED, or as FAILED where the training raises.

    Args:
        data: a file like data/messages.csv.
        store: folder of the runs, for `service.tracking`.
    """
    raise NotImplementedError
