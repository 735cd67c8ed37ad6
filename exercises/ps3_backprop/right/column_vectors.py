# Examples in columns inside, as the formulas have them; rows outside.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    g = 1 / (1 + np.exp(-z))
    return np.exp(-z) * g**2

# %% output_delta
def output_delta(A, Y):
    return (A.T - Y.T).T

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    back = Theta.T @ delta_next.T
    slope = sigmoid_gradient(Z.T)
    return np.transpose(np.delete(back, 0, axis=0) * slope)

# %% layer_gradient
def layer_gradient(delta_next, A):
    delta, m = delta_next.T, A.shape[0]
    return (A.T @ delta.T).T / m

# %% regularize
def regularize(D, Theta, lam, m):
    keep = np.diag([0.0] + [1.0] * (Theta.shape[1] - 1))
    return D + lam / m * (Theta @ keep)

# %% one_example
ORDER = "infjloabkeg"

def one_example(Theta1, Theta2, x, y):
    return follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    m = X.shape[0]
    ones = np.ones((1, m))
    a = {1: np.vstack([ones, X.T])}
    L = len(thetas) + 1
    Theta = dict(enumerate(thetas, 1))
    for l in range(2, L + 1):
        h = sigmoid(Theta[l - 1] @ a[l - 1])
        a[l] = h if l == L else np.vstack([ones, h])
    delta = {L: a[L] - Y.T}
    for l in range(L - 1, 1, -1):
        whole = Theta[l].T @ delta[l + 1] * (a[l] * (1 - a[l]))
        delta[l] = whole[1:]
    D = []
    for l in range(1, L):
        D.append(delta[l + 1] @ a[l].T / m)
        D[-1][:, 1:] += (lam / m) * Theta[l][:, 1:]
    return D

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas, first = [], 0
    for s, s_next in zip(layer_sizes[:-1], layer_sizes[1:]):
        last = first + s_next * (s + 1)
        thetas.append(theta[first:last].reshape(s_next, s + 1))
        first = last
    Y = np.array([[float(label == k) for k in range(layer_sizes[-1])] for label in y])
    D = backprop(thetas, X, Y, lam)
    return cost(thetas, X, Y, lam), np.hstack([D_l.reshape(-1) for D_l in D])
