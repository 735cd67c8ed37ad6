# Right, and talkative: prints, warnings, and more work than is needed.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    import warnings

    warnings.warn("overflow encountered in exp", RuntimeWarning)
    print("z has the shape", np.shape(z))
    return sigmoid(z) - sigmoid(z) ** 2

# %% output_delta
def output_delta(A, Y):
    delta = A - Y
    print(delta.round(3))
    assert delta.shape == A.shape == Y.shape
    return delta

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    keep = np.arange(1, Theta.shape[1])
    delta = np.take(delta_next @ Theta, keep, axis=1)
    np.log(np.zeros(1))
    return delta * sigmoid_gradient(Z)

# %% layer_gradient
def layer_gradient(delta_next, A):
    each = [np.outer(d, a) for d, a in zip(delta_next, A)]
    print(len(each), "examples")
    return np.mean(each, axis=0)

# %% regularize
def regularize(D, Theta, lam, m):
    if lam == 0:
        print("no penalty")
        return D
    return np.where(np.arange(Theta.shape[1]) == 0, D, D + lam * Theta / m)

# %% one_example
ORDER = "infjlabkeg"
ORDER = ORDER[:3] + "o" + ORDER[3:]

def one_example(Theta1, Theta2, x, y):
    print("order:", *ORDER)
    return follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    J = cost(thetas, X, Y, lam)
    print(f"J = {J:.4f}")
    run = forward(thetas, X)
    delta, result = run.output - Y, [None] * len(thetas)
    for l in range(len(thetas) - 1, -1, -1):
        result[l] = regularize(layer_gradient(delta, run.activations[l]), thetas[l], lam, len(X))
        print("layer", l + 1, "gradient", result[l].shape)
        if l > 0:
            delta = hidden_delta(delta, thetas[l], run.pre_activations[l - 1])
    return result

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = roll(theta, layer_sizes)
    Y = one_hot(y, layer_sizes[-1])
    J = cost(thetas, X, Y, lam)
    print("J =", J, "of", len(theta), "weights")
    return np.float64(J), unroll(backprop(thetas, X, Y, lam))
