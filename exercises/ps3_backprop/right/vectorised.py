# All examples at once, each function built on the ones before it.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    a = 1 / (1 + np.exp(-z))
    return a - a**2

# %% output_delta
def output_delta(A, Y):
    return A - Y

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    return delta_next @ Theta[:, 1:] * sigmoid_gradient(Z)

# %% layer_gradient
def layer_gradient(delta_next, A):
    return delta_next.T @ A / A.shape[0]

# %% regularize
def regularize(D, Theta, lam, m):
    weights = Theta.copy()
    weights[:, 0] = 0
    return D + lam * weights / m

# %% one_example
ORDER = "infjlaobkeg"

def one_example(Theta1, Theta2, x, y):
    return follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    run = forward(thetas, X)
    delta = output_delta(run.output, Y)
    result = []
    for l in range(len(thetas))[::-1]:
        D = layer_gradient(delta, run.activations[l])
        result.append(regularize(D, thetas[l], lam, len(X)))
        if l > 0:
            delta = hidden_delta(delta, thetas[l], run.pre_activations[l - 1])
    return result[::-1]

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = roll(theta, layer_sizes)
    Y = np.eye(layer_sizes[-1])[y]
    return cost(thetas, X, Y, lam), unroll(backprop(thetas, X, Y, lam))
