// The SQL box: CodeMirror with HogQL, completions, and mistakes marked where they are.
import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { linter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { useEffect, useRef } from 'react';
import type { Mark, Tables } from './ask';
import { hogql } from './language';
import { look } from './look';

type Props = {
  sql: string;
  tables: Tables;
  onChange: (sql: string) => void;
  onRun: () => void;
  findMistakes: (sql: string) => Promise<Mark[]>;
};

/** Offsets of the server, kept within the text; a mistake without a place marks everything. */
export function toDiagnostic(mark: Mark, length: number): Diagnostic {
  const from = Math.min(Math.max(mark.start ?? 0, 0), length);
  const to = Math.min(Math.max(mark.end ?? length, from), length);
  const isEmpty = from === to;
  return { from: isEmpty ? Math.max(from - 1, 0) : from, to, severity: 'error', message: mark.message };
}

const fixed = [
  lineNumbers(),
  history(),
  drawSelection(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  highlightActiveLine(),
  EditorView.lineWrapping,
  placeholder('select event, count() from events group by event'),
  EditorView.contentAttributes.of({ 'aria-label': 'SQL query', spellcheck: 'false' }),
  look,
  // Tab takes a completion, and otherwise leaves the box: nobody is caught in it.
  keymap.of([{ key: 'Tab', run: acceptCompletion }]),
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
];

export function SqlEditor(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const language = useRef(new Compartment());
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return;
    const run = () => {
      latest.current.onRun();
      return true;
    };
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: latest.current.sql,
        extensions: [
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
          language.current.of(hogql(latest.current.tables)),
          linter((shown) => lint(shown, latest.current.findMistakes), { delay: 350 }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
          fixed,
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    view.current?.dispatch({ effects: language.current.reconfigure(hogql(props.tables)) });
  }, [props.tables]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === props.sql) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.sql } });
  }, [props.sql]);

  return <div ref={host} data-testid="sql-box" />;
}

async function lint(view: EditorView, findMistakes: Props['findMistakes']): Promise<Diagnostic[]> {
  const sql = view.state.doc.toString();
  if (sql.trim() === '') return [];
  const marks = await findMistakes(sql).catch(() => []);
  return marks.map((mark) => toDiagnostic(mark, sql.length));
}
