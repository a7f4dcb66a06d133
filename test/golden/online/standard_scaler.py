"""River's StandardScaler, learning before it transforms, and scikit-learn's moments of the same rows."""
import numpy as np
from golden import write
from river.preprocessing import StandardScaler
from sklearn.preprocessing import StandardScaler as Batch

generator = np.random.default_rng(0)
rows = generator.normal([0, 1e6, 5], [1, 0.5, 0], size=(200, 3))
scaler = StandardScaler()
scaled = []
for x in rows:
    sample = dict(enumerate(x.tolist()))
    scaler.learn_one(sample)
    scaled.append(list(scaler.transform_one(sample).values()))
batch = Batch().fit(rows)
write(__file__, {
    "rows": rows.tolist(), "scaled": scaled, "mean": batch.mean_.tolist(), "variance": batch.var_.tolist(),
})
