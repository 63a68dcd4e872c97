// "Is it still you?": what is sensitive needs a recent log-in. Whoever can ask a person says so here; one question at a time.

type Ask = () => Promise<boolean>;

export const STALE = 'sensitive_action_required_reauth';
const nobody: Ask = () => Promise.resolve(false);
let ask = nobody;
let running: Promise<boolean> | null = null;

/** Makes the given question the one that is asked; the returned function takes it back. */
export function askBy(question: Ask): () => void {
  ask = question;
  return () => {
    if (ask === question) ask = nobody;
  };
}

/** True when the person has proved who they are; actions that ask at the same moment share the answer. */
export function isStillYou(): Promise<boolean> {
  running ??= ask().finally(() => {
    running = null;
  });
  return running;
}
