"""Example requests with what the library itself predicts for them."""

import numpy as np
import xgboost

import stations

ROWS = 50
REAL = 30
HIDDEN = 15


def requests(booster, holdout, seed, sha256):
    """Fifty requests: real holdout hours, the same with features left out, and rows from the edges of what is possible."""
    random = np.random.default_rng(seed)
    chosen = holdout.features[random.choice(len(holdout.time), REAL + HIDDEN, replace=False)]
    chosen[REAL:][random.random((HIDDEN, len(stations.FEATURES))) < 0.5] = np.nan
    width = len(stations.FEATURES)
    largest = np.finfo(np.float32).max
    edges = np.array(
        [
            [np.nan] * width,
            [0.0] * width,
            [-0.0] * width,
            [largest] * width,
            [-largest] * width,
        ],
        dtype=np.float32,
    )
    rows = np.concatenate([chosen, edges]).astype(np.float32)
    assert len(rows) == ROWS
    predictions = booster.predict(xgboost.DMatrix(rows, feature_names=list(stations.FEATURES)))
    return {
        "model_sha256": sha256,
        "note": "null is a feature left out; numbers are the shortest that read back as the same 32-bit float.",
        "feature_columns": list(stations.FEATURES),
        "requests": [
            {
                "data": {name: shortest(value) for name, value in zip(stations.FEATURES, row)},
                "prediction": shortest(prediction),
                "prediction_bits": int(prediction.view(np.uint32)),
            }
            for row, prediction in zip(rows, predictions)
        ],
    }


def shortest(value):
    """The shortest decimal that reads back as the same float32, or None for NaN."""
    return None if np.isnan(value) else float(str(value))
