/** Who calls. Further roles and bindings to a customer are not there yet. */
export interface Identity {
  readonly id: string;
  readonly role: 'admin';
}
