# Column order in memory, and views: the numbers are the same.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    a = sigmoid(z)
    return np.asfortranarray(a * (1 - a))

# %% output_delta
def output_delta(A, Y):
    return np.asfortranarray(A) - np.asfortranarray(Y)

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    slope = np.asfortranarray(sigmoid_gradient(Z))
    return np.asfortranarray(np.dot(delta_next, Theta)[:, 1:] * slope)

# %% layer_gradient
def layer_gradient(delta_next, A):
    return (A.T @ delta_next).T / len(A)

# %% regularize
def regularize(D, Theta, lam, m):
    result = np.array(D, order="F")
    result.T[1:] += lam / m * Theta.T[1:]
    return result

# %% one_example
ORDER = "i n f j l b a o k e g".replace(" ", "")

def one_example(Theta1, Theta2, x, y):
    made = follow(ORDER, LINES, W1=np.asfortranarray(Theta1), W2=Theta2, x=x, target=y)
    return tuple(np.asfortranarray(G) for G in made)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    run = forward(thetas, X)
    delta = np.asfortranarray(run.output - Y)
    found = ()
    for l in reversed(range(len(thetas))):
        D = layer_gradient(delta, run.activations[l])
        found = (regularize(D, thetas[l], lam, len(X)), *found)
        if l > 0:
            delta = hidden_delta(delta, thetas[l], run.pre_activations[l - 1])
    return found

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas = [np.asfortranarray(Theta) for Theta in roll(theta, layer_sizes)]
    Y = one_hot(y, layer_sizes[-1])
    gradients = backprop(thetas, X, Y, lam)
    return cost(thetas, X, Y, lam), np.concatenate([D.ravel(order="C") for D in gradients])
