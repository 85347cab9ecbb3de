"""Trains the three iris models of the demo and writes them beside this file.

    python -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python train.py

The same versions of the libraries write the same data, parameters and metrics every time.
"""

import json
import pickle
from pathlib import Path

import joblib
import pandas as pd
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
TARGET = "species"
SEED = 36


def main():
    train, test = split()
    write_csv(HERE / "train.csv", *train)
    write_csv(HERE / "test.csv", *test)

    write_model("baseline", "model.joblib", joblib.dump, {"C": 0.05}, train, test)
    write_model("improved", "model.pkl", dump_pickle, {"C": 10.0}, train, test)
    # What a hurried colleague registers: far too much regularisation, so versicolor is hardly ever found.
    write_model("worse", "model.joblib", joblib.dump, {"C": 0.0005}, train, test)


def split():
    iris = load_iris()
    rows = pd.DataFrame(iris.data, columns=FEATURES)
    species = pd.Series([str(iris.target_names[label]) for label in iris.target], name=TARGET, dtype=object)
    x_train, x_test, y_train, y_test = train_test_split(
        rows, species, test_size=50, random_state=SEED, stratify=species
    )
    return (x_train, y_train), (x_test, y_test)


def write_model(folder, name, dump, parameters, train, test):
    pipeline = Pipeline(
        [
            ("scale", StandardScaler()),
            ("classify", LogisticRegression(max_iter=1000, **parameters)),
        ]
    )
    pipeline.fit(*train)
    target = HERE / folder
    target.mkdir(exist_ok=True)
    dump(pipeline, target / name)
    write_json(target / "metrics.json", metrics(test[1], pipeline.predict(test[0])))
    write_json(target / "params.json", {"scaler": "standard", "classifier": "logistic-regression", **parameters})


def metrics(truth, predicted):
    precision, recall, f1, _ = precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
    return {
        "accuracy": accuracy_score(truth, predicted),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
    }


def dump_pickle(model, path):
    path.write_bytes(pickle.dumps(model, protocol=5))


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_csv(path, rows, labels):
    rows.assign(**{TARGET: labels}).to_csv(path, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
