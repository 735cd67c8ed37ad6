# Index notation, recursion over the layers, and copies changed in place; it prints and warns.

# %% sigmoid
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1.0) / (1 + e)

# %% add_bias
def add_bias(A):
    result = np.ones((A.shape[0], A.shape[1] + 1), order="F")
    result[:, 1:] = A
    return result

# %% layer_forward
def layer_forward(Theta, A):
    Z = np.einsum("ij,tj->ti", Theta[:, 1:], A)
    Z += Theta[:, 0]
    print("sums of shape", Z.shape)
    return sigmoid(Z)

# %% forward_outputs
def forward_outputs(thetas, X):
    if len(thetas) == 0:
        return X
    return forward_outputs(thetas[1:], layer_forward(thetas[0], X))

# %% predict_labels
def predict_labels(H):
    is_largest = H == H.max(axis=1, keepdims=True)
    return np.einsum("tk,k->t", is_largest, np.arange(H.shape[1]))

# %% one_hot
def one_hot(y, K):
    return np.equal.outer(y, np.arange(K))

# %% cross_entropy
def cross_entropy(H, Y):
    import warnings

    warnings.warn("every output must lie between 0 and 1", UserWarning)
    yes = np.einsum("tk,tk->", Y, np.log(H))
    no = np.einsum("tk,tk->", 1 - Y, np.log1p(-H))
    return np.array(-(yes + no) / len(H))

# %% cross_entropy_from_z
def cross_entropy_from_z(Z, Y):
    losses = Z.copy()
    losses[Y == 1] *= -1
    losses = np.maximum(losses, 0) + np.log1p(np.exp(-np.abs(losses)))
    return np.einsum("tk->", losses) / len(losses)

# %% penalty
def penalty(thetas, m, lam):
    total = 0.0
    for Theta in thetas:
        weights = Theta.copy()
        weights[:, 0] = 0
        total += np.einsum("ij,ij->", weights, weights)
    return total * lam / (2.0 * m)

# %% squared_error
def squared_error(H, Y):
    error = H - Y
    return np.einsum("tk,tk->", error, error) / 2 / len(error)

# %% softmax
def softmax(Z):
    logarithm = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return np.exp(logarithm)

# %% network_cost
def network_cost(thetas, X, y, lam=0.0):
    H = np.array(forward_outputs(thetas, X))
    right = np.log(H[np.arange(len(y)), y])
    rest = np.log(1 - H).sum(axis=1) - np.log(1 - H[np.arange(len(y)), y])
    return penalty(thetas, len(y), lam) - np.mean(right + rest)
