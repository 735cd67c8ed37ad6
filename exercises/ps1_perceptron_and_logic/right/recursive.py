# Recursion and comprehensions, with a few prints and warnings on the way.

# %% logistic_unit
def logistic_unit(theta, x):
    def total(weights, values):
        if len(weights) == 0:
            return 0.0
        return weights[0] * values[0] + total(weights[1:], values[1:])

    z = total(list(theta), [1.0, *x])
    print("z =", z)
    return float(np.exp(z) / (1 + np.exp(z)))

# %% perceptron_predict
def perceptron_predict(theta, X):
    return np.array([[1.0, *x] @ theta > 0 for x in X]).astype(int)

# %% perceptron_update
def perceptron_update(theta, x, y, alpha):
    (said,) = perceptron_predict(theta, np.array([x]))
    if said == y:
        return theta.copy()
    step = alpha * np.concatenate(([1.0], x))
    return theta + step if y else theta - step

# %% Perceptron
class Perceptron:
    def __init__(self, n, alpha):
        self.n, self.alpha, self.seen = n, alpha, []

    def _replayed(self, examples):
        if not examples:
            return [np.zeros(self.n + 1)]
        *earlier, (x, y) = examples
        past = self._replayed(earlier)
        after = perceptron_update(past[-1], x, y, self.alpha)
        return past if np.array_equal(after, past[-1]) else [*past, after]

    def predict(self, x):
        return bool(perceptron_predict(self.history()[-1], np.array([x]))[0])

    def learn(self, x, y):
        self.seen.append((x.copy(), y))
        return len(self.history()) - 1

    def history(self):
        return self._replayed(self.seen)

# %% train_perceptron
def train_perceptron(X, y, alpha, max_epochs):
    def epochs(theta, left):
        if left == 0:
            return theta, []
        count = 0
        for x_t, y_t in zip(X, y):
            after = perceptron_update(theta, x_t, y_t, alpha)
            count += not np.array_equal(after, theta)
            theta = after
        if count == 0:
            return theta, [0]
        theta, rest = epochs(theta, left - 1)
        return theta, [count, *rest]

    return epochs(np.zeros(X.shape[1] + 1), max_epochs)

# %% at_least
def at_least(X, k):
    theta = [1 - k] + [1] * X.shape[1]
    return [bool(np.dot(theta, [1, *row]) > 0) for row in X]

# %% threshold_net
def threshold_net(thetas, X):
    if len(thetas) == 0:
        return X
    hidden = np.einsum("mj,ij->mi", add_bias(X), thetas[0]) > 0
    print("a layer of", hidden.shape[1])
    return threshold_net(thetas[1:], hidden.astype(float))

# %% xor_net
def xor_net(X):
    first = [np.array([[-10, 20, 20], [30, -20, -20]])]
    return np.ravel(threshold_net(first + [np.array([[-30, 20, 20]])], X)).tolist()

# %% truth_table
def truth_table(thetas):
    def rows(n):
        if n == 0:
            return [[]]
        return [[bit, *rest] for bit in (0, 1) for rest in rows(n - 1)]

    X = np.array(rows(thetas[0].shape[1] - 1), dtype=float)
    return np.c_[X, threshold_net(thetas, X)]

# %% table_net
def table_net(values):
    import warnings

    warnings.warn("one hidden unit a row", UserWarning)
    n = round(np.log2(len(values)))
    rows = [bits for bits, value in zip(product((-1, 1), repeat=n), values) if value]
    bias = [0.5 - row.count(1) for row in rows]
    Theta1 = [[b, *row] for b, row in zip(bias, rows)]
    return [Theta1, [[-0.5] + [1] * len(rows)]]
