import { IconTableImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pathOf } from '../ui/index.js';
import { importPaths } from './activity.js';
import './drop-target.css';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Makes the whole window take files and folders, and says so while some are held over it. */
export function DropTarget() {
  const { t } = useTranslation('shell');
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Entering a child fires before leaving its parent; only a balanced count tells when the window is left.
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      void importPaths(files.map(pathOf).filter((path) => path !== ''));
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hold, drop } as const;
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name as 'drop', listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name as 'drop', listener);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="drop-target">
      <div>
        <IconTableImport size={36} stroke={1.25} />
        <h2>{t('dropTitle')}</h2>
        <p>{t('dropText')}</p>
      </div>
    </div>
  );
}
