"""Which claims tell of one meeting, which mentions mean one person. Comparing and deciding are pure; blocking reads the index."""
