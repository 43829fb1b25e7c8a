"""Rows and models that the engines are measured on, made with fixed seeds and kept in a scratch folder."""

import gzip
import io
import pathlib

import lightgbm
import numpy
import pandas
import xgboost

TREES = 500
ROWS = 100_000
TRAINING_ROWS = 100_000
SEED = 20250101


def synthetic():
    """24 normal features, a smooth target with noise: no value twice, every split even."""
    random = numpy.random.default_rng(SEED)
    x = random.standard_normal((TRAINING_ROWS + ROWS, 24)).astype(numpy.float32)
    y = (
        3 * numpy.sin(2 * x[:, 0])
        + x[:, 1] * x[:, 2]
        + numpy.abs(x[:, 3:8]).sum(axis=1)
        + x[:, 8:16] @ random.standard_normal(8)
        + random.standard_normal(len(x))
    )
    return x[:TRAINING_ROWS], y[:TRAINING_ROWS], x[TRAINING_ROWS:]


def beijing(folder):
    """20 features of real hourly measurements with their gaps; the target is the next hour's PM2.5."""
    frames = []
    for path in sorted(pathlib.Path(folder).glob("*.csv.gz")):
        raw = pandas.read_csv(io.BytesIO(gzip.decompress(path.read_bytes())))
        wanted = ["PM2.5", "PM10", "SO2", "NO2", "CO", "O3", "TEMP", "PRES", "DEWP", "RAIN", "WSPM", "hour", "month"]
        frame = raw[wanted].copy()
        frame["wind"] = raw["wd"].astype("category").cat.codes.replace(-1, numpy.nan)
        for lag in (1, 3, 24):
            frame[f"pm25_{lag}"] = raw["PM2.5"].shift(lag)
        frame["pm25_mean6"] = raw["PM2.5"].rolling(6, min_periods=1).mean()
        frame["o3_24"] = raw["O3"].shift(24)
        frame["day"] = pandas.to_datetime(raw[["year", "month", "day"]]).dt.dayofyear
        frame["target"] = raw["PM2.5"].shift(-1)
        frames.append(frame[frame["target"].notna()])
    everything = pandas.concat(frames).sample(frac=1, random_state=SEED)
    x = everything.drop(columns="target").to_numpy(numpy.float32)
    y = everything["target"].to_numpy(numpy.float64)
    # Requests come in no order, and a batch of the wanted size repeats the shuffled measurements.
    rows = numpy.resize(x, (ROWS, x.shape[1]))
    return x, y, rows


def prepare(scratch, beijing_folder):
    """Trains what is missing; answers a list of cases with paths of model, rows and expected margins."""
    scratch = pathlib.Path(scratch)
    scratch.mkdir(parents=True, exist_ok=True)
    sources = {"synthetic": synthetic}
    if beijing_folder and pathlib.Path(beijing_folder).is_dir():
        sources["beijing"] = lambda: beijing(beijing_folder)
    cases = []
    for name, make in sources.items():
        made = None
        for library, extension in (("xgboost", "json"), ("lightgbm", "txt")):
            model = scratch / f"{library}-{name}.{extension}"
            rows = scratch / f"{name}.rows"
            expected = scratch / f"{library}-{name}.margins"
            if not expected.exists():
                made = made or make()
                train(library, model, *made[:2])
                made[2].astype("<f8").tofile(rows)
                margins(library, model, made[2]).astype("<f8").tofile(expected)
            width = rows.stat().st_size // (8 * ROWS)
            cases.append(
                {"data": name, "library": library, "model": model, "rows": rows, "expected": expected, "width": width}
            )
    return cases


def train(library, path, x, y):
    if library == "xgboost":
        parameters = {"max_depth": 6, "eta": 0.1, "tree_method": "hist", "seed": SEED, "nthread": 2}
        booster = xgboost.train(parameters, xgboost.DMatrix(x, y), TREES)
    else:
        parameters = {"num_leaves": 31, "learning_rate": 0.1, "seed": SEED, "num_threads": 2, "verbose": -1,
                      "deterministic": True}
        booster = lightgbm.train(parameters, lightgbm.Dataset(x, y), TREES)
    booster.save_model(str(path))


def margins(library, path, rows):
    if library == "xgboost":
        booster = xgboost.Booster(model_file=str(path))
        return booster.inplace_predict(rows, predict_type="margin")
    return lightgbm.Booster(model_file=str(path)).predict(rows.astype(numpy.float64), raw_score=True)
