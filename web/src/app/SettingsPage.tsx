// Settings: the project, personal API keys, the look.
import { PersonalApiKeys } from '../features/personal_api_keys/PersonalApiKeys';
import { ProjectSettings } from '../features/projects/ProjectSettings';
import { Page } from '../ui/Page';
import { ThemeCard } from './ThemeCard';

export function SettingsPage() {
  return (
    <Page title="Settings" lead="Of this project, of your account, and of this browser.">
      <ProjectSettings />
      <PersonalApiKeys />
      <ThemeCard />
    </Page>
  );
}
