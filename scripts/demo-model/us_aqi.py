"""The US EPA's air quality index from 24-hour PM2.5, with the breakpoints of May 2024 (EPA-454/B-24-002, table 6)."""

import numpy as np

# Concentrations in tenths of a microgram per cubic metre (the unit of truncation), with the index at both ends.
BREAKPOINTS_2024 = np.array(
    [
        (0, 90, 0, 50),
        (91, 354, 51, 100),
        (355, 554, 101, 150),
        (555, 1254, 151, 200),
        (1255, 2254, 201, 300),
        (2255, 3254, 301, 500),
    ],
    dtype=np.int64,
)


def from_pm25(micrograms):
    """The index of each mean concentration; NaN stays NaN. Above 500 the last segment goes on, as the document says."""
    concentration = np.asarray(micrograms, dtype=np.float64)
    known = ~np.isnan(concentration)
    # A mean of binary fractions that is a hair under a tenth is that tenth: the same tolerance as the Swift code's.
    millionths = np.rint(concentration[known] * 10 * 1_000_000).astype(np.int64)
    tenths = np.maximum(millionths // 1_000_000, 0)
    row = np.searchsorted(BREAKPOINTS_2024[:-1, 1], tenths, side="left")
    low, high, index_low, index_high = BREAKPOINTS_2024[row].T
    span = high - low
    rise = (index_high - index_low) * (tenths - low)
    index = np.full(concentration.shape, np.nan)
    index[known] = index_low + (2 * rise + span) // (2 * span)  # half up, in integers
    return index
