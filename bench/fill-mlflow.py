"""Writes model versions into MLflow's SQLite store: `fill-mlflow.py <database>` reads a JSON line for each version."""

import json
import sys

from mlflow.store.model_registry.dbmodels.models import SqlModelVersion, SqlModelVersionTag, SqlRegisteredModel
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

store = SqlAlchemyStore(f"sqlite:///{sys.argv[1]}")
workspace = SqlRegisteredModel.__table__.c.workspace.default
place = {"workspace": workspace.arg} if workspace is not None and workspace.is_scalar else {"workspace": "default"}
with store.ManagedSessionMaker() as session:
    known = set()
    for line in sys.stdin:
        version = json.loads(line)
        name, number, created = version["name"], version["number"], version["created"]
        if name not in known:
            known.add(name)
            session.add(SqlRegisteredModel(name=name, creation_time=created, last_updated_time=created, **place))
            session.flush()
        session.add(
            SqlModelVersion(
                name=name,
                version=number,
                creation_time=created,
                last_updated_time=created,
                current_stage="None",
                source=f"s3://models/{name}/{number}",
                status="READY",
                **place,
            )
        )
        for key, value in version["tags"].items():
            session.add(SqlModelVersionTag(name=name, version=number, key=key, value=value, **place))
