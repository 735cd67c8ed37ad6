# Entry by entry and example by example.

# %% glorot_limit
def glorot_limit(s_in, s_out):
    import math
    return math.sqrt(6 / (s_in + s_out))

# %% initial_weights
def initial_weights(layer_sizes, seed):
    rng = np.random.default_rng(seed)
    thetas = []
    for l in range(len(layer_sizes) - 1):
        rows, columns = layer_sizes[l + 1], layer_sizes[l] + 1
        limit = (6 / (layer_sizes[l] + layer_sizes[l + 1])) ** 0.5
        Theta = np.zeros((rows, columns))
        for i in range(rows):
            for j in range(columns):
                Theta[i, j] = rng.uniform(-limit, limit)
        thetas.append(Theta)
    return thetas

# %% first_copies
def first_copies(Theta_in, Theta_out):
    s = len(Theta_in)
    copies = []
    for i in range(s):
        for k in range(i + 1):
            rows = np.array_equal(Theta_in[i], Theta_in[k])
            columns = np.array_equal(Theta_out[:, i + 1], Theta_out[:, k + 1])
            if rows and columns:
                copies.append(k)
                break
    return copies

# %% gradient_step
def gradient_step(thetas, gradients, alpha):
    moved = []
    for l in range(len(thetas)):
        Theta = np.zeros(thetas[l].shape)
        for i in range(Theta.shape[0]):
            for j in range(Theta.shape[1]):
                Theta[i, j] = thetas[l][i, j] - alpha * gradients[l][i, j]
        moved.append(Theta)
    return moved

# %% descend
def descend(f, theta, alpha, steps):
    theta = theta.copy()
    history = np.zeros(steps + 1)
    for step in range(steps):
        history[step], gradient = f(theta)
        theta -= alpha * gradient
    history[steps], _ = f(theta)
    return theta, history

# %% Momentum
class Momentum:
    def __init__(self, alpha, mu):
        self.alpha = alpha
        self.mu = mu
        self.V = None

    def step(self, theta, D):
        if self.V is None:
            self.V = np.zeros(theta.shape)
        self.V *= self.mu
        self.V += D
        return theta - self.alpha * self.V

# %% minibatches
def minibatches(order, size):
    batches, batch = [], []
    for number in order:
        batch.append(number)
        if len(batch) == size:
            batches.append(np.array(batch))
            batch = []
    if batch:
        batches.append(np.array(batch))
    return batches

# %% accuracy
def accuracy(outputs, y):
    right = 0
    for h, label in zip(outputs, y):
        said = 0
        for k in range(1, len(h)):
            if h[k] > h[said]:
                said = k
        if said == label:
            right += 1
    return right / len(y)

# %% early_stop
def early_stop(validation_costs, patience):
    best, best_step, waited = float("inf"), 0, 0
    for step in range(len(validation_costs)):
        if validation_costs[step] < best:
            best, best_step, waited = validation_costs[step], step, 0
        else:
            waited += 1
        if waited == patience:
            return step, best_step
    return len(validation_costs) - 1, best_step

# %% train
def train(thetas, X, Y, lam, alpha, steps):
    thetas = [Theta.copy() for Theta in thetas]
    history = []
    for step in range(steps + 1):
        history.append(cost(thetas, X, Y, lam))
        if step == steps:
            break
        gradients = backprop(thetas, X, Y, lam)
        for Theta, D in zip(thetas, gradients):
            Theta -= alpha * D
    return thetas, history
