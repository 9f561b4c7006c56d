"""Benchmarks: ratios within one run, printed as tables; none of them is a test."""
