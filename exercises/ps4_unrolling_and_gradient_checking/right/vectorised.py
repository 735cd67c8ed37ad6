# Whole arrays at once; einsum where it says what is meant.

# %% unroll_weights
def unroll_weights(thetas):
    return np.hstack([Theta.flatten("C") for Theta in thetas])

# %% roll_weights
def roll_weights(theta, layer_sizes):
    s = np.array(layer_sizes)
    rows, columns = s[1:], s[:-1] + 1
    pieces = np.split(theta, np.cumsum(rows * columns)[:-1])
    return [piece.reshape(shape) for piece, shape in zip(pieces, zip(rows, columns))]

# %% from_octave
def from_octave(vector, layer_sizes):
    s = np.array(layer_sizes)
    pieces = np.split(vector, np.cumsum(s[1:] * (s[:-1] + 1))[:-1])
    return np.hstack([p.reshape(c + 1, -1).T.flatten() for p, c in zip(pieces, s)])

# %% numerical_gradient
def numerical_gradient(f, theta, eps):
    nudges = eps * np.eye(theta.size).reshape(theta.size, *theta.shape)
    rises = [f(theta + nudge) - f(theta - nudge) for nudge in nudges]
    return np.reshape(rises, theta.shape) / 2 / eps

# %% relative_error
def relative_error(numeric, analytic):
    gap, total = (numeric - analytic).ravel(), (numeric + analytic).ravel()
    if not gap.any():
        return np.float64(0)
    return np.sqrt((gap @ gap) / (total @ total))

# %% block_errors
def block_errors(numeric, analytic, layer_sizes):
    blocks = roll_weights(np.arange(numeric.size), layer_sizes)
    places = [[block[:, 0], block[:, 1:].ravel()] for block in blocks]
    return np.array([[relative_error(numeric[p], analytic[p]) for p in pair] for pair in places])

# %% verdict
def verdict(errors):
    words = ["agrees", "doubtful", "probably wrong", "wrong"]
    return words[np.digitize(np.max(errors), [1e-7, 1e-4, 1e-2])]

# %% repaired_a
def repaired_a(theta, layer_sizes, X, y, lam):
    s1, s2, K = layer_sizes
    m, Y = len(X), np.eye(layer_sizes[-1])[y]
    W1, W2 = theta[: s2 * (s1 + 1)].reshape(s2, -1), theta[s2 * (s1 + 1) :].reshape(K, -1)
    A1 = np.insert(X, 0, 1, axis=1)
    A2 = np.insert(sigmoid(np.einsum("ij,mj->mi", W1, A1)), 0, 1, axis=1)
    A3 = sigmoid(np.einsum("ij,mj->mi", W2, A2))
    R1, R2 = W1.copy(), W2.copy()
    R1[:, 0] = R2[:, 0] = 0
    J = -np.mean(np.sum(np.where(Y == 1, np.log(A3), np.log(1 - A3)), axis=1))
    J += lam / 2 / m * (np.vdot(R1, R1) + np.vdot(R2, R2))
    delta2 = np.einsum("mk,ki->mi", A3 - Y, W2) * A2 * (1 - A2)
    D1 = np.einsum("mi,mj->ij", delta2[:, 1:], A1)
    D2 = np.einsum("mk,mi->ki", A3 - Y, A2)
    return J, np.concatenate([(D1 + lam * R1).ravel(), (D2 + lam * R2).ravel()]) / m

# %% repaired_b
def repaired_b(theta, layer_sizes, X, y, lam):
    s1, s2, K = layer_sizes
    m, Y = len(X), (y[:, None] == np.arange(layer_sizes[-1])).astype(float)
    W1, W2 = theta[: s2 * (s1 + 1)].reshape(s2, -1), theta[s2 * (s1 + 1) :].reshape(K, -1)
    A1 = np.insert(X, 0, 1, axis=1)
    A2 = np.insert(np.tanh(np.einsum("ij,mj->mi", W1, A1)), 0, 1, axis=1)
    Z3 = np.einsum("ij,mj->mi", W2, A2)
    R1, R2 = W1 * (np.arange(s1 + 1) > 0), W2 * (np.arange(s2 + 1) > 0)
    J = np.sum(np.logaddexp(0, Z3) - Y * Z3) / m
    J += lam / 2 / m * (np.vdot(R1, R1) + np.vdot(R2, R2))
    miss = 1 / (1 + np.exp(-Z3)) - Y
    delta2 = np.einsum("mk,ki->mi", miss, W2[:, 1:]) / np.cosh(A1 @ W1.T) ** 2
    D1 = np.einsum("mi,mj->ij", delta2, A1)
    D2 = np.einsum("mk,mi->ki", miss, A2)
    return J, np.concatenate([(D1 + lam * R1).ravel(), (D2 + lam * R2).ravel()]) / m
