"""A computational graph in which one input is used twice."""

from nnbp.explorables.explorable import Frame, Parameter, decimal, explorable
from nnbp.graph import Node, backward
from nnbp.plots.graphs import draw_graph


@explorable(
    Parameter("x", "x", (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0), 2.0),
    Parameter("y", "y", (-4.0, -2.0, 0.0, 2.0, 4.0), 2.0),
    caption="The graph of $(x + y)\\,x$. The input $x$ forks, and what comes back along its two "
    "branches adds up.",
)
def fork(x: float, y: float) -> Frame:
    """The graph of (x + y) x with its values and gradients."""
    node_x, node_y = Node(x, "x"), Node(y, "y")
    q = (node_x + node_y).named("q")
    f = (q * node_x).named("f")
    gradient = backward(f)
    of_sum, of_product = gradient[q] * q.slopes[0], gradient[f] * f.slopes[1]
    alt = (
        f"x = {decimal(x)} and y = {decimal(y)} give q = x + y = {decimal(q.value)} and "
        f"f = q x = {decimal(f.value)}. Back to x come {decimal(of_sum)} through the sum and "
        f"{decimal(of_product)} through the product, together {decimal(gradient[node_x])}. "
        f"Back to y comes {decimal(gradient[node_y])}."
    )
    return Frame(draw_graph(f, decimals=1), alt)
