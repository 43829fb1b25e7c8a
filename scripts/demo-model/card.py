"""What the metadata says about the features and about where the measurements come from."""

# name: (unit, meaning, plausible minimum, plausible maximum)
FEATURES = {
    "temperature": ("degC", "air temperature", -40, 50),
    "humidity": ("%", "relative humidity", 0, 100),
    "wind_speed": ("m/s", "wind speed", 0, 40),
    "pressure": ("hPa", "air pressure at the station", 870, 1085),
    "rain": ("mm", "rain in this hour", 0, 150),
    "pm25": ("ug/m3", "PM2.5 in this hour", 0, 1000),
    "pm10": ("ug/m3", "PM10 in this hour", 0, 2000),
    "so2": ("ug/m3", "sulphur dioxide in this hour", 0, 1000),
    "no2": ("ug/m3", "nitrogen dioxide in this hour", 0, 1000),
    "co": ("ug/m3", "carbon monoxide in this hour (not mg/m3)", 0, 20000),
    "o3": ("ug/m3", "ozone in this hour", 0, 1100),
    "hour": ("h", "hour of the day, local standard time", 0, 23),
    "month": ("1", "month of the year, 1 is January", 1, 12),
}

TARGET = {
    "name": "us_aqi_pm25_next_24h",
    "unit": "US AQI",
    "definition": (
        "The index by the EPA's PM2.5 breakpoints of May 2024 of the mean PM2.5 of the 24 hours after this one, "
        "truncated to 0.1 ug/m3; at least 18 of the 24 hours measured; above 500 the last segment goes on."
    ),
}

TRAINING_DATA = {
    "title": "Beijing Multi-Site Air Quality (UCI Machine Learning Repository)",
    "citation": (
        "Zhang, S., Guo, B., Dong, A., He, J., Xu, Z. and Chen, S. X. (2017): Cautionary tales on air-quality "
        "improvement in Beijing. Proceedings of the Royal Society A 473: 20170457."
    ),
    "doi": "10.1098/rspa.2017.0457",
    "licence": "CC BY 4.0",
    "changes": (
        "Relative humidity from temperature and dew point by the Magnus formula with the coefficients of Alduchov and "
        "Eskridge (1996); gaps stay missing; units as published."
    ),
}


def features(order):
    keys = ("unit", "description", "minimum", "maximum")
    return [{"name": name, **dict(zip(keys, FEATURES[name]))} for name in order]
