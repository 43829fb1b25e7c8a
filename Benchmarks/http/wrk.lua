-- wrk: the same POST /predict again and again, and one line of JSON at the end.
wrk.method = os.getenv("METHOD") or "GET"
if os.getenv("API_KEY") then wrk.headers["X-API-Key"] = os.getenv("API_KEY") end
if wrk.method == "POST" then
    wrk.headers["Content-Type"] = "application/json"
    wrk.body = '{"data":{"temperature":18.5,"humidity":55,"wind_speed":2.1,"pressure":1012.4,"rain":0,"pm25":48.2,'
        .. '"pm10":75.5,"so2":9.1,"no2":41.3,"co":820,"o3":62.7,"hour":14,"month":10}}'
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '\nresult {"requests":%d,"seconds":%.6f,"p50_ms":%.4f,"p99_ms":%.4f,"errors":%d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
