# Matrices wherever there is more than one thing; labels turned into signs inside.

# %% logistic_unit
def logistic_unit(theta, x):
    z = np.dot(theta, np.insert(x, 0, 1.0))
    return 0.5 * (1 + np.tanh(z / 2))

# %% perceptron_predict
def perceptron_predict(theta, X):
    return X @ theta[1:] + theta[0] > 0

# %% perceptron_update
def perceptron_update(theta, x, y, alpha):
    x = add_bias(x[None, :])[0]
    wrong = (theta @ x > 0) != (y == 1)
    return theta + alpha * wrong * (2 * y - 1) * x

# %% Perceptron
class Perceptron:
    def __init__(self, n, alpha):
        self.steps = np.zeros((1, n + 1))
        self.alpha = alpha

    def predict(self, x):
        return int(np.heaviside(np.append(1, x) @ self.steps.sum(axis=0), 0))

    def learn(self, x, y):
        error = y - self.predict(x)
        if error:
            self.steps = np.vstack([self.steps, self.alpha * error * np.append(1, x)])
        return len(self.steps) - 1

    def history(self):
        return np.cumsum(self.steps, axis=0)

# %% train_perceptron
def train_perceptron(X, y, alpha, max_epochs):
    x = add_bias(X)
    theta = np.zeros(x.shape[1])
    mistakes = np.array([], dtype=int)
    for _ in range(max_epochs):
        errors = []
        for x_t, y_t in zip(x, y):
            errors.append(y_t - (x_t @ theta > 0))
            theta = theta + alpha * errors[-1] * x_t
        mistakes = np.append(mistakes, np.abs(errors).sum())
        if not np.any(errors):
            break
    return theta, mistakes

# %% at_least
def at_least(X, k):
    return np.heaviside(X.sum(axis=1) - k + 0.5, 0.0)

# %% threshold_net
def threshold_net(thetas, X):
    for Theta in thetas:
        X = np.asfortranarray(np.heaviside(Theta[:, 0] + X @ Theta[:, 1:].T, 0.0))
    return X

# %% xor_net
def xor_net(X):
    hidden = add_bias(X) @ np.array([[-0.5, 1, -1], [-0.5, -1, 1]]).T > 0
    return add_bias(hidden.astype(float)) @ np.array([-0.5, 1, 1]) > 0

# %% truth_table
def truth_table(thetas):
    n = thetas[0].shape[1] - 1
    X = (np.arange(2**n)[:, None] >> np.arange(n)[::-1]) & 1
    return np.column_stack([X, threshold_net(thetas, X.astype(float))])

# %% table_net
def table_net(values):
    n = len(values).bit_length() - 1
    bits = np.stack(np.meshgrid(*[[0, 1]] * n, indexing="ij"), axis=-1).reshape(-1, n)
    signs = 2.0 * bits[np.flatnonzero(values)] - 1
    ones = (signs > 0).sum(axis=1, keepdims=True)
    return np.hstack([0.5 - ones, signs]), np.r_[-0.5, np.ones(len(signs))][None, :]
