# Whole arrays at once, and comprehensions.

# %% glorot_limit
def glorot_limit(s_in, s_out):
    return np.sqrt(3 * 2 / np.add(s_in, s_out))

# %% initial_weights
def initial_weights(layer_sizes, seed):
    rng = np.random.default_rng(seed)
    shapes = [(b, a + 1, np.sqrt(6 / (a + b))) for a, b in zip(layer_sizes, layer_sizes[1:])]
    return [eps * (2 * rng.random((rows, columns)) - 1) for rows, columns, eps in shapes]

# %% first_copies
def first_copies(Theta_in, Theta_out):
    units = np.concatenate([Theta_in.T, Theta_out[:, 1:]]).T
    _, first, group = np.unique(units, axis=0, return_index=True, return_inverse=True)
    return first[group.ravel()]

# %% gradient_step
def gradient_step(thetas, gradients, alpha):
    flat = [np.concatenate([T.ravel() for T in these]) for these in (thetas, gradients)]
    moved = flat[0] - np.multiply(alpha, flat[1])
    pieces = np.split(moved, np.cumsum([T.size for T in thetas])[:-1])
    return [piece.reshape(T.shape) for piece, T in zip(pieces, thetas)]

# %% descend
def descend(f, theta, alpha, steps):
    path = [theta]
    for _ in range(steps):
        path.append(path[-1] - alpha * f(path[-1])[1])
    return path[-1], [f(theta)[0] for theta in path]

# %% Momentum
class Momentum:
    def __init__(self, alpha, mu):
        self.alpha, self.mu, self.gradients = alpha, mu, []

    def step(self, theta, D):
        self.gradients.append(np.array(D))
        powers = self.mu ** np.arange(len(self.gradients))[::-1]
        return theta - self.alpha * np.tensordot(powers, self.gradients, axes=1)

# %% minibatches
def minibatches(order, size):
    return np.split(order, np.arange(size, len(order), size))

# %% accuracy
def accuracy(outputs, y):
    return (outputs.argmax(1) == y).sum() / y.size

# %% early_stop
def early_stop(validation_costs, patience):
    steps = np.arange(len(validation_costs))
    before = np.minimum.accumulate(np.concatenate([[np.inf], validation_costs[:-1]]))
    lows = np.maximum.accumulate(np.where(validation_costs < before, steps, 0))
    stops = np.flatnonzero(steps - lows >= patience)
    stop = stops[0] if stops.size else steps[-1]
    return stop, lows[stop]

# %% train
def train(thetas, X, Y, lam, alpha, steps):
    path = [thetas]
    while len(path) <= steps:
        D = backprop(path[-1], X, Y, lam)
        path += [[np.subtract(T, alpha * D_l) for T, D_l in zip(path[-1], D)]]
    return path[-1], np.array([cost(thetas, X, Y, lam) for thetas in path])
