# Plain Python: lists and comprehensions, no array is returned.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    return (np.exp(-z) / (1 + np.exp(-z)) ** 2).tolist()

# %% output_delta
def output_delta(A, Y):
    return [[a - y for a, y in zip(*rows)] for rows in zip(A.tolist(), Y.tolist())]

# %% hidden_delta
def hidden_delta(delta_next, Theta, Z):
    slopes = [[s * (1 - s) for s in row] for row in sigmoid(Z).tolist()]
    columns = Theta[:, 1:].T.tolist()
    return [
        [s * sum(d * t for d, t in zip(delta, column)) for s, column in zip(slope, columns)]
        for delta, slope in zip(delta_next.tolist(), slopes)
    ]

# %% layer_gradient
def layer_gradient(delta_next, A):
    return [
        [sum(d * a for d, a in zip(ds, activations)) / len(A) for activations in A.T]
        for ds in delta_next.T
    ]

# %% regularize
def regularize(D, Theta, lam, m):
    return [
        [d + (lam / m * t if j else 0.0) for j, (d, t) in enumerate(zip(ds, ts))]
        for ds, ts in zip(D, Theta)
    ]

# %% one_example
ORDER = list("infjlobakeg")

def one_example(Theta1, Theta2, x, y):
    G1, G2 = follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)
    return [G1.tolist(), G2.tolist()]

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    run = forward(thetas, X)
    deltas = [run.output - Y]
    for Theta, Z in zip(thetas[:0:-1], run.pre_activations[-2::-1]):
        deltas.append(np.array(hidden_delta(deltas[-1], Theta, Z)))
    means = [layer_gradient(d, A) for d, A in zip(deltas[::-1], run.activations)]
    return [regularize(D, Theta, lam, len(X)) for D, Theta in zip(means, thetas)]

# %% nn_cost_function
def nn_cost_function(theta, layer_sizes, X, y, lam=0.0):
    thetas, Y = roll(theta, layer_sizes), one_hot(y, layer_sizes[-1])
    D = backprop(thetas, X, Y, lam)
    return [cost(thetas, X, Y, lam), [entry for matrix in D for row in matrix for entry in row]]
