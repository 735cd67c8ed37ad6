# Small functions of one's own, with weights and biases apart.

# %% sigmoid_gradient
def squash(z):
    return 0.5 * (1 + np.tanh(0.5 * z))

def sigmoid_gradient(z):
    return squash(z) * squash(-z)

# %% output_delta
def output_delta(A, Y):
    return -(Y - A)

# %% hidden_delta
def without_bias(array):
    return array[:, 1:]

def hidden_delta(delta_next, Theta, Z):
    return np.multiply(sigmoid_gradient(Z), np.inner(delta_next, without_bias(Theta).T))

# %% layer_gradient
def layer_gradient(delta_next, A):
    return np.tensordot(delta_next, A, axes=(0, 0)) / len(delta_next)

# %% regularize
def regularize(D, Theta, lam, m):
    bias, rest = D[:, :1], D[:, 1:]
    return np.concatenate([bias, rest + lam / m * Theta[:, 1:]], axis=1)

# %% backprop
def split(Theta):
    return Theta[:, 0], Theta[:, 1:]

def backprop(thetas, X, Y, lam=0.0):
    def join(bias, weights):
        return np.column_stack((bias, weights))

    units = [X]
    for bias, W in map(split, thetas):
        units.append(1 / (1 + np.exp(-(units[-1] @ W.T + bias))))
    error, found = (units.pop() - Y) / len(X), []
    for Theta in thetas[::-1]:
        _, W = split(Theta)
        A = units.pop()
        found.append(join(error.sum(axis=0), error.T @ A + lam / len(X) * W))
        error = error @ W * A * (1 - A)
    return found[::-1]

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = roll(np.array(theta), tuple(layer_sizes))
    Y = one_hot(y, layer_sizes[-1])
    m, outputs = len(X), forward(thetas, X).output
    misses = np.where(Y == 1, outputs, 1 - outputs)
    squares = sum((Theta[:, 1:] ** 2).sum() for Theta in thetas)
    J = -np.log(misses).sum() / m + lam * squares / (2 * m)
    return J, unroll(backprop(thetas, X, Y, lam))
