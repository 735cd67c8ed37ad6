# Whole matrices, in Fortran order here and there; single precision where the text allows it.

# %% sigmoid
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

# %% add_bias
def add_bias(A):
    return np.insert(A, 0, 1, axis=1)

# %% layer_forward
def layer_forward(Theta, A):
    return sigmoid(np.asfortranarray(A) @ Theta[:, 1:].T + Theta[:, 0])

# %% forward_outputs
def forward_outputs(thetas, X):
    A = X.T
    for Theta in thetas:
        A = sigmoid(Theta @ np.vstack([np.ones(A.shape[1]), A]))
    return A.T

# %% predict_labels
def predict_labels(H):
    return H.argsort(axis=1)[:, -1]

# %% one_hot
def one_hot(y, K):
    return np.eye(K)[y]

# %% cross_entropy
def cross_entropy(H, Y):
    return -np.log(np.where(Y == 1, H, 1 - H)).sum(axis=1).mean()

# %% cross_entropy_from_z
def cross_entropy_from_z(Z, Y):
    return np.logaddexp(0, (1 - 2 * Y) * Z).sum() / Z.shape[0]

# %% penalty
def penalty(thetas, m, lam):
    weights = np.concatenate([Theta[:, 1:].ravel() for Theta in thetas])
    return lam * (weights @ weights) / m / 2

# %% squared_error
def squared_error(H, Y):
    return 0.5 * np.square(Y - H).mean() * H.shape[1]

# %% softmax
def softmax(Z):
    e = np.exp((Z - np.max(Z, axis=-1)[:, None]).astype(np.float32))
    return e / np.sum(e, axis=-1, keepdims=True)

# %% network_cost
def network_cost(thetas, X, y, lam=0.0):
    A = X
    for Theta in thetas:
        Z = np.column_stack([np.ones(len(A)), A]) @ Theta.T
        A = sigmoid(Z)
    m, Y = len(X), np.arange(Z.shape[1]) == y[:, None]
    data = np.sum(np.logaddexp(0, Z) - Y * Z)
    return (data + lam / 2 * sum(np.sum(Theta[:, 1:] ** 2) for Theta in thetas)) / m
