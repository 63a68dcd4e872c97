// An address that leads nowhere.
import { Link } from 'react-router';
import { Empty } from '../ui/Empty';
import { Mark } from '../ui/Mark';
import { useTitle } from '../ui/Page';

export function NotFound() {
  useTitle('Not found');
  return (
    <Empty isWhole title="There is nothing at this address" art={<Mark size={44} />}>
      <p>
        It may have moved, or the link may be cut off. <Link to="/">Go to the home page</Link>.
      </p>
    </Empty>
  );
}
