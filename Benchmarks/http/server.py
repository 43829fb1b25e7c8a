"""The peer: a minimal FastAPI server of the same XGBoost model, written for speed as far as the framework allows.

No DataFrame, no thread pool, one thread in XGBoost, validation by pydantic. Run by uvicorn with uvloop and httptools.
"""

import os
import time
from datetime import datetime, timezone

import numpy
import xgboost
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

booster = xgboost.Booster()
with open(os.environ["MODEL_FILE"], "rb") as file:
    booster.load_model(bytearray(file.read()))
booster.set_param({"nthread": 1})
FEATURES = {name: index for index, name in enumerate(booster.feature_names)}
MODEL_ID = os.environ["MODEL_ID"]
started = time.monotonic()
app = FastAPI()


class PredictRequest(BaseModel):
    data: dict[str, float | None]
    model_id: str | None = None
    model_name: str | None = None
    return_probabilities: bool = False


class PredictResponse(BaseModel):
    predictions: list[float]
    model_id: str
    model_name: str
    model_version: str
    inference_time_ms: float
    timestamp: str
    input_shape: list[int]

    model_config = {"protected_namespaces": ()}


def now():
    return datetime.now(timezone.utc).isoformat()


@app.get("/health")
async def health():
    return {"status": "healthy", "timestamp": now(), "version": "1", "uptime_seconds": time.monotonic() - started}


@app.post("/predict")
async def predict(request: PredictRequest) -> PredictResponse:
    row = numpy.full((1, len(FEATURES)), numpy.nan, dtype=numpy.float32)
    for name, value in request.data.items():
        index = FEATURES.get(name)
        if index is None:
            raise HTTPException(422, f"unknown feature {name}")
        if value is not None:
            row[0, index] = value
    began = time.perf_counter()
    predictions = booster.inplace_predict(row).tolist()
    return PredictResponse(
        predictions=predictions, model_id=MODEL_ID, model_name="aqi", model_version="v1",
        inference_time_ms=(time.perf_counter() - began) * 1000, timestamp=now(), input_shape=[1, len(FEATURES)])
