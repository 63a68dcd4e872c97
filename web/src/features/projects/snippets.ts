// The first event in every language, filled with the project's token and this server's address.
import type { Language } from '../../ui/Code';

export type Snippet = {
  key: string;
  label: string;
  install: string | null;
  language: Language;
  code: string;
};

export function snippets(token: string, host: string): Snippet[] {
  return [
    {
      key: 'python',
      label: 'Python',
      install: 'pip install posthog',
      language: 'python',
      code: python(token, host),
    },
    {
      key: 'node',
      label: 'Node',
      install: 'npm install posthog-node',
      language: 'js',
      code: node(token, host),
    },
    {
      key: 'browser',
      label: 'Browser',
      install: 'npm install posthog-js',
      language: 'js',
      code: browser(token, host),
    },
    { key: 'curl', label: 'curl', install: null, language: 'bash', code: curl(token, host) },
  ];
}

const python = (token: string, host: string) => `from posthog import Posthog

posthog = Posthog(
    "${token}",
    host="${host}",
)
posthog.capture(
    "signed up",
    distinct_id="alice",
    properties={"plan": "pro"},
)
posthog.shutdown()`;

const node = (token: string, host: string) => `import { PostHog } from 'posthog-node'

const posthog = new PostHog('${token}', {
  host: '${host}',
})
posthog.capture({
  distinctId: 'alice',
  event: 'signed up',
  properties: { plan: 'pro' },
})
await posthog.shutdown()`;

const browser = (token: string, host: string) => `import posthog from 'posthog-js'

posthog.init('${token}', {
  api_host: '${host}',
})
posthog.capture('signed up', { plan: 'pro' })`;

const curl = (token: string, host: string) => `curl ${host}/capture/ \\
  -H 'content-type: application/json' -d '{
  "api_key": "${token}",
  "event": "signed up",
  "distinct_id": "alice",
  "properties": {"plan": "pro"}
}'`;
