/** What a registry does otherwise than most, as its makers document it. */
export interface RegistryQuirks {
  readonly hosts: RegExp;
  /** In bytes; none that is known when absent. */
  readonly largestBlob?: number;
  /** False where mounting a blob from another repository is off unless somebody turned it on. */
  readonly mounts?: false;
  /** How things are deleted where the API for it is closed to clients. */
  readonly removal?: string;
  /** What to do where a repository has to be there before anything is sent to it. */
  readonly creation?: string;
}

const quirks: readonly RegistryQuirks[] = [
  {
    hosts: /^ghcr\.io$/,
    largestBlob: 10e9,
    removal: 'On GitHub, delete the versions of the package: its page, "Package settings", "Manage versions".',
  },
  { hosts: /^docker\.io$/, removal: 'On Docker Hub, delete the tags on the page of the repository.' },
  {
    hosts: /^[0-9]+\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
    largestBlob: 52_000 * 1024 * 1024,
    mounts: false,
    removal:
      'On Amazon ECR, blobs go with the images that name them; delete what is left with: aws ecr batch-delete-image',
    creation: 'On Amazon ECR, make the repository first: aws ecr create-repository --repository-name',
  },
];

const none: Omit<RegistryQuirks, 'hosts'> = {};

/** @param host as it stands in `registry.yaml`. */
export function quirksOf(host: string): Omit<RegistryQuirks, 'hosts'> {
  return quirks.find(({ hosts }) => hosts.test(host)) ?? none;
}
