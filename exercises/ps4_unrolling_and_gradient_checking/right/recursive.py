# The first matrix, and then the rest; lists in place of arrays.

# %% unroll_weights
def unroll_weights(thetas):
    if not thetas:
        return []
    return thetas[0].ravel().tolist() + unroll_weights(thetas[1:])

# %% roll_weights
def roll_weights(theta, layer_sizes):
    if len(layer_sizes) == 1:
        return []
    s, s_next = layer_sizes[:2]
    n = s_next * (s + 1)
    return [np.reshape(theta[:n], (s_next, s + 1))] + roll_weights(theta[n:], layer_sizes[1:])

# %% from_octave
def from_octave(vector, layer_sizes):
    if len(layer_sizes) < 2:
        return np.array([])
    rows, n = layer_sizes[1], layer_sizes[1] * (layer_sizes[0] + 1)
    by_rows = [vector[:n][i::rows] for i in range(rows)]
    return np.concatenate([*by_rows, from_octave(vector[n:], layer_sizes[1:])])

# %% numerical_gradient
def numerical_gradient(f, theta, eps):
    theta = theta.astype(float)
    if theta.ndim > 1:
        def along(row, number):
            def g(other):
                whole = theta.copy()
                whole[number] = other
                return f(whole)
            return numerical_gradient(g, row, eps)
        return np.array([along(row, number) for number, row in enumerate(theta)])
    def slope(i):
        step = eps * (np.arange(theta.size) == i)
        return (f(theta + step) - f(theta - step)) / (2.0 * eps)
    return [slope(i) for i in range(theta.size)]

# %% relative_error
def relative_error(numeric, analytic):
    if np.array_equal(numeric, analytic):
        return 0.0
    numeric, analytic = list(numeric.flat), list(analytic.flat)
    above = [n - a for n, a in zip(numeric, analytic)]
    below = [n + a for n, a in zip(numeric, analytic)]
    return float(np.linalg.norm(above)) / float(np.linalg.norm(below))

# %% block_errors
def block_errors(numeric, analytic, layer_sizes):
    if len(layer_sizes) == 1:
        return []
    columns = layer_sizes[0] + 1
    n = layer_sizes[1] * columns
    bias = np.arange(n) % columns == 0
    first = [relative_error(numeric[:n][w], analytic[:n][w]) for w in (bias, ~bias)]
    return [first, *block_errors(numeric[n:], analytic[n:], layer_sizes[1:])]

# %% verdict
def verdict(errors):
    worst = sorted(errors.ravel().tolist())[-1]
    return (
        "wrong" if worst >= 1e-2 else
        "probably wrong" if worst >= 1e-4 else
        "doubtful" if worst >= 1e-7 else
        "agrees"
    )

# %% repaired_a
def repaired_a(theta, layer_sizes, X, y, lam):
    s1, s2, K = layer_sizes
    cut, m = s2 * (s1 + 1), len(X)
    Theta1, Theta2 = theta[:cut].reshape(s2, s1 + 1), theta[cut:].reshape(K, s2 + 1)
    def of_examples(X, y):
        if len(X) == 0:
            return 0.0, 0.0 * Theta1, 0.0 * Theta2
        a1 = np.concatenate([[1.0], X[0]])
        a2 = np.concatenate([[1.0], sigmoid(Theta1 @ a1)])
        a3 = sigmoid(Theta2 @ a2)
        miss = a3.copy()
        miss[y[0]] -= 1
        surprise = -np.log(np.where(np.arange(K) == y[0], a3, 1 - a3)).sum()
        back = (miss @ Theta2[:, 1:]) * a2[1:] * (1 - a2[1:])
        J, D1, D2 = of_examples(X[1:], y[1:])
        return J + surprise, D1 + np.outer(back, a1), D2 + np.outer(miss, a2)
    J, D1, D2 = of_examples(X, y)
    weights = np.concatenate([np.c_[np.zeros((len(T), 1)), T[:, 1:]].ravel() for T in (Theta1, Theta2)])
    gradient = (np.concatenate([D1.ravel(), D2.ravel()]) + lam * weights) / m
    return [float((J + lam / 2 * weights @ weights) / m), gradient.tolist()]
