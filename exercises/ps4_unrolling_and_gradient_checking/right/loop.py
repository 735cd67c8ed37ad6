# Entry by entry, as one would do it on paper.

# %% unroll_weights
def unroll_weights(thetas):
    entries = []
    for Theta in thetas:
        for row in Theta:
            for weight in row:
                entries.append(weight)
    return np.array(entries)

# %% roll_weights
def roll_weights(theta, layer_sizes):
    matrices = []
    position = 0
    for l in range(len(layer_sizes) - 1):
        Theta = np.zeros((layer_sizes[l + 1], layer_sizes[l] + 1))
        for i in range(Theta.shape[0]):
            for j in range(Theta.shape[1]):
                Theta[i, j] = theta[position]
                position += 1
        matrices.append(Theta)
    return matrices

# %% from_octave
def from_octave(vector, layer_sizes):
    result = np.zeros(len(vector))
    begin = 0
    for l in range(len(layer_sizes) - 1):
        rows, columns = layer_sizes[l + 1], layer_sizes[l] + 1
        for i in range(rows):
            for j in range(columns):
                result[begin + i * columns + j] = vector[begin + j * rows + i]
        begin += rows * columns
    return result

# %% numerical_gradient
def numerical_gradient(f, theta, eps):
    flat = np.array(theta, dtype=float).ravel()
    slopes = np.zeros(flat.size)
    for i in range(flat.size):
        kept = flat[i]
        flat[i] = kept + eps
        above = f(flat.reshape(theta.shape))
        flat[i] = kept - eps
        below = f(flat.reshape(theta.shape))
        flat[i] = kept
        slopes[i] = (above - below) / (2 * eps)
    return slopes.reshape(theta.shape)

# %% relative_error
def relative_error(numeric, analytic):
    above = below = 0.0
    for n, a in zip(numeric.ravel(), analytic.ravel()):
        above += (n - a) ** 2
        below += (n + a) ** 2
    if above == 0:
        return 0
    return above**0.5 / below**0.5

# %% block_errors
def block_errors(numeric, analytic, layer_sizes):
    def share(v, places):
        return np.sqrt(sum(v[p] ** 2 for p in places))

    result = np.zeros((len(layer_sizes) - 1, 2))
    begin = 0
    for l in range(len(layer_sizes) - 1):
        rows, columns = layer_sizes[l + 1], layer_sizes[l] + 1
        bias = [begin + i * columns for i in range(rows)]
        others = [p for p in range(begin, begin + rows * columns) if p not in bias]
        for k, places in enumerate([bias, others]):
            gap = share(numeric - analytic, places)
            if gap:
                result[l, k] = gap / share(numeric + analytic, places)
        begin += rows * columns
    return result

# %% verdict
def verdict(errors):
    answer = "agrees"
    for error in errors.ravel():
        if error >= 0.01:
            return "wrong"
        if error >= 0.0001:
            answer = "probably wrong"
        elif error >= 0.0000001 and answer == "agrees":
            answer = "doubtful"
    return answer

# %% repaired_a
def repaired_a(theta, layer_sizes, X, y, lam):
    s1, s2, K = layer_sizes
    m, n1 = len(X), s2 * (s1 + 1)
    Theta1 = theta[:n1].reshape(s2, s1 + 1)
    Theta2 = theta[n1:].reshape(K, s2 + 1)
    J, Delta1, Delta2 = 0.0, np.zeros((s2, s1 + 1)), np.zeros((K, s2 + 1))
    for x, label in zip(X, y):
        target = (np.arange(K) == label).astype(float)
        a1 = np.append(1, x)
        z2 = Theta1 @ a1
        a2 = np.append(1, sigmoid(z2))
        a3 = sigmoid(Theta2 @ a2)
        J -= np.sum(target * np.log(a3) + (1 - target) * np.log(1 - a3))
        delta3 = a3 - target
        delta2 = (Theta2.T @ delta3)[1:] * sigmoid_gradient(z2)
        Delta1 += np.outer(delta2, a1)
        Delta2 += np.outer(delta3, a2)
    squares = np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)
    D1, D2 = Delta1 / m, Delta2 / m
    D1[:, 1:] += lam / m * Theta1[:, 1:]
    D2[:, 1:] += lam / m * Theta2[:, 1:]
    return J / m + lam / (2 * m) * squares, np.append(D1, D2)

# %% repaired_b
def repaired_b(theta, layer_sizes, X, y, lam):
    s1, s2, K = layer_sizes
    m, n1 = len(X), s2 * (s1 + 1)
    Theta1, Theta2 = theta[:n1].reshape(s2, s1 + 1), theta[n1:].reshape(K, s2 + 1)
    Y = np.zeros((m, K))
    for i in range(m):
        Y[i, y[i]] = 1
    ones = np.ones((m, 1))
    A1 = np.hstack([ones, X])
    A2 = np.hstack([ones, np.tanh(A1 @ Theta1.T)])
    A3 = sigmoid(A2 @ Theta2.T)
    J = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    delta3 = A3 - Y
    delta2 = (delta3 @ Theta2 * (1 - A2**2))[:, 1:]
    D1, D2 = delta2.T @ A1 / m, delta3.T @ A2 / m
    for Theta, D in ((Theta1, D1), (Theta2, D2)):
        J += lam / (2 * m) * np.sum(Theta[:, 1:] ** 2)
        D[:, 1:] += lam / m * Theta[:, 1:]
    return J, np.append(D1, D2)
