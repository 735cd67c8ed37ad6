"""The book's colours. Colours mean symbols, in figures as in formulas; made for a white ground."""

ACTIVATION = "#0c387e"  # inputs, activations and pre-activations
WEIGHT = "#6b3a00"
WEIGHT_NEGATIVE = "#b5732c"
DELTA = "#b033a8"  # deltas and gradients
COST = "#35784f"
FAINT = "#d5dbe1"
MUTED = "#6b7480"
