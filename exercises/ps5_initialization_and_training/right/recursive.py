# The first, and then the rest; lists and tuples in place of arrays.

# %% glorot_limit
def glorot_limit(s_in, s_out):
    return 6**0.5 * (s_in + s_out) ** -0.5

# %% initial_weights
def initial_weights(layer_sizes, seed):
    rng = seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
    if len(layer_sizes) == 1:
        return []
    s, s_next = layer_sizes[0], layer_sizes[1]
    eps = glorot_limit(s, s_next)
    first = rng.uniform(low=-eps, high=eps, size=s_next * (s + 1)).reshape(s_next, s + 1)
    return [first] + initial_weights(layer_sizes[1:], rng)

# %% first_copies
def first_copies(Theta_in, Theta_out):
    seen = {}
    for number, unit in enumerate(zip(map(tuple, Theta_in), zip(*Theta_out[:, 1:]))):
        seen.setdefault(unit, number)
    return [seen[unit] for unit in zip(map(tuple, Theta_in), zip(*Theta_out[:, 1:]))]

# %% gradient_step
def gradient_step(thetas, gradients, alpha):
    if len(thetas) == 0:
        return []
    first = thetas[0].copy()
    first += -alpha * gradients[0]
    return [first.tolist(), *gradient_step(thetas[1:], gradients[1:], alpha)]

# %% descend
def descend(f, theta, alpha, steps):
    J, D = f(theta)
    if steps == 0:
        return theta, [J]
    end, history = descend(f, theta - alpha * D, alpha, steps - 1)
    return end, [J] + history

# %% Momentum
class Momentum:
    def __init__(self, alpha, mu):
        self.rate, self.keep, self.velocity = alpha, mu, 0

    def step(self, theta, D):
        self.velocity = self.keep * self.velocity - self.rate * D
        return (theta + self.velocity).tolist()

# %% minibatches
def minibatches(order, size):
    if len(order) <= size:
        return [order]
    return [order[:size].tolist()] + minibatches(order[size:], size)

# %% accuracy
def accuracy(outputs, y):
    return float(np.mean([h[label] == max(h) for h, label in zip(outputs, y)]))

# %% early_stop
def early_stop(validation_costs, patience, step=0, lowest=0):
    if validation_costs[step] < validation_costs[lowest]:
        lowest = step
    if step - lowest == patience or step + 1 == len(validation_costs):
        return [step, lowest]
    return early_stop(validation_costs, patience, step + 1, lowest)

# %% train
def train(thetas, X, Y, lam, alpha, steps):
    J = cost(thetas, X, Y, lam)
    if steps == 0:
        return thetas, np.array([J])
    moved = [T - alpha * D for T, D in zip(thetas, backprop(thetas, X, Y, lam))]
    end, history = train(moved, X, Y, lam, alpha, steps - 1)
    return end, np.append(J, history)
