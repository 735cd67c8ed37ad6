# Columns and rows, and small helpers.

# %% add_share
def add_share(Delta, delta, a):
    column, row = delta.reshape(-1, 1), a.reshape(1, -1)
    return column @ row + Delta

# %% theta2_slice
def weights(s, s_next):
    return s_next * (1 + s)

def theta2_slice(s1, s2, s3):
    places = range(weights(s1, s2) + weights(s2, s3))[-weights(s2, s3):]
    return places.start, places.stop

# %% central_difference
def one_sided(J, theta, eps):
    return (J(theta + eps) - J(theta)) / eps

def central_difference(J, theta, eps):
    return np.mean([one_sided(J, theta, eps), one_sided(J, theta, -eps)])
