"""The benchmarks: what `make bench` measures, on a data set of its own. See docs/benchmarks.md."""
