import type { StageImage } from './stage-image.ts';

/** What runs in a cluster what a stage runs, with the digest that was reviewed. */
export function kubernetesSnippet(image: StageImage): string {
  return [...notesOf(image), image.serves ? deployment(image) : volume(image)].join('\n').trimEnd();
}

function notesOf({ model, stage, place }: StageImage): readonly string[] {
  const name = `${model}:${stage}`;
  return 'folder' in place
    ? [
        '# No cluster pulls from a folder. Copy the image to a registry first, with its digest as it is:',
        `#   skopeo copy --all --preserve-digests oci:${place.folder}:${name} docker://<registry>/${name}`,
      ]
    : [
        '# Leave imagePullSecrets out where the registry is public. To make the secret:',
        `#   kubectl create secret docker-registry mergeline-pull --docker-server=${hostOf(place.reference)} --docker-username=<name> --docker-password=<token>`,
      ];
}

function deployment(image: StageImage): string {
  const name = objectName(image);
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  annotations:
    mergeline.dev/version: ${JSON.stringify(`${image.model}@${image.version}`)}
spec:
  selector:
    matchLabels: { app: ${name} }
  template:
    metadata:
      labels: { app: ${name} }
    spec:
      automountServiceAccountToken: false
      imagePullSecrets: [{ name: mergeline-pull }]
      containers:
        - name: server
          image: ${JSON.stringify(referenceOf(image))}
          env:
            - { name: MERGELINE_IMAGE_DIGEST, value: ${JSON.stringify(image.digest)} }
          ports: [{ name: http, containerPort: 8080 }]
          startupProbe: { httpGet: { path: /v2/health/ready, port: http }, periodSeconds: 2, failureThreshold: 60 }
          readinessProbe: { httpGet: { path: /v2/health/ready, port: http }, periodSeconds: 2 }
          livenessProbe: { httpGet: { path: /v2/health/live, port: http }, periodSeconds: 10, timeoutSeconds: 5 }
          securityContext:
            runAsNonRoot: true
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            capabilities: { drop: [ALL] }
            seccompProfile: { type: RuntimeDefault }
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector: { app: ${name} }
  ports: [{ name: http, port: 80, targetPort: http }]
`;
}

/** Image volumes: https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/ */
function volume(image: StageImage): string {
  return `# Into the pod of your own server, which then finds the model at /models (Kubernetes 1.33 or newer):
spec:
  imagePullSecrets: [{ name: mergeline-pull }]
  containers:
    - name: server
      volumeMounts: [{ name: model, mountPath: /models, subPath: models, readOnly: true }]
  volumes:
    - name: model
      image:
        reference: ${JSON.stringify(referenceOf(image))}
        pullPolicy: IfNotPresent
`;
}

function referenceOf({ model, digest, place }: StageImage): string {
  return 'folder' in place ? `<registry>/${model}@${digest}` : place.reference;
}

function hostOf(reference: string): string {
  return reference.split('/', 1)[0] ?? reference;
}

/** A DNS label, RFC 1123: at most 63 of a-z, 0-9 and -. */
function objectName({ model, stage }: StageImage): string {
  const name = `${model}-${stage}`.replace(/[^a-z0-9]+/g, '-').slice(0, 63);
  return name.replace(/^[^a-z]+/, '').replace(/-+$/, '') || 'model';
}
