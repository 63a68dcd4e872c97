// All projects that one may open, when they are too many for a menu.
import { useOpenProject, useSession } from '../api/session';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { Found } from '../ui/Found';
import { Row, Rows, Tag } from '../ui/Rows';

type Props = { projects: readonly { id: number; name: string }[]; onClose: () => void };

export function ProjectFinder({ projects, onClose }: Props) {
  const { project } = useSession();
  const open = useOpenProject();
  return (
    <Dialog title="Open a project" onClose={onClose}>
      <Found what="project" items={projects} words={({ id, name }) => `${name} #${id}`}>
        {(shown) => (
          <Rows label="Projects">
            {shown.map(({ id, name }) => (
              <Row
                key={id}
                title={name}
                facts={`#${id}`}
                side={
                  id === project.id ? (
                    <Tag>open</Tag>
                  ) : (
                    <Button
                      isSmall
                      aria-label={`Open ${name}, #${id}`}
                      onClick={() => {
                        open(id);
                        onClose();
                      }}
                    >
                      Open
                    </Button>
                  )
                }
              />
            ))}
          </Rows>
        )}
      </Found>
    </Dialog>
  );
}
