# Arrays of one's own are changed in place; those of the caller stay as they are.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    g = np.array(sigmoid(z))
    other = 1 - g
    g *= other
    return g

# %% output_delta
def output_delta(A, Y):
    delta = A.copy()
    delta -= Y
    return delta

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    delta = np.empty(Z.shape)
    np.matmul(delta_next, Theta[:, 1:], out=delta)
    delta *= sigmoid_gradient(Z)
    return delta

# %% layer_gradient
def layer_gradient(delta_next, A):
    D = np.zeros((delta_next.shape[1], A.shape[1]))
    for i in range(len(A)):
        D += delta_next[i][:, np.newaxis] * A[i]
    D /= len(A)
    return D

# %% regularize
def regularize(D, Theta, lam, m):
    result = D.copy()
    result[:, 1:] += lam * Theta[:, 1:] / m
    return result

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    m, run = len(X), forward(thetas, X)
    gradients = [lam * Theta for Theta in thetas]
    for D in gradients:
        D[:, 0] = 0
    delta = run.output.copy()
    delta -= Y
    for l in range(len(thetas) - 1, -1, -1):
        gradients[l] += delta.T @ run.activations[l]
        gradients[l] /= m
        if l:
            delta = delta @ thetas[l]
            delta = delta[:, 1:]
            delta *= sigmoid_gradient(run.pre_activations[l - 1])
    return gradients

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = roll(theta, layer_sizes)
    Y = np.zeros((len(y), layer_sizes[-1]))
    Y[np.arange(len(y)), y] = 1
    grad = np.empty(theta.shape)
    first = 0
    for D in backprop(thetas, X, Y, lam):
        grad[first : first + D.size] = D.flat
        first += D.size
    return cost(thetas, X, Y, lam), grad
