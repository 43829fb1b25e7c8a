-- GCRA as Redis runs it for one key: ARGV are tokens a minute, burst, cost. Time is the server's, in microseconds.
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local interval = 60000000 / ARGV[1]
local tolerance = (ARGV[2] - 1) * interval
local arrival = tonumber(redis.call('GET', KEYS[1]) or now)
if arrival < now then arrival = now end
local after = arrival + ARGV[3] * interval
local allowed_at = after - tolerance - interval
if allowed_at > now then
    return { 0, math.ceil(allowed_at - now) }
end
redis.call('SET', KEYS[1], after, 'PX', math.ceil((after - now) / 1000) + 1)
return { 1, 0 }
