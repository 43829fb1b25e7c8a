print("geoclimate")
