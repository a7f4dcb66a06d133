"""Indices and signs of scikit-learn's FeatureHasher, and the murmur3 hashes under them."""
import random

from golden import write
from sklearn.feature_extraction import FeatureHasher
from sklearn.utils import murmurhash3_32

random.seed(0)
TEXTS = ["", "a", "ab", "abc", "abcd", "abcde", "hello, world", "origin=ABQ", "größe=7", "東京", "🙂🙂", "x" * 300]
NAMES = ["origin", "destination", "distance", "größe", "a", "b", "c"]


def row() -> dict:
    names = random.sample(NAMES, random.randint(0, len(NAMES)))
    return {n: random.choice(["ABQ", "DEN", "ü", "", 0, 1, -2.5, 0.25, 3]) for n in names}


rows = [row() for _ in range(60)] + [{f"f{i}": (i % 3) - 1.5 for i in range(100)}]
cases = []
for buckets in (1, 8, 1000, 2**16, 2**20):
    for signed in (True, False):
        hashed = FeatureHasher(n_features=buckets, alternate_sign=signed).transform(rows)
        dense = [{int(i): float(v) for i, v in zip(r.indices, r.data)} for r in hashed]
        cases.append({"buckets": buckets, "signed": signed, "vectors": dense})

write(__file__, {
    "murmur3": [{"text": t, "seed": s, "hash": int(murmurhash3_32(t, seed=s))} for t in TEXTS for s in (0, 42)],
    "rows": rows,
    "cases": cases,
})
