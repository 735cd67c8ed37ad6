# Prints and warnings on the way, copies where none are needed, and steps in another order.

# %% unroll_weights
def unroll_weights(thetas):
    vector = np.empty(0)
    for number, Theta in enumerate(thetas, start=1):
        print("matrix", number, "has the shape", Theta.shape)
        vector = np.append(vector, Theta)
    return vector

# %% roll_weights
def roll_weights(theta, layer_sizes):
    left = np.asfortranarray(theta.copy())
    thetas = []
    for l, columns in enumerate(layer_sizes[:-1]):
        rows = layer_sizes[l + 1]
        here, left = left[: rows * (columns + 1)], left[rows * (columns + 1) :]
        thetas.append(np.asfortranarray(here.reshape(rows, -1)))
    print("left over:", left.size)
    return tuple(thetas)

# %% from_octave
def from_octave(vector, layer_sizes):
    places = np.arange(vector.size)
    end = vector.size
    for s, s_next in reversed(list(zip(layer_sizes, layer_sizes[1:]))):
        begin = end - s_next * (s + 1)
        places[begin:end] = places[begin:end].reshape(s + 1, s_next).T.ravel()
        end = begin
    return vector[places]

# %% numerical_gradient
def numerical_gradient(f, theta, eps):
    import warnings
    warnings.warn("this takes two calls an entry")
    theta = theta * 1.0
    gradient = np.empty_like(theta)
    with np.nditer(theta, flags=["multi_index"]) as entries:
        for _ in entries:
            i = entries.multi_index
            lower, upper = theta.copy(), theta.copy()
            lower[i] = lower[i] - eps
            upper[i] = upper[i] + eps
            gradient[i] = 0.5 / eps * f(upper) - 0.5 / eps * f(lower)
    return gradient

# %% relative_error
def relative_error(numeric, analytic):
    gap = np.sqrt(np.sum(np.square(analytic - numeric)))
    size = np.sqrt(np.sum(np.square(analytic + numeric)))
    with np.errstate(invalid="ignore"):
        error = gap / size
    print("relative error", error)
    return np.nan_to_num(error)

# %% block_errors
def block_errors(numeric, analytic, layer_sizes):
    errors = []
    for theta in zip(*[roll_weights(v, layer_sizes) for v in (numeric, analytic)]):
        n, a = (Theta.copy() for Theta in theta)
        bias = relative_error(n[:, :1], a[:, :1])
        n[:, 0] = a[:, 0] = 0
        errors.extend([bias, relative_error(n, a)])
    return np.reshape(errors, (-1, 2))

# %% verdict
def verdict(errors):
    worst = errors.max()
    print("the worst error is", worst)
    if worst < 1e-7:
        result = "agrees"
    elif worst < 1e-4:
        result = "doubtful"
    elif worst < 1e-2:
        result = "probably wrong"
    else:
        result = "wrong"
    return str(result)
