export interface ProposalRef {
  readonly id: string;
  readonly url: string;
  readonly branch: string;
}
