"""Trains the demonstration model and writes it with its metadata and golden predictions. Run through `train`."""

import argparse
import datetime
import hashlib
import json
import warnings
from pathlib import Path

import numpy as np
import xgboost

import card
import golden
import stations

SEED = 20170457
PARAMETERS = {
    "objective": "reg:squarederror",
    "tree_method": "hist",
    "max_depth": 5,
    "eta": 0.04,
    "min_child_weight": 100,
    "subsample": 0.7,
    "colsample_bytree": 0.7,
    "reg_lambda": 5.0,
    "seed": SEED,
    "nthread": 1,
}
MOST_ROUNDS = 400
# Requests may leave features out, so each training row is seen a second time with some features hidden.
HIDDEN_SHARE = 0.3

START = np.datetime64("2013-03-01T00", "h")
VALIDATION = np.datetime64("2015-03-01T00", "h")
HOLDOUT = np.datetime64("2016-03-01T00", "h")
END = np.datetime64("2017-03-01T00", "h")
# The last target of a period looks 24 hours ahead; another 24 hours keep it apart from the next period.
EMBARGO = np.timedelta64(stations.HORIZON_HOURS + 24, "h")


def main():
    options = parse_arguments()
    hours = stations.read(options.data)
    hours = hours.where(~np.isnan(hours.target))

    # The number of rounds is chosen on the year before the holdout; the holdout is looked at once, at the end.
    earlier = hours.where((hours.time >= START) & (hours.time < VALIDATION - EMBARGO))
    validation = hours.where((hours.time >= VALIDATION) & (hours.time < HOLDOUT - EMBARGO))
    rounds = choose_rounds(earlier, validation)

    training = hours.where((hours.time >= START) & (hours.time < HOLDOUT - EMBARGO))
    booster = fit(training, rounds)

    holdout = hours.where((hours.time >= HOLDOUT) & (hours.time < END))
    # One set of rows for all: those for which every baseline has an answer.
    holdout = holdout.where(~np.isnan(holdout.trailing) & ~np.isnan(holdout.current))
    results = compare(booster, training, holdout)

    model = bytes(booster.save_raw("ubj"))
    write(options.model, model)
    write(options.metadata, encoded(metadata(model, rounds, training, holdout, results)))
    write(options.golden, encoded(golden.requests(booster, holdout, SEED, hashlib.sha256(model).hexdigest())))
    for name, figures in results.items():
        print(f"{name:24}", "  ".join(f"{key} {value:9.4f}" for key, value in figures.items()))
    print(f"{rounds} trees, {len(model)} bytes, {len(training.time)} training rows, {len(holdout.time)} holdout rows")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "model", "metadata", "golden"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    return parser.parse_args()


def matrix(hours, hide=True):
    features, target = hours.features, hours.target
    if hide:
        hidden = features.copy()
        hidden[np.random.default_rng(SEED).random(hidden.shape) < HIDDEN_SHARE] = np.nan
        features, target = np.concatenate([features, hidden]), np.concatenate([target, target])
    return xgboost.DMatrix(features, target, feature_names=list(stations.FEATURES))


def fit(hours, rounds):
    return xgboost.train(PARAMETERS, matrix(hours), num_boost_round=rounds)


def choose_rounds(earlier, validation):
    history = {}
    xgboost.train(
        PARAMETERS, matrix(earlier), num_boost_round=MOST_ROUNDS, verbose_eval=False,
        evals=[(matrix(validation, hide=False), "validation")], evals_result=history)
    return int(np.argmin(history["validation"]["rmse"])) + 1


def compare(booster, training, holdout):
    """The figures of the model and of the baselines on the same rows."""
    only_pm25 = np.full_like(holdout.features, np.nan)
    for name in ("pm25", "hour", "month"):
        column = stations.FEATURES.index(name)
        only_pm25[:, column] = holdout.features[:, column]
    names = list(stations.FEATURES)
    return {
        "model": errors(holdout, booster.predict(matrix(holdout, hide=False))),
        "persistence_current": errors(holdout, holdout.current),
        "persistence_trailing_24h": errors(holdout, holdout.trailing),
        "climatology": errors(holdout, climatology(training, holdout)),
        "model_pm25_and_time_only": errors(
            holdout, booster.predict(xgboost.DMatrix(only_pm25, feature_names=names))),
    }


def climatology(training, holdout):
    """The mean target of the training years for each month and hour of the day."""

    def cell(hours):
        return hours.features[:, stations.FEATURES.index("month")].astype(int) * 24 + hours.features[
            :, stations.FEATURES.index("hour")].astype(int)

    cells = 13 * 24
    total = np.bincount(cell(training), training.target, cells)
    return (total / np.maximum(np.bincount(cell(training), minlength=cells), 1))[cell(holdout)]


def errors(hours, prediction):
    error = prediction - hours.target
    spread = np.square(hours.target - hours.target.mean()).sum()
    return {
        "rmse": round(float(np.sqrt(np.square(error).mean())), 4),
        "mae": round(float(np.abs(error).mean()), 4),
        "r2": round(float(1 - np.square(error).sum() / spread), 4),
    }


def metadata(model, rounds, training, holdout, results):
    figures = dict(results)
    own = figures.pop("model")
    persistence = min(("persistence_current", "persistence_trailing_24h"), key=lambda name: results[name]["rmse"])
    return {
        "model_name": "aqi",
        "model_type": "xgboost",
        "task_type": "regression",
        "description": "US AQI from PM2.5 of the next 24 hours, from one hour of weather and pollutants in Beijing.",
        "feature_columns": list(stations.FEATURES),
        "features": card.features(stations.FEATURES),
        "target": card.TARGET,
        "metrics": {
            **own,
            **{f"{name}_{key}": value for name, group in figures.items() for key, value in group.items()},
        },
        "baselines": {
            "rows": "the same holdout rows for all; the training never saw them",
            "persistence": f"the stronger of two, {persistence}: current is the index of this hour's PM2.5, "
            "trailing_24h that of the mean of the last 24 hours",
            "climatology": "mean of the training years by month and hour of the day",
        },
        "split": {
            "training": [str(training.time.min()), str(training.time.max())],
            "holdout": [str(holdout.time.min()), str(holdout.time.max())],
            "embargo_hours": int(EMBARGO / np.timedelta64(1, "h")),
            "training_rows": len(training.time),
            "holdout_rows": len(holdout.time),
            "stations": list(stations.STATIONS),
        },
        "hyperparameters": {**PARAMETERS, "num_boost_round": rounds, "hidden_share": HIDDEN_SHARE},
        "tags": ["demo", "beijing", "pm25"],
        "training_data": card.TRAINING_DATA,
        "library": f"xgboost {xgboost.__version__}",
        "trained_on": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "sha256": hashlib.sha256(model).hexdigest(),
        "size_bytes": len(model),
    }


def encoded(value):
    return (json.dumps(value, indent=2, allow_nan=False) + "\n").encode()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    warnings.simplefilter("error")
    main()
