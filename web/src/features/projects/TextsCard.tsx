// A setting of the project that is a list of texts: written line by line, saved as a whole.
import { useState } from 'react';
import { wordsOf } from '../../api/words';
import { Card } from '../../ui/Card';
import { Form, FormEnd } from '../../ui/Form';
import { TextList } from '../../ui/TextList';
import { Trouble } from '../../ui/Trouble';
import { textsOf, useChange } from './project';

type Name = 'app_urls' | 'person_display_name_properties';
type Props = { name: Name; title: string; note: string; what: string; placeholder: string };

export function TextsCard({ name, title, note, what, placeholder }: Props) {
  const { project, save, change } = useChange();
  const kept = textsOf(project[name]);
  const [texts, setTexts] = useState(kept);
  const wanted = texts.map((text) => text.trim()).filter((text) => text !== '');
  const isChanged = wanted.join('\n') !== kept.join('\n');
  const { on, rest } = wordsOf(save.error, [name]);
  return (
    <Card title={title} note={note}>
      <Form onSubmit={() => change({ [name]: wanted })}>
        <TextList
          label={title}
          what={what}
          placeholder={placeholder}
          values={texts}
          error={on(name)}
          onChange={setTexts}
        />
        {rest !== null && <Trouble what="It was not saved" error={rest} />}
        <FormEnd
          label="Save"
          disabled={!isChanged}
          isBusy={save.isPending}
          done={save.isSuccess && !isChanged && 'Saved'}
        />
      </Form>
    </Card>
  );
}
