# One example, one input at a time, as the rules are written down.

# %% logistic_unit
def logistic_unit(theta, x):
    z = theta[0]
    for weight, value in zip(theta[1:], x):
        z = z + weight * value
    return 1.0 / (1.0 + np.exp(-z))

# %% perceptron_predict
def perceptron_predict(theta, X):
    answers = []
    for x in X:
        z = theta[0]
        for j in range(len(x)):
            z += theta[j + 1] * x[j]
        if z > 0:
            answers.append(1)
        else:
            answers.append(0)
    return answers

# %% perceptron_update
def perceptron_update(theta, x, y, alpha):
    z = theta[0] + sum(weight * value for weight, value in zip(theta[1:], x))
    new = theta.copy()
    if z > 0 and y == 0:
        new[0] -= alpha
        for j in range(len(x)):
            new[j + 1] -= alpha * x[j]
    if z <= 0 and y == 1:
        new[0] += alpha
        for j in range(len(x)):
            new[j + 1] += alpha * x[j]
    return new

# %% Perceptron
class Perceptron:
    def __init__(self, n, alpha):
        self.bias = 0.0
        self.rest = [0.0] * n
        self.step = alpha
        self.wrong = 0
        self.past = [[0.0] * (n + 1)]

    def predict(self, x):
        z = self.bias
        for j in range(len(x)):
            z += self.rest[j] * x[j]
        return 1 if z > 0 else 0

    def learn(self, x, y):
        said = self.predict(x)
        if said != y:
            self.wrong += 1
            sign = 1 if y == 1 else -1
            self.bias += sign * self.step
            for j in range(len(x)):
                self.rest[j] += sign * self.step * x[j]
            self.past.append([self.bias, *self.rest])
        return self.wrong

    def history(self):
        return self.past

# %% train_perceptron
def train_perceptron(X, y, alpha, max_epochs):
    theta = np.zeros(X.shape[1] + 1)
    mistakes = []
    epoch = 0
    while epoch < max_epochs:
        mistakes.append(0)
        for t in range(len(X)):
            z = theta[0] + theta[1:] @ X[t]
            if (z > 0) != (y[t] == 1):
                mistakes[-1] += 1
            theta = perceptron_update(theta, X[t], y[t], alpha)
        if mistakes[-1] == 0:
            return theta, mistakes
        epoch += 1
    return theta, mistakes

# %% at_least
def at_least(X, k):
    answers = np.zeros(len(X))
    for t, row in enumerate(X):
        z = -20 * k + 10
        for bit in row:
            z += 20 * bit
        answers[t] = z > 0
    return answers

# %% threshold_net
def threshold_net(thetas, X):
    outputs = []
    for x in X:
        a = list(x)
        for Theta in thetas:
            a = [1.0 if row[0] + sum(w * v for w, v in zip(row[1:], a)) > 0 else 0.0 for row in Theta]
        outputs.append(a)
    return outputs

# %% xor_net
def xor_net(X):
    answers = []
    for x1, x2 in X:
        both = -30 + 20 * x1 + 20 * x2 > 0
        neither = 10 - 20 * x1 - 20 * x2 > 0
        answers.append(int(10 - 20 * both - 20 * neither > 0))
    return np.array(answers)

# %% truth_table
def truth_table(thetas):
    n = len(thetas[0][0]) - 1
    table = []
    for number in range(2**n):
        bits = [float(bit) for bit in format(number, f"0{n}b")]
        outputs = threshold_net(thetas, np.array([bits]))
        table.append(bits + list(outputs[0]))
    return table

# %% table_net
def table_net(values):
    n = 0
    while 2**n < len(values):
        n += 1
    hidden = []
    for number, value in enumerate(values):
        if value:
            bits = [int(bit) for bit in format(number, f"0{n}b")]
            hidden.append([0.5 - sum(bits)] + [1.0 if bit else -1.0 for bit in bits])
    return [np.array(hidden), np.array([[-0.5] + [1.0] * len(hidden)])]
