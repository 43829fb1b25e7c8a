import Limiting

print(LimitPolicy.unlimited)
