"""Claims of speed, as a command: `python -m benchmarks`."""
