# Prints and warnings on the way, and copies where none are needed.

# %% initial_weights
def initial_weights(layer_sizes, seed):
    generator = np.random.Generator(np.random.PCG64(seed))
    thetas = {}
    for l, (s, s_next) in enumerate(zip(layer_sizes[:-1], layer_sizes[1:]), start=1):
        eps = glorot_limit(s, s_next)
        print(f"Theta{l}: {s_next} x {s + 1}, up to {eps:.4f}")
        thetas[l] = generator.uniform(-eps, eps, size=(s_next, s + 1))
    return list(thetas.values())

# %% first_copies
def first_copies(Theta_in, Theta_out):
    units = [list(row) + list(column) for row, column in zip(Theta_in, Theta_out.T[1:])]
    print(len(units), "units")
    return np.array([units.index(unit) for unit in units], dtype=float)

# %% gradient_step
def gradient_step(thetas, gradients, alpha):
    import warnings
    warnings.warn("this is slow")
    copies = [np.asfortranarray(Theta.copy()) for Theta in thetas]
    for copy, D in zip(copies, gradients):
        copy[...] = copy - alpha * D
    return tuple(copies)

# %% descend
def descend(f, theta, alpha, steps):
    here = np.array(theta)
    history = [f(here)[0]]
    for step in range(1, steps + 1):
        _, gradient = f(here.copy())
        here = here + (-alpha) * gradient
        history = history + [f(here)[0]]
        print("step", step, "J", history[-1])
    return here, np.asarray(history)

# %% train
def train(thetas, X, Y, lam, alpha, steps):
    history = np.full(steps + 1, np.nan)
    for step in range(steps + 1):
        history[step] = cost(thetas, X, Y, lam)
        print("step", step, "J", history[step])
        if step < steps:
            thetas = [Theta - alpha * D for Theta, D in zip(thetas, backprop(thetas, X, Y, lam))]
    return tuple(thetas), history.tolist()
