import { Button, Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconDisc,
  IconFiles,
  IconFolder,
  IconSparkles,
  IconTableImport,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseAndImport, importSample } from './activity.js';

/** Imports a folder; the arrow beside it offers the other sources. */
export function ImportButton() {
  const { t } = useTranslation(['shell', 'import']);
  return (
    <Button.Group>
      <Button leftSection={<IconTableImport size={15} />} onClick={() => void chooseAndImport('folder')}>
        {t('import')}
      </Button>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <Button px={6} aria-label={t('importMore')} className="import-more">
            <IconChevronDown size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFolder size={15} />} onClick={() => void chooseAndImport('folder')}>
            {t('import:folder')}
          </Menu.Item>
          <Menu.Item leftSection={<IconFiles size={15} />} onClick={() => void chooseAndImport('files')}>
            {t('import:files')}
          </Menu.Item>
          <Menu.Item leftSection={<IconDisc size={15} />} onClick={() => void chooseAndImport('disc')}>
            {t('import:disc')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconSparkles size={15} />} onClick={() => void importSample()}>
            {t('import:sample')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}
