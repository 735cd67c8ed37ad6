# One example, one unit at a time, as the sums are written.

# %% sigmoid
def sigmoid(z):
    result = np.empty(np.shape(z))
    for place in np.ndindex(result.shape):
        value = float(z[place])
        if value >= 0:
            result[place] = 1 / (1 + np.exp(-value))
        else:
            result[place] = np.exp(value) / (1 + np.exp(value))
    return result

# %% add_bias
def add_bias(A):
    rows = []
    for a in A:
        rows.append([1.0] + [value for value in a])
    return rows

# %% layer_forward
def layer_forward(Theta, A):
    result = np.zeros((A.shape[0], Theta.shape[0]))
    for t in range(A.shape[0]):
        for i in range(Theta.shape[0]):
            z = Theta[i, 0]
            for j in range(A.shape[1]):
                z += Theta[i, j + 1] * A[t, j]
            result[t, i] = 1 / (1 + np.exp(-z))
    return result

# %% forward_outputs
def forward_outputs(thetas, X):
    outputs = []
    for x in X:
        a = x
        for Theta in thetas:
            a = sigmoid(Theta @ np.insert(a, 0, 1.0))
        outputs.append(a)
    return outputs

# %% predict_labels
def predict_labels(H):
    labels = []
    for h in H:
        best = 0
        for k in range(len(h)):
            if h[k] > h[best]:
                best = k
        labels.append(best)
    return labels

# %% one_hot
def one_hot(y, K):
    return [[1 if label == k else 0 for k in range(K)] for label in y]

# %% cross_entropy
def cross_entropy(H, Y):
    m, K = np.shape(Y)
    J = 0.0
    for t in range(m):
        for k in range(K):
            if Y[t][k] == 1:
                J -= np.log(H[t][k]) / m
            else:
                J -= np.log(1 - H[t][k]) / m
    return J

# %% cross_entropy_from_z
def cross_entropy_from_z(Z, Y):
    total = 0.0
    for z, y in zip(np.ravel(Z), np.ravel(Y)):
        if y == 1:
            z = -z
        total += max(z, 0.0) + np.log1p(np.exp(-abs(z)))
    return total / len(Z)

# %% penalty
def penalty(thetas, m, lam):
    total = 0
    for Theta in thetas:
        for row in Theta:
            for weight in row[1:]:
                total += lam * weight * weight / 2
    return total / m

# %% squared_error
def squared_error(H, Y):
    total = 0.0
    for h, y in zip(H, Y):
        total += 0.5 * np.linalg.norm(h - y) ** 2
    return total / len(H)

# %% softmax
def softmax(Z):
    rows = []
    for z in Z:
        e = [np.exp(value - max(z)) for value in z]
        rows.append([value / sum(e) for value in e])
    return rows

# %% network_cost
def network_cost(thetas, X, y, lam=0.0):
    J = 0.0
    for x, label in zip(X, y):
        a = x
        for Theta in thetas:
            a = 1 / (1 + np.exp(-(Theta[:, 0] + Theta[:, 1:] @ a)))
        for k in range(len(a)):
            J -= np.log(a[k] if k == label else 1 - a[k])
    for Theta in thetas:
        for row in Theta:
            for weight in row[1:]:
                J += lam / 2 * weight**2
    return J / len(X)
