import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** What the renderer gets of the machine: typed requests and events by the contract, and nothing else. */
const bridge = {
  request: (channel: string, input?: unknown): Promise<unknown> =>
    ipcRenderer.invoke('tynys:request', channel, input),
  listen: (name: string, listener: (payload: unknown) => void): (() => void) => {
    const forward = (_event: unknown, eventName: string, payload: unknown): void => {
      if (eventName === name) listener(payload);
    };
    ipcRenderer.on('tynys:event', forward);
    return () => ipcRenderer.off('tynys:event', forward);
  },
  /** The path of a file that the user dropped on the window; '' when it has none. */
  pathOf: (file: File): string => webUtils.getPathForFile(file),
};

export type Bridge = typeof bridge;

contextBridge.exposeInMainWorld('tynys', bridge);
