// The last net: a mistake of ours while drawing a screen. Says so, and offers a way on.
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { Mark } from '../ui/Mark';

type Props = { children: ReactNode; resetKey?: string };

export class Mishap extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (before.resetKey !== this.props.resetKey && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Empty isWhole title="This screen broke" art={<Mark size={44} />}>
        <p>
          A mistake of ours, not of yours; nothing that you sent is lost. The message was:{' '}
          <code>{this.state.error.message}</code>
        </p>
        <p style={{ marginTop: 14 }}>
          <Button look="primary" onClick={() => window.location.reload()}>
            Load it again
          </Button>
        </p>
      </Empty>
    );
  }
}
