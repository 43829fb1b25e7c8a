"""Reads the hourly station files and makes the features and the target."""

import csv
import gzip
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

import us_aqi

STATIONS = ("Aotizhongxin", "Changping", "Dingling", "Dongsi")

# The order is part of the model.
FEATURES = (
    "temperature", "humidity", "wind_speed", "pressure", "rain",
    "pm25", "pm10", "so2", "no2", "co", "o3", "hour", "month",
)  # fmt: skip

COLUMNS = {
    "temperature": "TEMP", "wind_speed": "WSPM", "pressure": "PRES", "rain": "RAIN", "pm25": "PM2.5", "pm10": "PM10",
    "so2": "SO2", "no2": "NO2", "co": "CO", "o3": "O3", "hour": "hour", "month": "month",
}  # fmt: skip

HORIZON_HOURS = 24
# A mean of 24 hours needs 18 of them, the three quarters that the EPA asks of a day.
HOURS_NEEDED = 18


@dataclass
class Hours:
    """Hours of one or several stations: one row each, NaN where nothing was measured."""

    time: np.ndarray  # datetime64[h], local standard time
    features: np.ndarray  # float32, one column for each of FEATURES
    target: np.ndarray  # AQI of the mean PM2.5 of the 24 hours that follow
    trailing: np.ndarray  # AQI of the mean PM2.5 of the 24 hours that end with this one
    current: np.ndarray  # AQI of this hour's PM2.5 alone

    def where(self, mask):
        return Hours(
            self.time[mask], self.features[mask], self.target[mask], self.trailing[mask], self.current[mask])


def read(folder):
    """The hours of all stations, stations one after another."""
    parts = [read_station(Path(folder), name) for name in STATIONS]
    return Hours(*(np.concatenate([getattr(part, field) for part in parts]) for field in Hours.__annotations__))


def read_station(folder, name):
    rows = read_rows(folder, name)
    time = np.array(
        [np.datetime64(datetime(*(int(row[k]) for k in ("year", "month", "day", "hour"))), "h") for row in rows])
    if not np.all(np.diff(time) == np.timedelta64(timedelta(hours=1))):
        raise SystemExit(f"demo-model: {name} is not one row for each hour, so windows of 24 rows are not 24 hours.")
    columns = {feature: numbers(rows, column) for feature, column in COLUMNS.items()}
    columns["humidity"] = relative_humidity(columns["temperature"], numbers(rows, "DEWP"))
    pm25 = columns["pm25"]
    trailing = trailing_mean(pm25)
    following = np.full(len(rows), np.nan)
    following[:-HORIZON_HOURS] = trailing[HORIZON_HOURS:]
    return Hours(
        time=time,
        features=np.column_stack([columns[feature] for feature in FEATURES]).astype(np.float32),
        target=us_aqi.from_pm25(following),
        trailing=us_aqi.from_pm25(trailing),
        current=us_aqi.from_pm25(pm25),
    )


def read_rows(folder, name):
    for path, opener in ((folder / f"{name}.csv.gz", gzip.open), (folder / f"{name}.csv", open)):
        if path.exists():
            with opener(path, "rt", newline="") as file:
                return list(csv.DictReader(file))
    raise SystemExit(f"demo-model: {folder} has neither {name}.csv.gz nor {name}.csv.")


def numbers(rows, column):
    return np.array([np.nan if row[column] == "NA" else float(row[column]) for row in rows])


def relative_humidity(temperature, dew_point):
    """Percent, from degrees Celsius: Magnus with the coefficients of Alduchov and Eskridge (1996), at most 100."""

    def vapour_pressure(celsius):
        return np.exp(17.625 * celsius / (243.04 + celsius))

    return np.minimum(100 * vapour_pressure(dew_point) / vapour_pressure(temperature), 100)


def trailing_mean(values):
    """The mean of each hour and the 23 before it; NaN where fewer than HOURS_NEEDED of them were measured."""
    known = ~np.isnan(values)
    total = np.cumsum(np.where(known, values, 0))
    count = np.cumsum(known)
    total[HORIZON_HOURS:] -= total[:-HORIZON_HOURS].copy()
    count[HORIZON_HOURS:] -= count[:-HORIZON_HOURS].copy()
    return np.where(count >= HOURS_NEEDED, total / np.maximum(count, 1), np.nan)
