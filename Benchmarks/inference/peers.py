"""The engines beside ours. Each answers (name, seconds a single row, seconds a batch by number of threads)."""

import ctypes
import json
import pathlib
import subprocess
import time

import numpy

SINGLES = 1_000
SECONDS_PER_FIGURE = 0.6


def fastest(run):
    """The least time of repeated runs, because others may use the machine."""
    best, end, times = float("inf"), time.perf_counter() + SECONDS_PER_FIGURE, 0
    while times < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
        times += 1
    return best


def loops(scratch):
    """The C loops, compiled once."""
    library = pathlib.Path(scratch) / "peers.so"
    source = pathlib.Path(__file__).with_name("peers.c")
    if not library.exists() or library.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source], check=True)
    return ctypes.CDLL(str(library))


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def xgboost_engine(case, rows, scratch):
    import xgboost
    from xgboost.core import _LIB

    booster = xgboost.Booster(model_file=str(case["model"]))
    booster.set_param({"nthread": 1})
    single = numpy.ascontiguousarray(rows[:SINGLES], dtype=numpy.float32)
    arrays = (ctypes.c_char_p * SINGLES)(
        *[
            json.dumps({"data": [int(single[i].ctypes.data), True], "shape": [1, rows.shape[1]], "typestr": "<f4",
                        "version": 3}).encode()
            for i in range(SINGLES)
        ]
    )
    config = json.dumps({"type": 1, "training": False, "iteration_begin": 0, "iteration_end": 0,
                         "strict_shape": False, "missing": float("nan"), "cache_id": 0}).encode()
    call = loops(scratch).loop_xgboost
    function = ctypes.cast(_LIB.XGBoosterPredictFromDense, ctypes.c_void_p)
    one = fastest(lambda: call(function, booster.handle, arrays, config, SINGLES)) / SINGLES
    batch = {}
    for threads in (1, 2):
        booster.set_param({"nthread": threads})
        batch[threads] = fastest(lambda: booster.inplace_predict(rows, predict_type="margin"))
    return "XGBoost", one, batch


def tl2cgen_engine(case, rows, scratch):
    import tl2cgen
    import treelite

    library = pathlib.Path(scratch) / f"tl2cgen-{case['data']}.so"
    if not library.exists():
        model = treelite.frontend.load_xgboost_model(str(case["model"]))
        tl2cgen.export_lib(model, toolchain="gcc", libpath=str(library), params={"quantize": 1, "parallel_comp": 8})
    compiled = ctypes.CDLL(str(library))
    entries = numpy.ascontiguousarray(rows, dtype=numpy.float32).copy()
    entries.view(numpy.int32)[numpy.isnan(entries)] = -1
    out = numpy.zeros(16, numpy.float32)
    call = loops(scratch).loop_tl2cgen
    function = ctypes.cast(compiled.predict, ctypes.c_void_p)
    one = fastest(lambda: call(function, pointer(entries), rows.shape[1], 0, SINGLES, pointer(out))) / SINGLES
    batch = {}
    for threads in (1, 2):
        predictor = tl2cgen.Predictor(str(library), nthread=threads)
        matrix = tl2cgen.DMatrix(numpy.ascontiguousarray(rows, dtype=numpy.float32))
        batch[threads] = fastest(lambda: predictor.predict(matrix, pred_margin=True))
    return "tl2cgen", one, batch


def lightgbm_engine(case, rows, scratch):
    import lightgbm
    from lightgbm.basic import _LIB

    booster = lightgbm.Booster(model_file=str(case["model"]))
    config = ctypes.c_void_p()
    raw_score, float64 = 1, 1
    _LIB.LGBM_BoosterPredictForMatSingleRowFastInit(
        booster._handle, raw_score, 0, -1, float64, rows.shape[1], b"num_threads=1", ctypes.byref(config))
    out = numpy.zeros(16)
    call = loops(scratch).loop_lightgbm
    function = ctypes.cast(_LIB.LGBM_BoosterPredictForMatSingleRowFast, ctypes.c_void_p)
    one = fastest(lambda: call(function, config, pointer(rows), rows.shape[1], 0, SINGLES, pointer(out))) / SINGLES
    batch = {t: fastest(lambda: booster.predict(rows, raw_score=True, num_threads=t)) for t in (1, 2)}
    return "LightGBM", one, batch


def lleaves_engine(case, rows, scratch):
    import lleaves

    model = lleaves.Model(model_file=str(case["model"]))
    model.compile(cache=str(pathlib.Path(scratch) / f"lleaves-{case['data']}.bin"), raw_score=True)
    out = numpy.zeros(16)
    call = loops(scratch).loop_lleaves
    function = ctypes.cast(model._c_entry_func, ctypes.c_void_p)
    one = fastest(lambda: call(function, pointer(rows), rows.shape[1], 0, SINGLES, pointer(out))) / SINGLES
    batch = {t: fastest(lambda: model.predict(rows, n_jobs=t)) for t in (1, 2)}
    return "lleaves", one, batch


def onnxruntime_engine(case, rows, scratch):
    """Called from Python: some microseconds a call are the language's, which only the single row feels."""
    import onnxruntime

    path = pathlib.Path(scratch) / f"{case['library']}-{case['data']}.onnx"
    if not path.exists():
        convert_to_onnx(case, path, rows.shape[1])
    rows = numpy.ascontiguousarray(rows, dtype=numpy.float32)
    batch = {}
    one = None
    for threads in (1, 2):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        if threads == 1:
            singles = [rows[i : i + 1] for i in range(SINGLES)]
            one = fastest(lambda: [session.run(None, {name: row}) for row in singles]) / SINGLES
        batch[threads] = fastest(lambda: session.run(None, {name: rows}))
    return "ONNX Runtime", one, batch


def convert_to_onnx(case, path, width):
    import onnxmltools
    from onnxmltools.convert.common.data_types import FloatTensorType

    types = [("input", FloatTensorType([None, width]))]
    if case["library"] == "xgboost":
        import xgboost

        model = xgboost.XGBRegressor()
        model.load_model(str(case["model"]))
        converted = onnxmltools.convert_xgboost(model, initial_types=types)
    else:
        import lightgbm

        converted = onnxmltools.convert_lightgbm(lightgbm.Booster(model_file=str(case["model"])), initial_types=types)
    path.write_bytes(converted.SerializeToString())


ENGINES = {
    "xgboost": [xgboost_engine, tl2cgen_engine, onnxruntime_engine],
    "lightgbm": [lightgbm_engine, lleaves_engine, onnxruntime_engine],
}
