"""The task all contenders share: J and its gradient on a net of 400, 25 and 10 units.

The sizes are those of the classic exercise: 5000 images of 400 pixels, 10 classes. The values are
random, since no contender is faster for some than for others. The pixels are whole numbers
divided by 16, like those of the digits.
"""

import numpy as np

from nnbp import glorot_uniform, one_hot, unroll

SIZES = (400, 25, 10)
EXAMPLES = 5000

_rng = np.random.default_rng(0)
X = _rng.integers(0, 17, (EXAMPLES, SIZES[0])) / 16.0
y = _rng.integers(0, SIZES[-1], EXAMPLES)
Y = one_hot(y, SIZES[-1])
thetas = glorot_uniform(SIZES, 0)
theta = unroll(thetas)
