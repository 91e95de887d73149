import { useTranslation } from 'react-i18next';
import { shippedProtocols } from '../../../domain/hang/index.js';

const shipped: ReadonlySet<string> = new Set(shippedProtocols.map(({ name }) => name));

/** Protocols that ship have a name in every language, own ones the one that they were given. */
export function useProtocolName(): (name: string) => string {
  const { t } = useTranslation('hang');
  return (name) => (shipped.has(name) ? (t as (key: string) => string)(name) : name);
}
