// Name, e-mail, password, organization: the first account.
import { useState, type SubmitEvent } from 'react';
import { api } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';
import { startAnew } from '../../api/session';
import { Button } from '../../ui/Button';
import { PasswordField, TextField } from '../../ui/Field';
import { Trouble } from '../../ui/Trouble';
import { Frame } from './Frame';

const FIELDS = ['first_name', 'email', 'password', 'organization_name'] as const;
type Values = Record<(typeof FIELDS)[number], string>;
const NOTHING: Values = { first_name: '', email: '', password: '', organization_name: '' };

/** The server's word on one field; a refusal of no field in particular stands above the form. */
const wordOn = (problem: Problem | null, field: string) => (problem?.attr === field ? problem.message : null);

export function SignupForm({ token }: { token: string }) {
  const [values, setValues] = useState(NOTHING);
  const signup = api.useMutation('post', '/api/signup/', {
    onSuccess: () => startAnew('/'),
  });
  const problem = signup.isError ? asProblem(signup.error) : null;
  const isAboutField = FIELDS.some((field) => field === problem?.attr);
  const field = (name: keyof Values) => ({
    name,
    required: true,
    value: values[name],
    error: wordOn(problem, name),
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    signup.mutate({ body: { setup_token: token, ...values } });
  };
  return (
    <Frame title="Set up Tenrec" lead="Make the first account. It owns everything on this server.">
      {problem !== null && !isAboutField && <Trouble what="The account was not made" error={problem} />}
      <form onSubmit={submit}>
        <TextField
          label="Your name"
          autoComplete="given-name"
          autoFocus
          maxLength={150}
          {...field('first_name')}
        />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          hint="You log in with it."
          {...field('email')}
        />
        <PasswordField
          label="Password"
          autoComplete="new-password"
          minLength={8}
          hint="At least 8 characters; a short sentence is a good one."
          {...field('password')}
        />
        <TextField
          label="Organization"
          hint="May stay empty."
          autoComplete="organization"
          maxLength={64}
          placeholder="Your company or team"
          {...field('organization_name')}
          required={false}
        />
        <Button look="primary" type="submit" isBusy={signup.isPending || signup.isSuccess}>
          Make the account
        </Button>
      </form>
    </Frame>
  );
}
