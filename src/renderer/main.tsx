import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.layer.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { ErrorBoundary, loadSettings, queryClient, startI18n, theme } from './ui/index.js';
import { readFirstPage, restoreSort } from './worklist/index.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

// Both before the first paint: the reader's language and sort order must not change under their eyes.
const settings = await loadSettings();
restoreSort(settings.worklist);
// A list that is read soon is in the first paint; the frame does not wait for a slow one.
const frameMs = 150;
await Promise.all([
  startI18n(settings.language),
  Promise.race([readFirstPage(), new Promise((resolve) => setTimeout(resolve, frameMs))]),
]);

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} forceColorScheme="dark">
      <QueryClientProvider client={queryClient}>
        <ErrorBoundary>
          <App />
        </ErrorBoundary>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
