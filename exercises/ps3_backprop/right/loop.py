# One example at a time, with accumulators, as the algorithm is usually written down.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    return sigmoid(z) * (1 - sigmoid(z))

# %% output_delta
def output_delta(A, Y):
    delta = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for k in range(A.shape[1]):
            delta[i, k] = A[i, k] - Y[i, k]
    return delta

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    rows = []
    for d, z in zip(delta_next, Z):
        back = Theta.T.dot(d)
        rows.append(back[1:] * sigmoid_gradient(z))
    return np.array(rows)

# %% layer_gradient
def layer_gradient(delta_next, A):
    total = np.zeros((delta_next.shape[1], A.shape[1]))
    for d, a in zip(delta_next, A):
        total += np.outer(d, a)
    return total / A.shape[0]

# %% regularize
def regularize(D, Theta, lam, m):
    result = np.array(D, dtype=float)
    for i in range(D.shape[0]):
        for j in range(1, D.shape[1]):
            result[i, j] += lam * Theta[i, j] / m
    return result

# %% one_example
ORDER = "infojlabkeg"

def one_example(Theta1, Theta2, x, y):
    return follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    m = X.shape[0]
    totals = [np.zeros(Theta.shape) for Theta in thetas]
    for x, y in zip(X, Y):
        activations, slopes = [np.insert(x, 0, 1.0)], []
        for number, Theta in enumerate(thetas):
            a = sigmoid(Theta @ activations[-1])
            slopes.append(a * (1 - a))
            last = number == len(thetas) - 1
            activations.append(a if last else np.insert(a, 0, 1.0))
        d = activations[-1] - y
        for l in reversed(range(len(thetas))):
            totals[l] += np.outer(d, activations[l])
            if l > 0:
                d = (thetas[l].T @ d)[1:] * slopes[l - 1]
    result = []
    for total, Theta in zip(totals, thetas):
        D = total / m
        D[:, 1:] = D[:, 1:] + lam / m * Theta[:, 1:]
        result.append(D)
    return result

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = roll(theta, layer_sizes)
    Y = np.zeros((len(y), layer_sizes[-1]))
    for i, label in enumerate(y):
        Y[i, label] = 1
    J = cost(thetas, X, Y, lam)
    gradients = backprop(thetas, X, Y, lam)
    return J, np.concatenate([D.flatten() for D in gradients])
