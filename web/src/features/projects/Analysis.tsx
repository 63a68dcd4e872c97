// How what was captured is read: whom insights leave out, and how persons are called.
import { TestAccounts } from './TestAccounts';
import { TextsCard } from './TextsCard';

export function Analysis() {
  return (
    <>
      <TestAccounts />
      <TextsCard
        name="person_display_name_properties"
        title="Names of persons"
        note="The first of these properties that a person has is shown as their name."
        what="property"
        placeholder="email"
      />
    </>
  );
}
