# Index notation throughout; backprop stands by itself.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    return np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2

# %% output_delta
def output_delta(A, Y):
    return np.subtract(A, Y)

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    return np.einsum("mi,ij,mj->mj", delta_next, Theta[:, 1:], sigmoid_gradient(Z))

# %% layer_gradient
def layer_gradient(delta_next, A):
    return np.einsum("mi,mj->ij", delta_next, A) / delta_next.shape[0]

# %% regularize
def regularize(D, Theta, lam, m):
    mask = np.ones(Theta.shape[1])
    mask[0] = 0
    return D + lam / m * np.einsum("ij,j->ij", Theta, mask)

# %% one_example
ORDER = "infjlbokaeg"

def one_example(Theta1, Theta2, x, y):
    return follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    m = X.shape[0]
    A = [X]
    for Theta in thetas:
        Z = np.einsum("mj,ij->mi", A[-1], Theta[:, 1:]) + Theta[:, 0]
        A.append(0.5 * (1 + np.tanh(Z / 2)))
    delta = A[-1] - Y
    result = []
    for l in range(len(thetas) - 1, -1, -1):
        bias = np.einsum("mi->i", delta)
        rest = np.einsum("mi,mj->ij", delta, A[l]) + lam * thetas[l][:, 1:]
        result.append(np.column_stack([bias, rest]) / m)
        delta = np.einsum("mi,ij,mj,mj->mj", delta, thetas[l][:, 1:], A[l], 1 - A[l])
    return result[::-1]

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = roll(theta, layer_sizes)
    Y = (np.arange(layer_sizes[-1]) == np.asarray(y)[:, None]).astype(float)
    J = cost(thetas, X, Y, lam)
    grad = np.concatenate([D.ravel() for D in backprop(thetas, X, Y, lam)])
    return J, grad
