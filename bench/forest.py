"""What scikit-learn does for the evaluation bench. `make` needs skl2onnx too: see evaluation.bench.ts.

    forest.py make <folder> <rows>     a forest as ONNX and joblib, and labelled rows as CSV and Parquet
    forest.py measure <folder> <file>  reads, predicts and measures as people do it by hand
"""

import pathlib
import sys

import joblib
import numpy as np
import pandas as pd
from sklearn import metrics
from sklearn.ensemble import RandomForestClassifier

FEATURES = 30


def make(folder: pathlib.Path, rows: int) -> None:
    from skl2onnx import to_onnx

    random = np.random.default_rng(7)
    inputs = random.normal(size=(rows, FEATURES)).round(4).astype(np.float32)
    score = inputs[:, 0] + 0.7 * inputs[:, 1] * inputs[:, 2] - 0.5 * inputs[:, 3] + random.normal(scale=0.7, size=rows)
    labels = np.digitize(score, [-0.5, 0.5])
    forest = RandomForestClassifier(n_estimators=100, max_depth=8, random_state=0, n_jobs=-1)
    forest.fit(inputs[:20_000], labels[:20_000])
    joblib.dump(forest, folder / "forest.joblib")
    model = to_onnx(forest, inputs[:1], options={"zipmap": False})
    said = model.metadata_props.add()
    said.key, said.value = "mergeline.classes", "[0, 1, 2]"
    (folder / "forest.onnx").write_bytes(model.SerializeToString())
    table = pd.DataFrame(inputs.astype(np.float64).round(4), columns=[f"f{index}" for index in range(FEATURES)])
    table["label"] = labels
    table.to_csv(folder / "rows.csv", index=False)
    table.to_parquet(folder / "rows.parquet", index=False)


def measure(folder: pathlib.Path, name: str) -> None:
    forest = joblib.load(folder / "forest.joblib")
    forest.n_jobs = 1
    table = pd.read_parquet(folder / name) if name.endswith("parquet") else pd.read_csv(folder / name)
    truths = table.pop("label").to_numpy()
    shares = forest.predict_proba(table.to_numpy(np.float32))
    answers = forest.classes_[shares.argmax(axis=1)]
    print(metrics.accuracy_score(truths, answers))
    print(metrics.classification_report(truths, answers, digits=6))
    print(metrics.confusion_matrix(truths, answers))
    print(metrics.log_loss(truths, shares), metrics.roc_auc_score(truths, shares, multi_class="ovr"))


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        measure(pathlib.Path(sys.argv[2]), sys.argv[3])
