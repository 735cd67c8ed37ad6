# No loop over the layers: each layer asks the one after it for its error.

# %% sigmoid_gradient
def sigmoid_gradient(z):
    return sigmoid(z) * sigmoid(-np.asarray(z))

# %% one_example
ORDER = "infjlboakeg"

def one_example(Theta1, Theta2, x, y):
    return follow(ORDER, LINES, W1=Theta1, W2=Theta2, x=x, target=y)

# %% backprop
def backprop(thetas, X, Y, lam=0.0):
    def gradients_from(A, l):
        """Return the gradients of Theta l and of all after it, and the error of what enters."""
        if l == len(thetas):
            return [], A - Y
        Theta, m = thetas[l], len(X)
        with_bias = np.c_[np.ones(m), A]
        later, delta = gradients_from(sigmoid(with_bias @ Theta.T), l + 1)
        if l < len(thetas) - 1:
            g = sigmoid(with_bias @ Theta.T)
            delta = delta * g * (1 - g)
        weights = np.c_[np.zeros(len(Theta)), Theta[:, 1:]]
        return [(delta.T @ with_bias + lam * weights) / m, *later], delta @ Theta[:, 1:]

    return gradients_from(X, 0)[0]
