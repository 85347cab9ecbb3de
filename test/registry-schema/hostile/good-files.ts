/** One good file of each kind that people or programs get wrong; every hostile file differs from one of these in one thing. */
const digest = (digit: string) => `"sha256:${digit.repeat(64)}"`;

export const goodManifest = `apiVersion: "mergeline.dev/v1"
kind: "ModelVersion"
model: "iris"
version: "1.10.0"
created: "2026-11-25T10:00:00Z"
registeredBy: "ann"
licence: "Apache-2.0"
tags:
  team: "botany"
parameters:
  C: 1
metrics:
  accuracy: 0.96
datasets:
  - name: "iris-train"
    digest: ${digest('5')}
    rows: 100
source:
  format: "onnx"
served:
  format: "onnx"
  opset: 17
signature:
  task: "classification"
  inputs:
    - name: "X"
      type: "float64"
      shape: [null, 4]
  outputs:
    - name: "label"
      type: "int64"
      shape: [null]
scan:
  verdict: "allowed"
conversion:
  outcome: "accepted"
lineage:
  sourceRepository: "https://github.com/acme/iris"
  sourceCommit: "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
  runUrl: "https://github.com/acme/iris/actions/runs/1"
artifacts:
  - path: "model.onnx"
    roles: ["source", "served"]
    mediaType: "application/vnd.onnx"
    digest: ${digest('9')}
    size: 1432
    layer:
      digest: ${digest('f')}
      size: 3072
      writer: 1
  - path: ".mergeline/signature.json"
    roles: ["metadata"]
    mediaType: "application/json"
    digest: ${digest('8')}
    size: 310
    layer:
      digest: ${digest('e')}
      size: 2048
      writer: 1
modelPack:
  digest: ${digest('d')}
  size: 912
dataImage:
  digest: ${digest('4')}
  size: 704
`;

export const goodPolicy = `# the policy of a small team
apiVersion: mergeline.dev/v1
kind: Registry
stages:
  - name: development
    aliases: [dev]
  - name: staging
    review: proposal
    gates:
      - gate: servable
      - gate: metric
        metric: accuracy
        min: 0.9
        dataset: iris-test
  - name: production
    aliases: [prod]
    review: proposal
    gates:
      - gate: came-through
        stage: staging
      - gate: soak
        stage: staging
        for: 24h
      - gate: size
        max: 500 MB
      - gate: approvals
        count: 1
        by: ["role:release-managers", owners]
roles:
  release-managers: [ann, "github:ben"]
owners:
  - models: "*"
    owners: [ann]
datasets:
  - name: iris-test
    digest: ${digest('5')}
    task: classification
    target: species
    path: data/iris-test.csv
stores:
  - name: local
    type: oci-layout
placement:
  - models: "*"
    stores: [local]
`;

export const goodModel = `apiVersion: mergeline.dev/v1
kind: Model
name: iris
owners: [ann]
links:
  - title: Dashboard
    url: https://grafana.example.com/d/iris
`;

export const goodPointer = `apiVersion: "mergeline.dev/v1"
kind: "StagePointer"
model: "iris"
stage: "production"
version: "1.10.0"
manifestDigest: ${digest('9')}
image:
  digest: ${digest('4')}
  base: "none"
  composer: 1
card: null
generation: 3
replaces: null
change: "promotion"
requestedBy: "ann"
reason: "Better recall."
`;
